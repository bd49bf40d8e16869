import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeModel } from '../canvas/cluster-model.ts';
import { Mark } from '../canvas/mark.tsx';
import type { PodModel } from '../canvas/pod-model.ts';
import { useTimeLeft } from '../canvas/ring.tsx';
import { countdownWords } from '../canvas/words.ts';
import { PodTimeline } from '../inspector/pod-timeline.tsx';
import { useIsRemote } from '../remote/remote-store.ts';
import { objectsOf, useCluster } from '../store/cluster.ts';
import { lookInside } from '../store/selection.ts';
import { spokenDuration } from '../time/duration.ts';
import { Exploded } from './exploded.tsx';
import { useInside } from './inside-store.ts';
import './inside.css';
import { Layers } from './layers.tsx';

/** One Pod in place of the cluster: taken apart, its states beside each other, and its time. */
export default function Inside({ pod, node }: { readonly pod: PodModel; readonly node: NodeModel | undefined }) {
  const { t } = useTranslation();
  const object = useCluster((state) => objectsOf(state, 'pods').get(pod.key));
  const release = useCluster((state) => state.ready?.config.release ?? '1.20');
  const remote = useIsRemote();
  const seen = useInside();
  const inside = seen?.uid === pod.uid ? seen : undefined;
  const left = useTimeLeft(pod.countdown, 1000);
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus({ preventScroll: true }), []);
  if (object === undefined) return null;
  return (
    <section
      className="inside"
      aria-label={t('inside.title', { name: pod.name })}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        lookInside(false);
      }}
    >
      <header className="inside-head">
        <button ref={back} type="button" className="button" onClick={() => lookInside(false)}>
          ← {t('inside.back')}
        </button>
        <h2>{pod.name}</h2>
        <p data-tone={pod.tone}>
          <svg width="11" height="11" viewBox="0 0 11 11" aria-hidden="true">
            <Mark
              tone={pod.tone}
              x={5.5}
              y={5.5}
              hollow={pod.tone === 'running' && pod.readyContainers < pod.totalContainers}
            />
          </svg>
          {pod.status} <span className="mono">{`${pod.readyContainers}/${pod.totalContainers}`}</span>
          {left !== undefined && pod.countdown !== undefined && (
            <b>
              {t(countdownWords[pod.countdown.kind], {
                duration: spokenDuration(left, t),
              })}
            </b>
          )}
        </p>
        <span className="spring" />
        {node !== undefined && (
          <p className="soft">
            {node.name} <span className="mono">{node.address}</span>
          </p>
        )}
      </header>
      <div className="inside-body" tabIndex={0} role="group" aria-label={t('inside.title', { name: pod.name })}>
        {remote ? (
          <p className="soft none">{t('remote.inside')}</p>
        ) : (
          <Exploded pod={pod} object={object} inside={inside} />
        )}
        <Layers pod={pod} object={object} release={release} />
        <section className="inside-time">
          <h3>{t('inspector.time')}</h3>
          <PodTimeline pod={pod} object={object} />
        </section>
      </div>
    </section>
  );
}
