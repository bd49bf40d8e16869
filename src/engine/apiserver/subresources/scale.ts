import { invalidObject, notFound } from '../../api/errors.ts';
import { invalid } from '../../api/field.ts';
import { isObject } from '../../api/json.ts';
import type { Kind } from '../../api/kinds.ts';
import { valueAt } from '../../api/meta.ts';
import { formatLabelSelectorObject, type LabelSelectorObject } from '../../api/selectors.ts';
import type { KubeObject } from '../../api/types.ts';
import type { StoredObject } from '../registry/strategy.ts';
import type { ApiServer, WriteOptions } from '../server.ts';

/** What `scale` takes and answers; it is nobody's resource, so discovery does not list it. */
export const scaleKind: Kind = {
  group: 'autoscaling',
  version: 'v1',
  kind: 'Scale',
  resource: 'scales',
  singular: 'scale',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: [],
  subresources: [],
  storage: undefined,
  hub: { group: 'autoscaling', version: 'v1' },
};

/** autoscaling/v1 Scale: the part of a workload that says how many. */
export function scaleOf(object: StoredObject): StoredObject {
  const { name = '', namespace = '', uid = '', resourceVersion = '', creationTimestamp } = object.metadata ?? {};
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: valueAt(object, ['spec', 'replicas']) ?? 0 },
    status: { replicas: valueAt(object, ['status', 'replicas']) ?? 0, selector: selectorText(object) },
  } as StoredObject;
}

function selectorText(object: StoredObject): string {
  const selector = valueAt(object, ['spec', 'selector']);
  if (!isObject(selector)) return '';
  // A ReplicationController's is a plain map.
  const plain = Object.values(selector).every((value) => typeof value === 'string');
  const text = formatLabelSelectorObject((plain ? { matchLabels: selector } : selector) as LabelSelectorObject);
  return text === '<none>' ? '' : text;
}

export function readScale(server: ApiServer, kind: Kind, namespace: string, name: string): StoredObject {
  return scaleOf(server.get(kind, namespace, name));
}

/**
 * @param change gets the Scale as it is.
 * @throws StatusError as an update of the workload does
 */
export function writeScale(
  server: ApiServer,
  kind: Kind,
  namespace: string,
  name: string,
  change: (scale: StoredObject) => KubeObject,
  options: WriteOptions,
): StoredObject {
  const stored = server.update(
    kind,
    namespace,
    name,
    (current) => {
      if (current === undefined) throw notFound(kind, name);
      const scale = change(scaleOf(current)) as StoredObject;
      const replicas = valueAt(scale, ['spec', 'replicas']) ?? 0;
      if (typeof replicas !== 'number') throw wrongType(scale, replicas, server);
      if (replicas < 0) {
        const error = invalid('spec.replicas', replicas, 'must be greater than or equal to 0');
        throw invalidObject({ group: 'autoscaling', kind: 'Scale' }, name, [error], server.release);
      }
      const resourceVersion = scale.metadata?.resourceVersion ?? current.metadata?.resourceVersion ?? '';
      const spec: unknown = current['spec'];
      return {
        ...current,
        metadata: { ...current.metadata, resourceVersion },
        spec: { ...(isObject(spec) ? spec : {}), replicas },
      } as StoredObject;
    },
    { ...options, subresource: 'scale' },
  );
  return scaleOf(stored);
}

function wrongType(scale: StoredObject, replicas: unknown, server: ApiServer): Error {
  const what = typeof replicas === 'string' ? 'string' : typeof replicas === 'boolean' ? 'bool' : 'object';
  const detail = `json: cannot unmarshal ${what} into Go struct field ScaleSpec.spec.replicas of type int32`;
  const error = invalid('patch', JSON.stringify(scale), detail);
  return invalidObject({ group: '', kind: '' }, '', [error], server.release);
}
