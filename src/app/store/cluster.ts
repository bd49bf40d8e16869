import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import { jsonEqual } from '../../engine/api/json.ts';
import type { Resource, ResourceTypes } from '../../engine/api/types.ts';
import type { Frame, NodeRuntime, Ready, TimeMark } from '../../session/protocol.ts';

type Objects = { readonly [R in Resource]?: ReadonlyMap<string, ResourceTypes[R]> };

/** The cluster as the page knows it: API objects by kind and `namespace/name`, and what really lives on the machines. */
export interface ClusterState {
  /** undefined until the session has created a cluster. */
  readonly ready: Ready | undefined;
  /** Whether the first full frame has come. */
  readonly loaded: boolean;
  readonly objects: Objects;
  readonly runtimes: ReadonlyMap<string, NodeRuntime>;
  readonly revision: number;
  readonly marks: readonly TimeMark[];
  /** The home directory: absolute path -> text. */
  readonly files: ReadonlyMap<string, string>;
}

const empty: ClusterState = {
  ready: undefined,
  loaded: false,
  objects: {},
  runtimes: new Map(),
  revision: 0,
  marks: [],
  files: new Map(),
};

export const cluster = createStore<ClusterState>(() => empty);

export function useCluster<T>(selector: (state: ClusterState) => T): T {
  return useStore(cluster, selector);
}

const none: ReadonlyMap<string, never> = new Map<string, never>();

/** All objects of one kind; the map keeps its identity while none of them changes. */
export function objectsOf<R extends Resource>(state: ClusterState, resource: R): ReadonlyMap<string, ResourceTypes[R]> {
  return (state.objects[resource] as ReadonlyMap<string, ResourceTypes[R]> | undefined) ?? none;
}

export const objectKey = (namespace: string | undefined, name: string | undefined): string =>
  namespace === undefined || namespace === '' ? (name ?? '') : `${namespace}/${name ?? ''}`;

/** More marks than the bar has pixels only cost time. */
const maxMarks = 2000;

/** What a frame makes of the state. What did not change keeps its identity. */
export function applyFrame(state: ClusterState, frame: Frame): ClusterState {
  const base = frame.full ? { ...state, objects: {}, runtimes: empty.runtimes, files: empty.files } : state;
  return {
    ready: base.ready,
    loaded: base.loaded || frame.full,
    revision: frame.revision,
    objects: changeObjects(base.objects, frame),
    runtimes: changeRuntimes(base.runtimes, frame),
    marks: changeMarks(base.marks, frame),
    files: changeFiles(base.files, frame),
  };
}

function changeObjects(before: Objects, frame: Frame): Objects {
  if (frame.objects.length === 0 && frame.deleted.length === 0) return before;
  const copies = new Map<Resource, Map<string, unknown>>();
  const copyOf = (of: string): Map<string, unknown> => {
    const resource = plural(of);
    let copy = copies.get(resource);
    if (copy === undefined) {
      copy = new Map<string, unknown>(before[resource]);
      copies.set(resource, copy);
    }
    return copy;
  };
  for (const { resource, namespace, name } of frame.deleted) copyOf(resource).delete(objectKey(namespace, name));
  for (const { resource, object } of frame.objects) {
    copyOf(resource).set(objectKey(object.metadata?.namespace, object.metadata?.name), object);
  }
  return { ...before, ...(Object.fromEntries(copies) as Objects) };
}

/** While the past is shown the later marks stay; once the cluster goes on from there they never happened. */
function changeMarks(before: readonly TimeMark[], frame: Frame): readonly TimeMark[] {
  const last = before.at(-1);
  const kept = last !== undefined && last.at > frame.head ? before.filter((one) => one.at <= frame.head) : before;
  return frame.marks.length === 0 ? kept : [...kept, ...frame.marks].slice(-maxMarks);
}

/** The store names a resource with its group (`apps/deployments`, `/pods`); here the plural alone is the name. */
const plural = (resource: string): Resource => resource.slice(resource.lastIndexOf('/') + 1) as Resource;

function changeRuntimes(before: ReadonlyMap<string, NodeRuntime>, frame: Frame): ReadonlyMap<string, NodeRuntime> {
  if (frame.nodes.length === 0 && frame.removedNodes.length === 0) return before;
  const after = new Map(before);
  for (const name of frame.removedNodes) after.delete(name);
  for (const node of frame.nodes) after.set(node.node, withKnownSandboxes(node, before.get(node.node)));
  return after;
}

/** A node's runtime comes whole: a sandbox beside the one that changed keeps its identity, and its Pod is not drawn again. */
function withKnownSandboxes(node: NodeRuntime, before: NodeRuntime | undefined): NodeRuntime {
  if (before === undefined) return node;
  const known = new Map(before.sandboxes.map((one) => [one.id, one]));
  const sandboxes = node.sandboxes.map((one) => {
    const old = known.get(one.id);
    return old !== undefined && jsonEqual(old, one) ? old : one;
  });
  return { ...node, sandboxes, pulls: jsonEqual(before.pulls, node.pulls) ? before.pulls : node.pulls };
}

function changeFiles(before: ReadonlyMap<string, string>, frame: Frame): ReadonlyMap<string, string> {
  if (frame.files.length === 0) return before;
  const after = new Map(before);
  for (const { path, text } of frame.files) {
    if (text === undefined) after.delete(path);
    else after.set(path, text);
  }
  return after;
}
