import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Resource } from '../../engine/api/types.ts';

/** What the inspector shows. */
export type Selection =
  | { readonly kind: 'pod'; readonly namespace: string; readonly name: string; readonly container?: string }
  | { readonly kind: 'node'; readonly name: string }
  /** What owns Pods or leads to them. `namespace` is '' for cluster-scoped kinds. */
  | { readonly kind: ObjectResource; readonly namespace: string; readonly name: string };

/** Kinds that can be selected beside Pods and nodes, with their names. */
export const objectKinds = {
  services: 'Service',
  deployments: 'Deployment',
  replicasets: 'ReplicaSet',
  replicationcontrollers: 'ReplicationController',
  statefulsets: 'StatefulSet',
  daemonsets: 'DaemonSet',
  jobs: 'Job',
  cronjobs: 'CronJob',
  persistentvolumeclaims: 'PersistentVolumeClaim',
  horizontalpodautoscalers: 'HorizontalPodAutoscaler',
} as const satisfies Partial<Record<Resource, string>>;

export type ObjectResource = keyof typeof objectKinds;

export const resourceOfKind = (kind: string): ObjectResource | undefined =>
  (Object.keys(objectKinds) as ObjectResource[]).find((resource) => objectKinds[resource] === kind);

interface SelectionState {
  readonly selection: Selection | undefined;
  /** Whether the picture shows the selected Pod from inside instead of the cluster. */
  readonly inside: boolean;
}

export const selectionStore = createStore<SelectionState>(() => ({ selection: undefined, inside: false }));

export const useSelection = (): Selection | undefined => useStore(selectionStore, (state) => state.selection);

export const useLooksInside = (): boolean =>
  useStore(selectionStore, (state) => state.inside && state.selection?.kind === 'pod');

export function select(selection: Selection | undefined): void {
  selectionStore.setState((before) => ({ selection, inside: before.inside && selection?.kind === 'pod' }));
}

/** Into the selected Pod, or back out to the cluster. */
export function lookInside(inside: boolean): void {
  selectionStore.setState({ inside });
}

/** `pod/default/clash`, `pod/default/clash/second`, `node/node1`, `services/default/web`; the form in the address bar. */
export function selectionText(selection: Selection): string {
  if (selection.kind === 'node') return `node/${selection.name}`;
  if (selection.kind !== 'pod') return `${selection.kind}/${selection.namespace}/${selection.name}`;
  const container = selection.container === undefined ? '' : `/${selection.container}`;
  return `pod/${selection.namespace}/${selection.name}${container}`;
}

export function parseSelection(text: string | null): Selection | undefined {
  const [kind, first, second, third, ...rest] = (text ?? '').split('/');
  if (first === undefined || first === '' || rest.length > 0) return undefined;
  if (kind === 'node' && second === undefined) return { kind, name: first };
  if (second === undefined || second === '') return undefined;
  if (kind !== undefined && kind in objectKinds && third === undefined)
    return { kind: kind as ObjectResource, namespace: first, name: second };
  if (kind !== 'pod') return undefined;
  return { kind, namespace: first, name: second, ...(third === undefined ? {} : { container: third }) };
}
