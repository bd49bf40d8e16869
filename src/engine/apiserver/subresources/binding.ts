import { badRequest, conflict } from '../../api/errors.ts';
import { aggregate, formatFieldError, notSupported, required, type FieldError } from '../../api/field.ts';
import { bindPod } from '../registry/pods.ts';
import type { ApiServer, WriteOptions } from '../server.ts';

export interface BindingTarget {
  readonly target?: { readonly kind?: string; readonly name?: string };
  readonly metadata?: {
    readonly name?: string;
    readonly uid?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/**
 * pods/binding: gives a Pod its node.
 * @throws StatusError NotFound, Conflict where the Pod has a node already or is going
 */
export function bind(
  server: ApiServer,
  namespace: string,
  name: string,
  binding: BindingTarget,
  options: WriteOptions,
): void {
  const errors = validateBinding(binding);
  if (errors.length > 0) {
    throw badRequest(aggregate(errors.map((error) => formatFieldError(error, server.release))));
  }
  const kind = server.kindOf('/pods');
  const old = server.get(kind, namespace, name);
  const uid = binding.metadata?.uid ?? '';
  if (uid !== '' && uid !== old.metadata?.uid) {
    throw conflict(
      { group: '', resource: 'pods/binding' },
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata?.uid ?? ''}`,
    );
  }
  const outcome = bindPod(old, binding.target?.name ?? '', binding.metadata ?? {}, server.timestamp);
  if ('refusal' in outcome) throw conflict({ group: '', resource: 'pods/binding' }, name, outcome.refusal);
  if (options.dryRun !== true) server.overwrite(kind, outcome.pod, old);
}

/** pkg/apis/core/validation ValidatePodBinding. */
function validateBinding({ target }: BindingTarget): FieldError[] {
  const errors: FieldError[] = [];
  const kind = target?.kind ?? '';
  if (kind !== '' && kind !== 'Node') errors.push(notSupported('target.kind', kind, ['Node', '<empty>']));
  if ((target?.name ?? '') === '') errors.push(required('target.name'));
  return errors;
}
