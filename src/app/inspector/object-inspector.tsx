import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { KubeObject, Pod, Resource } from '../../engine/api/types.ts';
import { objectsOf, useCluster } from '../store/cluster.ts';
import type { ObjectResource } from '../store/selection.ts';
import { objectKinds, select } from '../store/selection.ts';
import { WhyBox } from '../why/why-box.tsx';
import { whyObject } from '../why/why-object.ts';
import { Commands } from './commands.tsx';
import { Events } from './events.tsx';
import { Gone } from './gone.tsx';
import { objectFacts } from './object-facts.ts';
import { OwnerRow } from './owner-row.tsx';
import { podsOf } from './object-pods.ts';
import { Row } from './row.tsx';

const Yaml = lazy(() => import('./yaml.tsx'));

interface ObjectInspectorProps {
  readonly resource: ObjectResource;
  readonly namespace: string;
  readonly name: string;
}

/** What owns Pods or leads to them: its numbers, its conditions, why it is not as it shall be, and its Pods. */
export function ObjectInspector({ resource, namespace, name }: ObjectInspectorProps) {
  const { t } = useTranslation();
  const kind = objectKinds[resource];
  const key = namespace === '' ? name : `${namespace}/${name}`;
  const object = useCluster((state): KubeObject | undefined => objectsOf(state, resource as Resource).get(key));
  const pods = useCluster((state) => objectsOf(state, 'pods'));
  const runtimes = useCluster((state) => state.runtimes);
  const here = useMemo(
    () => [...pods.values()].filter((pod) => pod.metadata?.namespace === namespace),
    [pods, namespace],
  );
  if (object === undefined) return <Gone name={name} />;
  const listens = (uid: string): ReadonlySet<number> | undefined => {
    const sandboxes = [...runtimes.values()].flatMap((node) => node.sandboxes.filter((one) => one.podUid === uid));
    if (sandboxes.length === 0) return undefined;
    return new Set(sandboxes.flatMap((one) => one.containers.flatMap((of) => of.listeners.map(({ port }) => port))));
  };
  const why = whyObject(resource, kind, object, { pods: here, listens });
  const conditions = (
    object as { status?: { conditions?: readonly { type: string; status: string; reason?: string }[] } }
  ).status?.conditions;
  const its: readonly Pod[] = podsOf(object, here);
  const scope = namespace === 'default' || namespace === '' ? '' : ` -n ${namespace}`;
  const word = kind.toLowerCase();
  return (
    <article aria-label={`${name}, ${kind}`}>
      <div className="title">
        <h2>
          {name} <span>{t('inspector.kindIn', { kind, namespace })}</span>
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
        {objectFacts(resource, object).map(([fact, value]) => (
          <Row key={fact} name={t(`inspector.fact.${fact}`)}>
            <span className="mono">{value}</span>
          </Row>
        ))}
        {(conditions ?? []).map((one) => (
          <Row key={one.type} name={one.type}>
            {one.status} <span className="soft">{one.reason}</span>
          </Row>
        ))}
        <OwnerRow object={object} />
      </dl>
      {why !== undefined && <WhyBox why={why} tone="pending" />}
      <h3>{t('inspector.pods')}</h3>
      {its.length === 0 && <p className="soft none">{t('inspector.noPodsOf')}</p>}
      <ul>
        {its.map((pod) => (
          <li key={pod.metadata?.uid}>
            <button
              type="button"
              className="row-button"
              onClick={() => select({ kind: 'pod', namespace, name: pod.metadata?.name ?? '' })}
            >
              <span className="row-name">{pod.metadata?.name}</span>
              <span className="soft end">{pod.status?.phase}</span>
            </button>
          </li>
        ))}
      </ul>
      <h3>{t('inspector.tab.events')}</h3>
      <Events kind={kind} name={name} uid={object.metadata?.uid} />
      <h3>{t('inspector.tab.kubectl')}</h3>
      <Commands
        lines={[
          `kubectl get ${word} ${name}${scope} -o wide`,
          `kubectl describe ${word} ${name}${scope}`,
          `kubectl delete ${word} ${name}${scope}`,
        ]}
      />
      <h3>YAML</h3>
      <Suspense fallback={<p className="soft none">{t('inspector.loading')}</p>}>
        <Yaml object={object} />
      </Suspense>
    </article>
  );
}
