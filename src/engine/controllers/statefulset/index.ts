import { selectorOfObject } from '../../api/selectors.ts';
import type { Pod, StatefulSet } from '../../api/types.ts';
import type { StartController } from '../controller.ts';
import { claim, type Claimant } from '../controller-refs.ts';
import { revisionsOf } from '../controller-revisions.ts';
import { watchOwnedPods } from '../owned-pods.ts';
import { nextAvailability } from '../pod-availability.ts';
import { objectKey, splitKey, WorkQueue } from '../work-queue.ts';
import { StatefulClaims } from './claims.ts';
import { parentAndOrdinal } from './identity.ts';
import { currentAndUpdate, surplusRevisions } from './revisions.ts';
import { StatefulEvents } from './stateful-events.ts';
import { StatefulSetSync } from './sync.ts';

/** Pods with names, claims and an order of their own (pkg/controller/statefulset/stateful_set.go). */
export const statefulSet: StartController = (context) => {
  const { sim, client, release, informers } = context;
  const sets = informers.of('statefulsets');
  const pods = informers.of('pods');
  const revisions = informers.of('controllerrevisions');
  const events = new StatefulEvents(context.recorder('statefulset-controller'), release.name);
  const claims = new StatefulClaims(client, events);

  const queue = new WorkQueue(sim, (key) => {
    const { namespace, name } = splitKey(key);
    const set = client.find('statefulsets', namespace, name);
    if (set === undefined) return;
    const claimant: Claimant = {
      owner: set,
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      selector: selectorOfObject(set.spec?.selector),
    };
    const known = revisionsOf(client, revisions, claimant);
    const members = podsOf(set, claimant);
    const now = currentAndUpdate(client, set, known, release.name);
    try {
      new StatefulSetSync(context, events, claims, set, members, now).run();
    } finally {
      for (const { metadata } of surplusRevisions(set, known, now, members)) {
        client.delete('controllerrevisions', metadata?.namespace, metadata?.name ?? '');
      }
    }
    planAvailabilityCheck(key, set, members);
  });

  /** Its own and the orphans of its name, as the API server has them now. */
  function podsOf(set: StatefulSet, claimant: Claimant): readonly Pod[] {
    const candidates = [...pods.controlledBy(set), ...pods.orphansIn(set.metadata?.namespace ?? '')];
    const current = candidates.flatMap(({ metadata }) => {
      const pod = client.find('pods', metadata?.namespace, metadata?.name ?? '');
      return pod === undefined || pod.metadata?.uid !== metadata?.uid ? [] : [pod];
    });
    const accepts = (pod: Pod): boolean => parentAndOrdinal(pod).parent === set.metadata?.name;
    return claim(client, 'pods', { ...claimant, accepts }, current);
  }

  function planAvailabilityCheck(key: string, set: StatefulSet, members: readonly Pod[]): void {
    const minReadySeconds = set.spec?.minReadySeconds ?? 0;
    if (minReadySeconds === 0) return;
    const wait = nextAvailability(members, minReadySeconds, sim.unixNow);
    if (wait !== undefined) queue.addAfter(key, wait);
  }

  const watches = [
    sets.listen(({ object }) => queue.add(objectKey(object))),
    watchOwnedPods({
      kind: 'StatefulSet',
      owners: sets,
      pods,
      selectorOf: (set) => selectorOfObject(set.spec?.selector),
      wake: (key) => queue.add(key),
    }),
  ];
  return {
    stop() {
      for (const watch of watches) watch.stop();
      queue.stop();
    },
  };
};
