import { useTranslation } from 'react-i18next';
import { useCluster } from '../store/cluster.ts';
import { select } from '../store/selection.ts';

/** What was selected does not exist any more (or not yet, while the cluster starts). */
export function Gone({ name }: { readonly name: string }) {
  const { t } = useTranslation();
  const loaded = useCluster((state) => state.loaded);
  return (
    <div className="quiet">
      <p>{loaded ? t('inspector.gone', { name }) : t('inspector.loading')}</p>
      <button type="button" className="button" onClick={() => select(undefined)}>
        {t('inspector.close')}
      </button>
    </div>
  );
}
