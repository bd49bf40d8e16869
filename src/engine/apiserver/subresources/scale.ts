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

/** Where a workload says how many; custom resources have places of their own. */
interface ScalePlaces {
  readonly spec: readonly string[];
  readonly status: readonly string[];
  /** Of a label selector as text; undefined: `spec.selector`, as built-in workloads have it. */
  readonly selector: readonly string[] | undefined;
}

const builtIn: ScalePlaces = { spec: ['spec', 'replicas'], status: ['status', 'replicas'], selector: undefined };

function placesOf(server: ApiServer, kind: Kind): ScalePlaces {
  const scale = server.kinds.custom(kind)?.scale;
  if (scale === undefined) return builtIn;
  const steps = (path: string): readonly string[] => path.split('.').slice(1);
  return { spec: steps(scale.spec), status: steps(scale.status), selector: steps(scale.selector ?? '') };
}

/** autoscaling/v1 Scale: the part of a workload that says how many. */
function scaleOf(object: StoredObject, places: ScalePlaces): StoredObject {
  const { name = '', namespace = '', uid = '', resourceVersion = '', creationTimestamp } = object.metadata ?? {};
  const selector = selectorText(object, places);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: valueAt(object, places.spec) ?? 0 },
    status: {
      replicas: valueAt(object, places.status) ?? 0,
      ...(selector === '' ? {} : { selector }),
    },
  } as StoredObject;
}

function selectorText(object: StoredObject, places: ScalePlaces): string {
  if (places.selector !== undefined) {
    const text = places.selector.length === 0 ? undefined : valueAt(object, places.selector);
    return typeof text === 'string' ? text : '';
  }
  const selector = valueAt(object, ['spec', 'selector']);
  if (!isObject(selector)) return '';
  // A ReplicationController's is a plain map.
  const plain = Object.values(selector).every((value) => typeof value === 'string');
  const text = formatLabelSelectorObject((plain ? { matchLabels: selector } : selector) as LabelSelectorObject);
  return text === '<none>' ? '' : text;
}

export function readScale(server: ApiServer, kind: Kind, namespace: string, name: string): StoredObject {
  return scaleOf(server.get(kind, namespace, name), placesOf(server, kind));
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
  const places = placesOf(server, kind);
  const stored = server.update(
    kind,
    namespace,
    name,
    (current) => {
      if (current === undefined) throw notFound(kind, name);
      const scale = change(scaleOf(current, places)) as StoredObject;
      const replicas = valueAt(scale, ['spec', 'replicas']) ?? 0;
      if (typeof replicas !== 'number') throw wrongType(scale, replicas, server);
      if (replicas < 0) {
        const error = invalid('spec.replicas', replicas, 'must be greater than or equal to 0');
        throw invalidObject({ group: 'autoscaling', kind: 'Scale' }, name, [error], server.release);
      }
      const resourceVersion = scale.metadata?.resourceVersion ?? current.metadata?.resourceVersion ?? '';
      const scaled = withValueAt(current, places.spec, replicas) as StoredObject;
      return { ...scaled, metadata: { ...current.metadata, resourceVersion } } as StoredObject;
    },
    { ...options, subresource: 'scale' },
  );
  return scaleOf(stored, places);
}

function withValueAt(value: unknown, [step, ...rest]: readonly string[], to: unknown): unknown {
  if (step === undefined) return to;
  const object = isObject(value) ? value : {};
  return { ...object, [step]: withValueAt(object[step], rest, to) };
}

function wrongType(scale: StoredObject, replicas: unknown, server: ApiServer): Error {
  const what = typeof replicas === 'string' ? 'string' : typeof replicas === 'boolean' ? 'bool' : 'object';
  const detail = `json: cannot unmarshal ${what} into Go struct field ScaleSpec.spec.replicas of type int32`;
  const error = invalid('patch', JSON.stringify(scale), detail);
  return invalidObject({ group: '', kind: '' }, '', [error], server.release);
}
