import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ready } from '../../session/protocol.ts';
import { changeAddress, readAddress } from '../store/address.ts';
import { createCluster } from '../store/create.ts';
import { Confirm } from './confirm.tsx';

const offers = [
  { name: '1.20', runtime: 'docker', about: 'header.release120' },
  { name: '1.36', runtime: 'containerd', about: 'header.release136' },
] as const;

/** Which Kubernetes runs; another one means another cluster, so it asks first. */
export function ReleaseMenu({ ready }: { readonly ready: Ready }) {
  const { t } = useTranslation();
  const remote = ready.remote !== undefined;
  const menu = useRef<HTMLDivElement>(null);
  const [asked, setAsked] = useState<(typeof offers)[number]['name'] | 'behind'>();
  return (
    <>
      <button
        type="button"
        className="button round release"
        popoverTarget="release-menu"
        aria-label={t('header.release', { version: ready.gitVersion, runtime: ready.runtime.name })}
      >
        <span>
          Kubernetes {remote ? ready.gitVersion : `v${ready.config.release}`}
          {ready.runtime.name !== '' && <span className="wide-only"> · {ready.runtime.name}</span>}
        </span>
        <svg width="9" height="6" viewBox="0 0 9 6" aria-hidden="true">
          <path d="M1 1l3.5 3.5L8 1" fill="none" stroke="currentColor" strokeWidth="1.4" />
        </svg>
      </button>
      <div ref={menu} id="release-menu" className="menu" popover="auto">
        <p>{t('header.otherRelease')}</p>
        {offers.map((offer) => (
          <button
            key={offer.name}
            type="button"
            aria-current={!remote && offer.name === ready.config.release}
            onClick={() => {
              menu.current?.hidePopover();
              if (remote) leaveFor({ release: offer.name });
              else setAsked(offer.name);
            }}
          >
            <b>
              v{offer.name} · {offer.runtime}
            </b>
            <span>{t(offer.about)}</span>
          </button>
        ))}
        <button
          type="button"
          aria-current={remote}
          onClick={() => {
            menu.current?.hidePopover();
            if (!remote) setAsked('behind');
          }}
        >
          <b>{t('remote.offer')}</b>
          <span>{t('remote.offerAbout')}</span>
        </button>
      </div>
      {asked === 'behind' && (
        <Confirm
          title={t('remote.leaveTitle')}
          body={t('remote.leaveBody')}
          yes={t('remote.leaveYes')}
          onYes={() => leaveFor({ cluster: '/' })}
          onClose={() => setAsked(undefined)}
        />
      )}
      {asked !== undefined && asked !== 'behind' && (
        <Confirm
          title={t('confirm.newTitle')}
          body={t('confirm.newBody', { version: `v${asked}` })}
          yes={t('confirm.newYes', { version: `v${asked}` })}
          onYes={() => {
            createCluster(asked);
            changeAddress({ release: asked });
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

/** Another kind of cluster needs another worker: the page begins anew. */
function leaveFor(query: Readonly<Record<string, string>>): void {
  const url = new URL(location.pathname, location.origin);
  const { lang } = readAddress(location.search);
  for (const [name, value] of Object.entries({ ...query, ...(lang === null ? {} : { lang }) }))
    url.searchParams.set(name, value);
  location.assign(url.href.replaceAll('%2F', '/'));
}
