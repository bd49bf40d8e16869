import { isStatusError } from '../api/status.ts';
import type { KubeObject, Resource } from '../api/types.ts';
import type { StartController } from './controller.ts';
import { WorkQueue } from './work-queue.ts';

/** Kinds that own or are owned. The real collector watches everything that can be deleted; Events are left out there too. */
const watched: readonly Resource[] = [
  'pods',
  'replicasets',
  'replicationcontrollers',
  'deployments',
  'daemonsets',
  'statefulsets',
  'controllerrevisions',
  'jobs',
  'cronjobs',
  'services',
  'endpoints',
  'endpointslices',
  'configmaps',
  'secrets',
  'serviceaccounts',
  'persistentvolumeclaims',
  'persistentvolumes',
  'poddisruptionbudgets',
  'horizontalpodautoscalers',
  'networkpolicies',
  'ingresses',
  'leases',
  'nodes',
  'namespaces',
];

interface Vertex {
  readonly resource: Resource;
  object: KubeObject;
}

/**
 * Follows owner references: deletes objects whose owners are all gone (background), the dependents of an owner that waits in the
 * foreground, and frees the dependents of one that orphans them (pkg/controller/garbagecollector/garbagecollector.go).
 */
export const garbageCollector: StartController = ({ sim, client }) => {
  const vertices = new Map<string, Vertex>();
  const dependents = new Map<string, Set<string>>();

  const owners = (object: KubeObject): readonly string[] =>
    (object.metadata?.ownerReferences ?? []).map(({ uid }) => uid);

  function remove(vertex: Vertex, propagationPolicy: 'Background' | 'Foreground'): void {
    const { namespace, name = '', uid } = vertex.object.metadata ?? {};
    try {
      client.delete(vertex.resource, namespace, name, {
        propagationPolicy,
        ...(uid === undefined ? {} : { preconditions: { uid } }),
      });
    } catch (error) {
      if (!isStatusError(error, 'NotFound') && !isStatusError(error, 'Conflict')) throw error;
    }
  }

  function patch(vertex: Vertex, metadata: unknown): void {
    const { namespace, name = '' } = vertex.object.metadata ?? {};
    try {
      client.patch(vertex.resource, namespace, name, { metadata }, { type: 'merge' });
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
  }

  function dropFinalizer(vertex: Vertex, finalizer: string): void {
    const left = (vertex.object.metadata?.finalizers ?? []).filter((name) => name !== finalizer);
    patch(vertex, { finalizers: left.length === 0 ? null : left });
  }

  const queue = new WorkQueue(sim, (uid) => {
    const vertex = vertices.get(uid);
    if (vertex === undefined) return;
    const { metadata } = vertex.object;
    const children = [...(dependents.get(uid) ?? [])].flatMap((child) => vertices.get(child) ?? []);
    if (metadata?.deletionTimestamp !== undefined) {
      if (metadata.finalizers?.includes('orphan') === true) {
        for (const child of children) {
          const references = child.object.metadata?.ownerReferences?.filter((reference) => reference.uid !== uid) ?? [];
          patch(child, { ownerReferences: references.length === 0 ? null : references });
        }
        dropFinalizer(vertex, 'orphan');
      } else if (metadata.finalizers?.includes('foregroundDeletion') === true) {
        const blocking = children.filter((child) =>
          child.object.metadata?.ownerReferences?.some((r) => r.uid === uid && r.blockOwnerDeletion === true),
        );
        if (blocking.length === 0) dropFinalizer(vertex, 'foregroundDeletion');
        for (const child of children) {
          if (child.object.metadata?.deletionTimestamp === undefined) remove(child, 'Foreground');
        }
      }
      return;
    }
    const references = owners(vertex.object);
    if (references.length === 0) return;
    if (references.every((owner) => !vertices.has(owner))) remove(vertex, 'Background');
  });

  function attach(uid: string, object: KubeObject, previous: KubeObject | undefined): void {
    const now = owners(object);
    for (const owner of previous === undefined ? [] : owners(previous)) {
      if (!now.includes(owner)) dependents.get(owner)?.delete(uid);
    }
    for (const owner of now) {
      let set = dependents.get(owner);
      if (set === undefined) dependents.set(owner, (set = new Set()));
      set.add(uid);
    }
  }

  const watches = watched.map((resource) =>
    client.watch(resource, {}, ({ type, object }) => {
      const uid = object.metadata?.uid ?? '';
      const known = vertices.get(uid);
      if (type === 'DELETED') {
        vertices.delete(uid);
        if (known !== undefined) {
          for (const owner of owners(known.object)) {
            dependents.get(owner)?.delete(uid);
            queue.add(owner);
          }
        }
        for (const child of dependents.get(uid) ?? []) queue.add(child);
        dependents.delete(uid);
        return;
      }
      const previous = known?.object;
      if (known === undefined) vertices.set(uid, { resource, object });
      else known.object = object;
      attach(uid, object, previous);
      // A dependent whose owner has not been seen yet may simply have been heard of first: it waits a moment.
      if (object.metadata?.deletionTimestamp !== undefined) queue.add(uid);
      else if (owners(object).some((owner) => !vertices.has(owner))) queue.addAfter(uid, 1000);
    }),
  );
  return {
    stop() {
      for (const watch of watches) watch.stop();
      queue.stop();
    },
  };
};
