import { useTranslation } from 'react-i18next';
import { useCluster } from '../store/cluster.ts';
import { useConnection } from './remote-store.ts';
import './remote.css';

/** Says whose cluster this is, whether it answers, and what it does not show. */
export function RemoteBanner() {
  const { t } = useTranslation();
  const remote = useCluster((state) => state.ready?.remote);
  const now = useConnection();
  const origin = remote?.origin ?? now?.origin;
  if (origin === undefined) return null;
  const lost = now?.live === false;
  const refused = now?.refused ?? [];
  return (
    <div className="remote-banner" data-lost={lost} role="status">
      {lost ? (
        <span>
          <b>{t('remote.lost', { origin })}</b> <span className="mono">{now.detail}</span>
        </span>
      ) : (
        <span>{t('remote.about', { origin })}</span>
      )}
      {!lost && refused.length > 0 && (
        <span title={refused.map((one) => one.reason).join('\n')}>
          {t('remote.refused', { kinds: refused.map((one) => one.resource).join(', ') })}
        </span>
      )}
    </div>
  );
}
