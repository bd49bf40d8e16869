import { lazy, Suspense, useRef } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Pod } from '../../engine/api/types.ts';
import type { PodModel } from '../canvas/pod-model.ts';
import { useIsRemote } from '../remote/remote-store.ts';
import { Commands } from './commands.tsx';
import { Events } from './events.tsx';
import { Logs } from './logs.tsx';
import { podCommands } from './pod-commands.ts';
import { PodTimeline } from './pod-timeline.tsx';

const Trace = lazy(() => import('../trace/trace.tsx'));
const Yaml = lazy(() => import('./yaml.tsx'));

const tabs = ['time', 'trace', 'events', 'logs', 'yaml', 'kubectl'] as const;
type Tab = (typeof tabs)[number];
/** Outside of the component: whoever reads logs of one Pod reads those of the next one too. */
const shownTab = createStore<{ readonly tab: Tab }>(() => ({ tab: 'time' }));

/** What was chosen must be seen: unless half of the panel shows already, the tabs come up to its top. */
function bringUp(list: HTMLElement | null): void {
  const panel = list?.closest('.inspector');
  if (list === null || panel === null || panel === undefined) return;
  const below = panel.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom;
  if (below < panel.clientHeight / 2) list.scrollIntoView({ block: 'start' });
}

interface PodTabsProps {
  readonly pod: PodModel;
  readonly object: Pod;
  readonly container: string | undefined;
}

/** The Pod's time, events, logs and YAML. */
export function PodTabs({ pod, object, container }: PodTabsProps) {
  const { t } = useTranslation();
  const remote = useIsRemote();
  const tab = useStore(shownTab, (state) => state.tab);
  const list = useRef<HTMLDivElement>(null);
  const show = (next: Tab): void => {
    flushSync(() => shownTab.setState({ tab: next }));
    bringUp(list.current);
  };
  return (
    <>
      <div ref={list} className="tab-list inner" role="tablist" aria-label={t('inspector.tabs')}>
        {tabs.map((one, index) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`pod-tab-${one}`}
            className="tab"
            aria-selected={one === tab}
            aria-controls="pod-tab-panel"
            tabIndex={one === tab ? 0 : -1}
            onClick={() => show(one)}
            onKeyDown={(event) => {
              const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
              const next = tabs[(index + by + tabs.length) % tabs.length];
              if (by === 0 || next === undefined) return;
              show(next);
              document.getElementById(`pod-tab-${next}`)?.focus();
            }}
          >
            {t(`inspector.tab.${one}`)}
          </button>
        ))}
      </div>
      <div
        className="tab-panel"
        data-tab={tab}
        role="tabpanel"
        id="pod-tab-panel"
        aria-labelledby={`pod-tab-${tab}`}
        tabIndex={0}
      >
        {tab === 'time' && <PodTimeline pod={pod} object={object} />}
        {tab === 'events' && <Events kind="Pod" name={pod.name} uid={pod.uid} />}
        {tab === 'logs' && <Logs pod={pod} container={container} />}
        {tab === 'trace' && remote && <p className="soft none">{t('remote.trace')}</p>}
        {tab === 'trace' && !remote && (
          <Suspense fallback={<p className="soft none">{t('inspector.loading')}</p>}>
            <Trace key={pod.key} pod={pod} version={object.metadata?.resourceVersion} />
          </Suspense>
        )}
        {tab === 'kubectl' && <Commands lines={podCommands(pod, container)} />}
        {tab === 'yaml' && (
          <Suspense fallback={<p className="soft none">{t('inspector.loading')}</p>}>
            <Yaml object={object} />
          </Suspense>
        )}
      </div>
    </>
  );
}
