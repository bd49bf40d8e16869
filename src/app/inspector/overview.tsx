import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClusterModel, NodeModel } from '../canvas/cluster-model.ts';
import { Mark } from '../canvas/mark.tsx';
import type { PodModel } from '../canvas/pod-model.ts';
import { useRelations } from '../canvas/use-relations.ts';
import { useTimeLeft } from '../canvas/ring.tsx';
import { nodeLabel, nodeState, podLabel } from '../canvas/words.ts';
import { useUnixNow } from '../store/clock.ts';
import { parseSelection, select } from '../store/selection.ts';
import { shortDuration } from '../time/duration.ts';

/** The cluster as a list: the same facts as the picture, for ears and for hands that prefer rows. */
export function Overview({ model }: { readonly model: ClusterModel }) {
  const { t } = useTranslation();
  const related = useRelations();
  return (
    <div className="overview">
      <h2>{t('inspector.emptyTitle')}</h2>
      <p className="soft">{t('inspector.emptyBody')}</p>
      {model.waiting.length > 0 && (
        <section aria-label={t('inspector.waiting')}>
          <h3 className="waiting-title">{t('inspector.waiting')}</h3>
          <PodList pods={model.waiting} />
        </section>
      )}
      {related.length > 0 && (
        <section aria-label={t('inspector.related')}>
          <h3 className="related-title">{t('inspector.related')}</h3>
          <ul>
            {related.map((one) => (
              <li key={one.id}>
                <button type="button" className="row-button" onClick={() => select(parseSelection(one.id))}>
                  <span className="row-name">{one.name}</span>
                  <span className="soft">{one.kind}</span>
                  <span className="mono soft end">{one.detail}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {model.nodes.map((node) => (
        <NodeSection key={node.name} node={node} />
      ))}
    </div>
  );
}

const NodeSection = memo(function NodeSection({ node }: { readonly node: NodeModel }) {
  const { t } = useTranslation();
  const now = useUnixNow(1000);
  const state = nodeState(node, now, t);
  return (
    <section aria-label={nodeLabel(node, now, t)}>
      <h3>
        <button type="button" className="row-button" onClick={() => select({ kind: 'node', name: node.name })}>
          <b>{node.name}</b>
          <span className="soft" data-silent={state.silent}>
            {state.text}
          </span>
          <span className="mono soft end">{node.address}</span>
        </button>
      </h3>
      {node.pods.length === 0 ? <p className="soft none">{t('inspector.noPods')}</p> : <PodList pods={node.pods} />}
    </section>
  );
});

const PodList = memo(function PodList({ pods }: { readonly pods: readonly PodModel[] }) {
  return (
    <ul>
      {pods.map((pod) => (
        <li key={pod.uid}>
          <PodRow pod={pod} />
        </li>
      ))}
    </ul>
  );
});

/** Only a Pod that waits for time to pass listens to the clock: of thousands hardly any does. */
const PodRow = memo(function PodRow({ pod }: { readonly pod: PodModel }) {
  return pod.countdown === undefined ? <Row pod={pod} left={undefined} /> : <WaitingRow pod={pod} />;
});

function WaitingRow({ pod }: { readonly pod: PodModel }) {
  return <Row pod={pod} left={useTimeLeft(pod.countdown, 1000)} />;
}

function Row({ pod, left }: { readonly pod: PodModel; readonly left: number | undefined }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className="row-button pod-row"
      data-tone={pod.tone}
      aria-label={podLabel(pod, left, t)}
      onClick={() => select({ kind: 'pod', namespace: pod.namespace, name: pod.name })}
    >
      <svg width="11" height="11" viewBox="0 0 11 11" aria-hidden="true">
        <Mark
          tone={pod.tone}
          x={5.5}
          y={5.5}
          hollow={pod.tone === 'running' && pod.readyContainers < pod.totalContainers}
        />
      </svg>
      <span className="row-name">
        {pod.name}
        {pod.namespace !== 'default' && <span className="soft"> {pod.namespace}</span>}
      </span>
      <span className="row-status">
        {pod.status}
        {left !== undefined && <span className="mono"> {shortDuration(left)}</span>}
      </span>
      <span className="mono soft end">{`${pod.readyContainers}/${pod.totalContainers}`}</span>
    </button>
  );
}
