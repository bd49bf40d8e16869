import { forbiddenRequest } from '../../api/errors.ts';
import type { Pod, PriorityClass } from '../../api/types.ts';
import type { StoredObject } from '../registry/strategy.ts';
import type { AdmissionContext, AdmissionPlugin, AdmissionRequest } from './plugin.ts';

const storage = 'scheduling.k8s.io/priorityclasses';

/** Resolves priorityClassName to a number: plugin/pkg/admission/priority/admission.go. */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  handles: (operation, kind, subresource) =>
    operation !== 'DELETE' && subresource === undefined && (kind.storage === '/pods' || kind.storage === storage),
  admit(request, context) {
    if (request.kind.storage !== '/pods') return request.object;
    return request.operation === 'CREATE' ? resolve(request, context) : keep(request);
  },
  validate({ operation, kind, name, object }, context) {
    if (kind.storage !== storage) return;
    if ((object as PriorityClass).globalDefault !== true) return;
    const other = globalDefault(context);
    if (other === undefined || (operation === 'UPDATE' && other.metadata?.name === name)) return;
    throw forbiddenRequest(
      kind,
      name,
      `PriorityClass ${other.metadata?.name ?? ''} is already marked as default. Only one default can exist`,
    );
  },
};

function resolve({ kind, name, object }: AdmissionRequest, context: AdmissionContext): StoredObject {
  const spec = (object as Pod).spec;
  if (spec === undefined) return object;
  const asked = spec.priorityClassName ?? '';
  const found =
    asked === '' ? globalDefault(context) : (context.store.get(storage, asked) as PriorityClass | undefined);
  if (asked !== '' && found === undefined) {
    throw forbiddenRequest(kind, name, `no PriorityClass with name ${asked} was found`);
  }
  const value = found?.value ?? 0;
  const policy = found === undefined ? 'PreemptLowerPriority' : found.preemptionPolicy;
  const computed = (what: string, given: unknown, wanted: unknown): string =>
    `the ${what} (${String(given)}) must not be provided in pod spec; priority admission controller computed ${String(wanted)} from the given PriorityClass name`;
  if (spec.priority !== undefined && spec.priority !== value) {
    throw forbiddenRequest(kind, name, computed('integer value of priority', spec.priority, value));
  }
  if (spec.preemptionPolicy !== undefined && policy !== undefined && spec.preemptionPolicy !== policy) {
    throw forbiddenRequest(kind, name, computed('string value of PreemptionPolicy', spec.preemptionPolicy, policy));
  }
  const className = found?.metadata?.name;
  return {
    ...object,
    spec: {
      ...spec,
      priority: value,
      ...(className === undefined ? {} : { priorityClassName: className }),
      ...(policy === undefined ? {} : { preemptionPolicy: policy }),
    },
  };
}

/** The number stays when a client's update leaves it out. */
function keep({ object, old }: AdmissionRequest): StoredObject {
  const spec = (object as Pod).spec;
  const before = (old as Pod | undefined)?.spec;
  if (spec === undefined || before === undefined || spec === before) return object;
  const missing = {
    ...(spec.priority === undefined && before.priority !== undefined ? { priority: before.priority } : {}),
    ...(spec.preemptionPolicy === undefined && before.preemptionPolicy !== undefined
      ? { preemptionPolicy: before.preemptionPolicy }
      : {}),
  };
  return Object.keys(missing).length === 0 ? object : { ...object, spec: { ...spec, ...missing } };
}

/** Of several, the one with the lowest value. */
function globalDefault({ store }: AdmissionContext): PriorityClass | undefined {
  let best: PriorityClass | undefined;
  for (const object of store.objects(storage).values()) {
    const candidate = object as PriorityClass;
    if (candidate.globalDefault === true && (best === undefined || (candidate.value ?? 0) < (best.value ?? 0)))
      best = candidate;
  }
  return best;
}
