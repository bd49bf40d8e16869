import { useTranslation } from 'react-i18next';
import { useCluster } from '../store/cluster.ts';
import { recordSession } from '../store/session.ts';
import { toast } from '../store/toasts.ts';
import { linkTo } from './link.ts';

/** Copies a link to the session as it is shown: whoever opens it goes on from there in a cluster of their own. */
export function ShareButton() {
  const { t } = useTranslation();
  const loaded = useCluster((state) => state.loaded);
  return (
    <button
      type="button"
      className="button round"
      title={t('header.shareLong')}
      aria-label={t('header.shareLong')}
      disabled={!loaded}
      onClick={() => void share()}
    >
      {t('header.share')}
    </button>
  );
}

async function share(): Promise<void> {
  const link = await linkTo(await recordSession(), location.href);
  try {
    await navigator.clipboard.writeText(link);
    toast({ tone: 'good', key: 'linkCopied' });
  } catch {
    // The browser does not let the page at the clipboard: the address bar holds the link then.
    history.replaceState(null, '', link);
    toast({ tone: 'odd', key: 'linkInBar' });
  }
}
