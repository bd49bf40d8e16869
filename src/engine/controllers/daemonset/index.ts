import { controllerOf, controllerReference } from '../../api/meta.ts';
import { jsonEqual } from '../../api/json.ts';
import { selectorOfObject } from '../../api/selectors.ts';
import { isStatusError, type StatusError } from '../../api/status.ts';
import type { DaemonSet, Node, Pod } from '../../api/types.ts';
import type { StartController } from '../controller.ts';
import { claim, type Claimant } from '../controller-refs.ts';
import { revisionHashLabel, revisionsOf } from '../controller-revisions.ts';
import { Expectations } from '../expectations.ts';
import { watchOwnedPods } from '../owned-pods.ts';
import { isPodTerminal } from '../pod-availability.ts';
import { namespaceIsTerminating, PodControl, podFromTemplate } from '../pod-control.ts';
import { slowStartBatch } from '../slow-start.ts';
import { refusalOf } from '../refusal.ts';
import { objectKey, splitKey, WorkQueue } from '../work-queue.ts';
import { daemonTemplate, pinnedTo, shouldRunOn, targetNode } from './daemon-pods.ts';
import { FailedPodsBackoff } from './failed-pods-backoff.ts';
import { constructHistory, surplusRevisions } from './history.ts';
import { decideForNode } from './node-decision.ts';
import { nextUpdate } from './rolling-update.ts';
import { daemonSetStatus } from './status.ts';

/** pkg/controller/daemon/daemon_controller.go: so many Pods at most are created or deleted in one go. */
const burstReplicas = 250;

