import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ready } from '../../session/protocol.ts';
import { changeAddress } from '../store/address.ts';
import { createCluster } from '../store/create.ts';
import { Confirm } from './confirm.tsx';

const offers = [
  { name: '1.20', runtime: 'docker', about: 'header.release120' },
  { name: '1.36', runtime: 'containerd', about: 'header.release136' },
] as const;

/** Which Kubernetes runs; another one means another cluster, so it asks first. */
export function ReleaseMenu({ ready }: { readonly ready: Ready }) {
  const { t } = useTranslation();
  const menu = useRef<HTMLDivElement>(null);
  const [asked, setAsked] = useState<(typeof offers)[number]['name']>();
  return (
    <>
      <button
        type="button"
        className="button round release"
        popoverTarget="release-menu"
        aria-label={t('header.release', { version: ready.gitVersion, runtime: ready.runtime.name })}
      >
        <span>
          Kubernetes v{ready.config.release}
          <span className="wide-only"> · {ready.runtime.name}</span>
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
            aria-current={offer.name === ready.config.release}
            onClick={() => {
              menu.current?.hidePopover();
              setAsked(offer.name);
            }}
          >
            <b>
              v{offer.name} · {offer.runtime}
            </b>
            <span>{t(offer.about)}</span>
          </button>
        ))}
      </div>
      {asked !== undefined && (
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
