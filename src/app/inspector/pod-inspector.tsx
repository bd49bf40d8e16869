import { useMemo } from 'react';
import type { ContainerStatus } from '../../engine/api/types.ts';
import { humanDuration } from '../../engine/api/duration.ts';
import type { NodeModel } from '../canvas/cluster-model.ts';
import type { ContainerModel, PodModel } from '../canvas/pod-model.ts';
import { containerState } from '../canvas/words.ts';
import { useTranslation } from 'react-i18next';
import { Hands } from '../hands/hands.tsx';
import { podHands } from '../hands/pod-hands.ts';
import { useUnixNow } from '../store/clock.ts';
import { objectsOf, useCluster } from '../store/cluster.ts';
import { lookInside, select, useLooksInside } from '../store/selection.ts';
import { WhyBox } from '../why/why-box.tsx';
import { whyPod } from '../why/why-pod.ts';
import { eventsOf } from './event-list.ts';
import { OwnerRow } from './owner-row.tsx';
import { PodTabs } from './pod-tabs.tsx';
import { Row } from './row.tsx';

interface PodInspectorProps {
  readonly pod: PodModel;
  readonly node: NodeModel | undefined;
  readonly container: string | undefined;
}

/**
 * A Pod is not one state machine: phase, conditions and container states stand beside each other, and below them what kubectl makes of
 * the three.
 */
export function PodInspector({ pod, node, container }: PodInspectorProps) {
  const { t } = useTranslation();
  const object = useCluster((state) => objectsOf(state, 'pods').get(pod.key));
  const looksInside = useLooksInside();
  const all = useCluster((state) => objectsOf(state, 'events'));
  const events = useMemo(() => eventsOf(all.values(), pod.uid), [all, pod.uid]);
  if (object === undefined) return null;
  const why = whyPod(object, pod, node, events);
  const statuses = [
    ...(object.status?.initContainerStatuses ?? []),
    ...(object.status?.containerStatuses ?? []),
    ...(object.status?.ephemeralContainerStatuses ?? []),
  ];
  return (
    <article aria-label={`${pod.name}, ${t('inspector.podIn', { namespace: pod.namespace })}`}>
      <div className="title">
        <h2>
          {pod.name} <span>{t('inspector.podIn', { namespace: pod.namespace })}</span>
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
      {!looksInside && (
        <button type="button" className="button look-inside" onClick={() => lookInside(true)}>
          {t('inside.look')}
        </button>
      )}
      <dl>
        <Row name={t('inspector.phase')}>
          <b>{pod.phase}</b> <span className="soft">{phaseNote()}</span>
        </Row>
        <Row name={t('inspector.conditions')}>
          <Conditions pod={object} />
        </Row>
        {pod.containers.map((one) => (
          <Row
            key={one.name}
            tone={one.tone === 'failed' || one.tone === 'pending' ? one.tone : undefined}
            name={
              <button
                type="button"
                className="link"
                aria-pressed={one.name === container}
                onClick={() => select({ kind: 'pod', namespace: pod.namespace, name: pod.name, container: one.name })}
              >
                {one.name}
              </button>
            }
          >
            <ContainerFacts model={one} status={statuses.find((status) => status.name === one.name)} />
          </Row>
        ))}
        <Row name={t('inspector.kubectl')}>
          <span className="mono">{`${pod.readyContainers}/${pod.totalContainers}   ${pod.status}   ${pod.restarts}`}</span>
        </Row>
        <OwnerRow object={object} />
      </dl>
      {why !== undefined && <WhyBox why={why} tone={pod.tone === 'running' ? 'pending' : pod.tone} />}
      <Hands hands={podHands(pod)} name={pod.name} />
      <PodTabs pod={pod} object={object} container={container} />
    </article>
  );

  function phaseNote(): string {
    const running = pod.containers.filter((one) => one.role !== 'ephemeral' && one.tone === 'running').length;
    if (pod.phase === 'Running' && running === 1 && pod.containers.length > 1)
      return t('inspector.phaseNote.RunningOne');
    const notes = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'] as const;
    const phase = notes.find((one) => one === pod.phase);
    return phase === undefined ? '' : t(`inspector.phaseNote.${phase}`);
  }
}

function Conditions({
  pod,
}: {
  readonly pod: { status?: { conditions?: readonly { type: string; status: string }[] } };
}) {
  const { t } = useTranslation();
  const conditions = pod.status?.conditions ?? [];
  const wrong = conditions.filter((one) => one.status !== 'True');
  if (wrong.length === 0) return <span>{conditions.length === 0 ? '–' : t('inspector.all')}</span>;
  return (
    <span>
      {wrong
        .map((one) => t(one.status === 'False' ? 'inspector.isFalse' : 'inspector.isUnknown', { type: one.type }))
        .join(' · ')}
    </span>
  );
}

function ContainerFacts({
  model,
  status,
}: {
  readonly model: ContainerModel;
  readonly status: ContainerStatus | undefined;
}) {
  const { t } = useTranslation();
  const now = useUnixNow(1000);
  const since = status?.state?.running?.startedAt;
  if (since === undefined) return <span>{containerState(model, t)}</span>;
  const duration = humanDuration(now - Date.parse(since));
  return (
    <span>
      {model.restarts > 0
        ? t('container.runningRestarts', { duration, count: model.restarts })
        : t('container.runningFor', { duration })}
      {model.ports.length > 0 && <span className="mono soft"> {model.ports.map((port) => `:${port}`).join(' ')}</span>}
    </span>
  );
}