/** Puts a Pod on every node that a DaemonSet selects (pkg/controller/daemon). */
export const daemonSet: StartController = (context) => {
  const { sim, client, release, informers } = context;
  const sets = informers.of('daemonsets');
  const pods = informers.of('pods');
  const nodes = informers.of('nodes');
  const revisions = informers.of('controllerrevisions');
  const events = context.recorder('daemonset-controller');
  const control = new PodControl(client, events);
  const expectations = new Expectations(sim);
  const backoff = new FailedPodsBackoff(sim);

  const queue = new WorkQueue(sim, (key) => {
    const { namespace, name } = splitKey(key);
    const set = client.find('daemonsets', namespace, name);
    if (set === undefined) {
      expectations.forget(key);
      return;
    }
    if (isEmpty(set.spec?.selector)) {
      const message = 'This daemon set is selecting all pods. A non-empty selector is required.';
      events.event(set, 'Warning', 'SelectingAll', message);
      return;
    }
    if (set.metadata?.deletionTimestamp !== undefined) return;
    const selector = selectorOfObject(set.spec?.selector);
    const claimant: Claimant = { owner: set, apiVersion: 'apps/v1', kind: 'DaemonSet', selector };
    const daemons = claimPods(claimant);
    const history = constructHistory(client, set, revisionsOf(client, revisions, claimant), daemons, release.name);
    const hash = history.current.metadata?.labels?.[revisionHashLabel] ?? '';
    // constructHistory may have counted a collision.
    const latest = client.find('daemonsets', namespace, name) ?? set;
    if (!expectations.satisfied(key)) {
      writeStatus(key, latest, daemons, hash, false);
      return;
    }
    const error = manage(key, latest, daemons, hash) ?? update(key, latest, claimant, hash);
    if (error === undefined) {
      for (const { metadata } of surplusRevisions(latest, history.old, daemons)) {
        client.delete('controllerrevisions', metadata?.namespace, metadata?.name ?? '');
      }
    }
    writeStatus(key, latest, claimPods(claimant), hash, true);
    if (error !== undefined) throw error;
  });

  function claimPods(claimant: Claimant): readonly Pod[] {
    const candidates = [
      ...pods.controlledBy(claimant.owner),
      ...pods.orphansIn(claimant.owner.metadata?.namespace ?? ''),
    ];
    return claim(client, 'pods', claimant, candidates);
  }

  /** Creates what is missing on nodes, and deletes what is too much, has ended or is where it should not be. */
  function manage(key: string, set: DaemonSet, daemons: readonly Pod[], hash: string): StatusError | undefined {
    const podsOn = byNode(daemons);
    const createOn: string[] = [];
    const remove: Pod[] = [];
    for (const node of nodes.all()) {
      const name = node.metadata?.name ?? '';
      const decision = decideForNode(set, shouldRunOn(set, node), podsOn.get(name), hash, sim.unixNow, release.name);
      if (decision.create) createOn.push(name);
      remove.push(...decision.remove, ...decision.ended.filter((pod) => mayReplace(key, set, pod, name)));
    }
    // Nobody else deletes Pods that wait for a node that is gone.
    for (const [name, waiting] of podsOn) {
      if (nodes.find(undefined, name) === undefined) {
        remove.push(...waiting.filter(({ spec }) => (spec?.nodeName ?? '') === ''));
      }
    }
    return syncNodes(key, set, createOn, remove, hash);
  }

  function mayReplace(key: string, set: DaemonSet, pod: Pod, node: string): boolean {
    const { namespace = '', name = '', uid = '' } = pod.metadata ?? {};
    if (pod.status?.phase === 'Succeeded') {
      const message = `Found succeeded daemon pod ${namespace}/${name} on node ${node}, will try to delete it`;
      events.event(set, 'Normal', 'SucceededDaemonPod', message);
      return true;
    }
    const delay = backoff.next(`${set.metadata?.uid ?? uid}/${set.status?.observedGeneration ?? 0}/${node}`);
    if (delay > 0) {
      queue.addAfter(key, delay);
      return false;
    }
    const message = `Found failed daemon pod ${namespace}/${name} on node ${node}, will try to kill it`;
    events.event(set, 'Warning', 'FailedDaemonPod', message);
    return true;
  }

  function update(key: string, set: DaemonSet, claimant: Claimant, hash: string): StatusError | undefined {
    if (!expectations.satisfied(key) || set.spec?.updateStrategy?.type !== 'RollingUpdate') return undefined;
    const podsOn = byNode(claimPods(claimant));
    let desired = 0;
    for (const node of nodes.all()) {
      if (!shouldRunOn(set, node).run) continue;
      desired++;
      const name = node.metadata?.name ?? '';
      if (!podsOn.has(name)) podsOn.set(name, []);
    }
    const shouldRun = (name: string): boolean => {
      const node = nodes.find(undefined, name);
      return node !== undefined && shouldRunOn(set, node).run;
    };
    const { remove, createOn } = nextUpdate(set, { hash, podsOn, desired, shouldRun, now: sim.unixNow }, release.name);
    return syncNodes(key, set, createOn, remove, hash);
  }

  /** syncNodes: answers the first error. */
  function syncNodes(
    key: string,
    set: DaemonSet,
    allNodes: readonly string[],
    allDoomed: readonly Pod[],
    hash: string,
  ): StatusError | undefined {
    const createOn = allNodes.slice(0, burstReplicas);
    const doomed = allDoomed.slice(0, burstReplicas);
    expectations.expect(key, createOn.length, doomed.map(objectKey));
    const template = daemonTemplate(set, hash);
    const reference = controllerReference(set, 'apps/v1', 'DaemonSet');
    let next = 0;
    const { successes, error } = slowStartBatch(createOn.length, 1, () => {
      const affinity = pinnedTo(template.spec?.affinity, createOn[next++]!);
      const pod = podFromTemplate({ ...template, spec: { ...template.spec!, affinity } }, set, reference);
      return refusalOf(
        () => control.create(pod, set),
        (refusal) => !namespaceIsTerminating(refusal),
      );
    });
    for (let i = successes; i < createOn.length; i++) expectations.creationObserved(key);
    let first = error;
    for (const pod of doomed) {
      const refusal = refusalOf(() => control.delete(pod.metadata?.name ?? '', set));
      if (refusal === undefined) continue;
      expectations.deletionObserved(key, objectKey(pod));
      if (!isStatusError(refusal, 'NotFound')) first ??= refusal;
    }
    return first;
  }

  function writeStatus(key: string, set: DaemonSet, daemons: readonly Pod[], hash: string, observed: boolean): void {
    const podsOn = byNode(daemons);
    const counted = nodes.all().map((node) => ({
      run: shouldRunOn(set, node).run,
      pods: podsOn.get(node.metadata?.name ?? '') ?? [],
    }));
    const status = {
      ...daemonSetStatus(set, counted, hash, sim.unixNow, release.name),
      ...(observed ? { observedGeneration: set.metadata?.generation ?? 0 } : {}),
    };
    if (!jsonEqual(status, set.status)) client.update('daemonsets', { ...set, status }, 'status');
    const minReadySeconds = set.spec?.minReadySeconds ?? 0;
    if (minReadySeconds > 0 && status.numberReady !== (status.numberAvailable ?? 0)) {
      queue.addAfter(key, minReadySeconds * 1000);
    }
  }

  /** By the node that they are on or meant for; those that are finished and going are nobody's business any more. */
  function byNode(daemons: readonly Pod[]): Map<string, Pod[]> {
    const found = new Map<string, Pod[]>();
    for (const pod of daemons) {
      if (release.name !== '1.20' && isPodTerminal(pod) && pod.metadata?.deletionTimestamp !== undefined) continue;
      const node = targetNode(pod);
      if (node === undefined) continue;
      const there = found.get(node);
      if (there === undefined) found.set(node, [pod]);
      else there.push(pod);
    }
    return found;
  }

  function onNode(node: Node, previous: Node | undefined): void {
    if (
      previous !== undefined &&
      jsonEqual(previous.metadata?.labels, node.metadata?.labels) &&
      jsonEqual(previous.spec?.taints, node.spec?.taints)
    )
      return;
    for (const set of sets.all()) {
      const now = shouldRunOn(set, node);
      const before = previous === undefined ? { run: false, stay: false } : shouldRunOn(set, previous);
      if (now.run !== before.run || now.stay !== before.stay) queue.add(objectKey(set));
    }
  }

  const watches = [
    sets.listen(({ type, object }) => {
      const key = objectKey(object);
      if (type === 'DELETED') expectations.forget(key);
      queue.add(key);
    }),
    watchOwnedPods({
      kind: 'DaemonSet',
      owners: sets,
      pods,
      selectorOf: (set) => selectorOfObject(set.spec?.selector),
      wake: (key) => queue.add(key),
      expectations,
      onReady(key, set) {
        const minReadySeconds = set.spec?.minReadySeconds ?? 0;
        // A second more, against the skew of whole seconds.
        if (minReadySeconds > 0) queue.addAfter(key, (minReadySeconds + 1) * 1000);
      },
    }),
    nodes.listen(({ type, object, previous }) => {
      if (type !== 'DELETED') onNode(object, previous);
    }),
    revisions.listen(({ type, object }) => {
      const reference = controllerOf(object);
      if (type === 'DELETED' && reference?.kind === 'DaemonSet') {
        queue.add(`${object.metadata?.namespace ?? ''}/${reference.name}`);
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

function isEmpty(selector: NonNullable<DaemonSet['spec']>['selector'] | undefined): boolean {
  const { matchLabels, matchExpressions } = selector ?? {};
  return Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions ?? []).length === 0;
}
