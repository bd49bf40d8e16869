import { useTranslation } from 'react-i18next';
import type { NodeModel, Share } from '../canvas/cluster-model.ts';
import { nodeState, percent } from '../canvas/words.ts';
import { Hands } from '../hands/hands.tsx';
import { nodeHands } from '../hands/node-hands.ts';
import { useUnixNow } from '../store/clock.ts';
import { objectsOf, useCluster } from '../store/cluster.ts';
import { select } from '../store/selection.ts';
import { WhyBox } from '../why/why-box.tsx';
import { whyNode } from '../why/why-node.ts';
import { Events } from './events.tsx';
import { Row } from './row.tsx';

/** A machine: its conditions, what is requested of it, and what hands can do to it. */
export function NodeInspector({ node }: { readonly node: NodeModel }) {
  const { t } = useTranslation();
  const object = useCluster((state) => objectsOf(state, 'nodes').get(node.name));
  const grace = useCluster((state) => state.ready?.nodeMonitorGracePeriod ?? 40);
  const now = useUnixNow(1000);
  if (object === undefined) return null;
  const why = whyNode(object, node, grace);
  const status = [
    node.ready === 'True' ? 'Ready' : 'NotReady',
    ...(node.schedulable ? [] : ['SchedulingDisabled']),
  ].join(',');
  const { text, line, more } = nodeState(node, now, t);
  // Where the line says no more than kubectl does, only what comes on top of it is said.
  const state = line === status ? more : text;
  return (
    <article aria-label={`${node.name}, ${t('inspector.node')}`}>
      <div className="title">
        <h2>
          {node.name} <span>{t('inspector.node')}</span>
        </h2>
        <button
          type="button"
          className="button plain"
          aria-label={t('inspector.close')}
          onClick={() => select(undefined)}
        >
          ×
        </button>
      </div>
      <dl>
        <Row name={t('inspector.kubectl')}>
          <span className="mono">{status}</span> {state !== '' && <span className="soft">{state}</span>}
        </Row>
        {(object.status?.conditions ?? []).map((one) => (
          <Row key={one.type} name={one.type} tone={isWrong(one) ? 'failed' : undefined}>
            {one.status} <span className="soft">{one.reason}</span>
          </Row>
        ))}
        <Row name={t('inspector.address')}>
          <span className="mono">{node.address}</span> <span className="mono soft">cni0 {node.podCIDR}</span>
        </Row>
        <Row name={t('inspector.requests')}>
          <Meter label={t('picture.cpu')} share={node.cpu} text={`${node.cpu.requested}m`} />
          <Meter
            label={t('picture.memory')}
            share={node.memory}
            text={`${Math.round(node.memory.requested / 1048576)}Mi`}
          />
        </Row>
      </dl>
      {why !== undefined && <WhyBox why={why} tone={node.ready === 'True' ? 'pending' : 'unknown'} />}
      <Hands hands={nodeHands(node)} name={node.name} />
      <h3>{t('inspector.tab.events')}</h3>
      <Events kind="Node" name={node.name} uid={object.metadata?.uid} />
    </article>
  );
}

/** Ready wants True; the pressure conditions want False. */
const isWrong = (condition: { type: string; status: string }): boolean =>
  condition.status !== (condition.type === 'Ready' ? 'True' : 'False');

function Meter({ label, share, text }: { readonly label: string; readonly share: Share; readonly text: string }) {
  return (
    <span className="meter">
      {label} <span className="mono">{text}</span> <span className="soft">{percent(share)}</span>
    </span>
  );
}
