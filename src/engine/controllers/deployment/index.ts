import { controllerOf, type OwnerReference } from '../../api/meta.ts';
import { selectorOfObject } from '../../api/selectors.ts';
import type { Deployment, ReplicaSet } from '../../api/types.ts';
import type { StartController } from '../controller.ts';
import { claim } from '../controller-refs.ts';
import { objectKey, splitKey, WorkQueue } from '../work-queue.ts';
import { DeploymentSync } from './sync.ts';

/** Rolls the Pods of a Deployment from one ReplicaSet to the next (pkg/controller/deployment/deployment_controller.go). */
export const deployment: StartController = (context) => {
  const { sim, client, informers } = context;
  const deployments = informers.of('deployments');
  const replicaSets = informers.of('replicasets');
  const pods = informers.of('pods');
  const events = context.recorder('deployment-controller');

  const queue = new WorkQueue(sim, (key) => {
    const { namespace, name } = splitKey(key);
    const found = client.find('deployments', namespace, name);
    if (found === undefined) return;
    if (selectsAll(found)) {
      const message = 'This deployment is selecting all pods. A non-empty selector is required.';
      events.event(found, 'Warning', 'SelectingAll', message);
      const generation = found.metadata?.generation ?? 0;
      if ((found.status?.observedGeneration ?? 0) < generation) {
        client.update(
          'deployments',
          { ...found, status: { ...found.status, observedGeneration: generation } },
          'status',
        );
      }
      return;
    }
    const sync = new DeploymentSync(context, events, found, setsOf(found), (set) => pods.controlledBy(set));
    const again = sync.run();
    if (again !== undefined) queue.addAfter(key, again);
  });

  /** getReplicaSetsForDeployment: its own and the orphans that it adopts, as the API server has them now. */
  function setsOf(owner: Deployment): readonly ReplicaSet[] {
    const candidates = [...replicaSets.controlledBy(owner), ...replicaSets.orphansIn(owner.metadata?.namespace ?? '')];
    const now = candidates.flatMap(({ metadata }) => {
      const current = client.find('replicasets', metadata?.namespace, metadata?.name ?? '');
      return current?.metadata?.uid === metadata?.uid && current !== undefined ? [current] : [];
    });
    const selector = selectorOfObject(owner.spec?.selector);
    return claim(client, 'replicasets', { owner, apiVersion: 'apps/v1', kind: 'Deployment', selector }, now);
  }

  function resolve(namespace: string, reference: OwnerReference | undefined): Deployment | undefined {
    if (reference?.kind !== 'Deployment') return undefined;
    const owner = deployments.find(namespace, reference.name);
    return owner?.metadata?.uid === reference.uid ? owner : undefined;
  }

  function wake(namespace: string, reference: OwnerReference | undefined): void {
    const owner = resolve(namespace, reference);
    if (owner !== undefined) queue.add(objectKey(owner));
  }

  const watches = [
    deployments.listen(({ object }) => queue.add(objectKey(object))),
    replicaSets.listen(({ type, object, previous }) => {
      const namespace = object.metadata?.namespace ?? '';
      const controller = controllerOf(object);
      const before = previous === undefined ? undefined : controllerOf(previous);
      if (before?.uid !== controller?.uid) wake(namespace, before);
      if (controller !== undefined) wake(namespace, controller);
      else if (type !== 'DELETED' && object.metadata?.deletionTimestamp === undefined) {
        for (const candidate of deployments.in(namespace)) {
          if (selectorOfObject(candidate.spec?.selector).matches(object.metadata?.labels))
            queue.add(objectKey(candidate));
        }
      }
    }),
    // Recreate waits for the last Pod to be gone.
    pods.listen(({ type, object }) => {
      if (type !== 'DELETED') return;
      const namespace = object.metadata?.namespace ?? '';
      const reference = controllerOf(object);
      if (reference?.kind !== 'ReplicaSet') return;
      const set = replicaSets.find(namespace, reference.name);
      const owner = set?.metadata?.uid === reference.uid ? resolve(namespace, controllerOf(set)) : undefined;
      if (owner?.spec?.strategy?.type !== 'Recreate') return;
      if (replicaSets.controlledBy(owner).every((one) => pods.controlledBy(one).length === 0)) {
        queue.add(objectKey(owner));
      }
    }),
  ];
  return {
    stop() {
      for (const watch of watches) watch.stop();
      queue.stop();
    },
  };
};

function selectsAll({ spec }: Deployment): boolean {
  const { matchLabels, matchExpressions } = spec?.selector ?? {};
  return Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions ?? []).length === 0;
}
