import { invalidObject, notFound } from '../../api/errors.ts';
import { forbidden } from '../../api/field.ts';
import { jsonEqual } from '../../api/json.ts';
import type { Pod } from '../../api/types.ts';
import type { StoredObject } from '../registry/strategy.ts';
import type { ApiServer, WriteOptions } from '../server.ts';

/**
 * pods/ephemeralcontainers (v1.25 and later): containers can be added to a Pod for debugging, and neither changed nor taken
 * away. pkg/registry/core/pod/strategy.go podEphemeralContainersStrategy.
 */
export function updateEphemeralContainers(
  server: ApiServer,
  namespace: string,
  name: string,
  change: (current: StoredObject) => StoredObject,
  options: WriteOptions,
): StoredObject {
  const kind = server.kindOf('/pods');
  return server.update(
    kind,
    namespace,
    name,
    (current) => {
      if (current === undefined) throw notFound(kind, name);
      const before = (current as Pod).spec;
      const wanted = change(current) as Pod;
      const containers = (wanted.spec?.ephemeralContainers ?? []).map((container) => ({
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        imagePullPolicy: /:(?!latest$)[^/]+$/.test(container.image ?? '') ? 'IfNotPresent' : 'Always',
        ...container,
      }));
      const kept = before?.ephemeralContainers ?? [];
      for (const old of kept) {
        const now = containers.find((container) => container.name === old.name);
        const problem =
          now === undefined
            ? `existing ephemeral containers "${old.name}" may not be removed\n`
            : jsonEqual(now, old)
              ? undefined
              : `existing ephemeral containers "${old.name}" may not be changed\n`;
        if (problem === undefined) continue;
        throw invalidObject(kind, name, [forbidden('spec.ephemeralContainers', problem)], server.release);
      }
      const resourceVersion = wanted.metadata?.resourceVersion;
      return {
        ...current,
        metadata: { ...current.metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
        spec: { ...before, ephemeralContainers: containers },
      } as StoredObject;
    },
    { ...options, subresource: 'ephemeralcontainers' },
  );
}
