import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Header } from './header/header.tsx';
import { Toasts } from './header/toasts.tsx';
import type { PanelId } from './panels/index.ts';
import { panels } from './panels/index.ts';
import { watchPanelKeys } from './panels/next-panel.ts';
import { Split } from './panels/split.tsx';
import { RemoteBanner } from './remote/remote-banner.tsx';
import { PastBanner } from './time/past-banner.tsx';
import './app.css';

/** Whether the window is so narrow now. */
function useNarrow(below: number): boolean {
  const query = useMemo(() => matchMedia(`(max-width: ${below - 1}px)`), [below]);
  return useSyncExternalStore(
    (listener) => {
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => query.matches,
  );
}

/** The page: a header, and the panels beside each other, or one at a time where there is no room. */
export function App() {
  const phone = useNarrow(760);
  const tablet = useNarrow(1024);
  useEffect(watchPanelKeys, []);
  return (
    <div className="page">
      <Header />
      <Banner />
      <main className="panels">{phone ? <Stacked /> : tablet ? <PictureAbove /> : <SideBySide />}</main>
      <Toasts />
    </div>
  );
}

/** What is to be said of the cluster as a whole: that it is past, or somebody else's. Always there, as a row of the page. */
function Banner() {
  return (
    <div>
      <PastBanner />
      <RemoteBanner />
    </div>
  );
}

function PanelFrame({ id, hidden = false }: { readonly id: PanelId; readonly hidden?: boolean }) {
  const { t } = useTranslation();
  const panel = panels.find((one) => one.id === id);
  if (panel === undefined) return null;
  return (
    <section className="panel" id={`panel-${id}`} aria-label={t(`panel.${id}`)} hidden={hidden}>
      <panel.Content />
    </section>
  );
}

function SideBySide() {
  const height = window.innerHeight;
  const width = window.innerWidth;
  return (
    <Split id="rows" direction="column" fixed="second" initial={Math.round(Math.min(420, height * 0.33))} least={120}>
      <Split id="top" direction="row" fixed="second" initial={Math.min(380, Math.round(width * 0.3))} least={260}>
        <PanelFrame id="picture" />
        <PanelFrame id="inspector" />
      </Split>
      <Split id="bottom" direction="row" fixed="first" initial={Math.round(Math.min(640, width * 0.37))} least={240}>
        <PanelFrame id="editor" />
        <PanelFrame id="terminal" />
      </Split>
    </Split>
  );
}

/** Where there is no room beside the picture, it takes the whole width, and the others share the rest. */
function PictureAbove() {
  const height = window.innerHeight;
  return (
    <Split id="above" direction="column" fixed="second" initial={Math.round(height * 0.42)} least={160}>
      <PanelFrame id="picture" />
      <Split id="below" direction="row" fixed="first" initial={330} least={240}>
        <PanelFrame id="inspector" />
        <Split id="corner" direction="column" fixed="second" initial={Math.round(height * 0.2)} least={100}>
          <PanelFrame id="editor" />
          <PanelFrame id="terminal" />
        </Split>
      </Split>
    </Split>
  );
}

function Stacked() {
  const { t } = useTranslation();
  const [shown, setShown] = useState<PanelId>('picture');
  return (
    <>
      <div className="stack">
        {panels.map(({ id }) => (
          <PanelFrame key={id} id={id} hidden={id !== shown} />
        ))}
      </div>
      <nav className="switch" aria-label={t('panel.tabs')}>
        {panels.map(({ id }) => (
          <button key={id} type="button" aria-current={id === shown ? 'page' : undefined} onClick={() => setShown(id)}>
            {t(`panel.${id}`)}
          </button>
        ))}
      </nav>
    </>
  );
}
