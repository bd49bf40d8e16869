import { isLabelValue, isQualifiedName } from '../../../engine/api/formats.ts';
import { combine, CommandError } from '../../errors.ts';
import { quote } from '../../go/quote.ts';
import type { KubectlRelease } from '../../releases.ts';

export interface Taint {
  readonly key: string;
  readonly value?: string;
  /** '' in a removal: every effect. */
  readonly effect: string;
}

export interface TaintChanges {
  readonly add: readonly Taint[];
  readonly remove: readonly Taint[];
}

/** A taint that cannot be read. */
export class TaintError extends Error {}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** `key=value:effect` adds, `key:effect-` and `key-` remove (taint/utils.go parseTaints). */
export function parseTaints(specs: readonly string[], release: KubectlRelease): TaintChanges {
  const add: Taint[] = [];
  const remove: Taint[] = [];
  for (const spec of specs) {
    if (spec.endsWith('-')) {
      const { key, effect } = parseTaint(spec.slice(0, -1), release);
      remove.push({ key, effect });
      continue;
    }
    const taint = parseTaint(spec, release);
    if (taint.effect === '') throw new TaintError(`invalid taint spec: ${spec}`);
    if (add.some((one) => one.key === taint.key && one.effect === taint.effect)) {
      throw new TaintError(
        `duplicated taints with the same key and effect: {${taint.key} ${taint.value ?? ''} ${taint.effect} <nil>}`,
      );
    }
    add.push(taint);
  }
  return { add, remove };
}

function parseTaint(spec: string, release: KubectlRelease): Taint {
  const parts = spec.split(':');
  if (parts.length > 2) throw new TaintError(`invalid taint spec: ${spec}`);
  let key = parts[0]!;
  let value = '';
  const effect = parts[1] ?? '';
  if (parts.length === 2) {
    if (!effects.includes(effect)) throw new TaintError(`invalid taint effect: ${effect}, unsupported taint effect`);
    const pair = key.split('=');
    if (pair.length > 2) throw new TaintError(`invalid taint spec: ${spec}`);
    key = pair[0]!;
    value = pair[1] ?? '';
    if (pair.length === 2) refuse(spec, isLabelValue(value, release));
  }
  refuse(spec, isQualifiedName(key, release));
  return { key, ...(value === '' ? {} : { value }), effect };
}

function refuse(spec: string, errors: readonly string[]): void {
  if (errors.length > 0) throw new TaintError(`invalid taint spec: ${spec}, ${errors.join('; ')}`);
}

/** A node's taints after the changes, and what is said about it (updateTaints, reorganizeTaints). */
export function changedTaints(
  nodeName: string,
  before: readonly Taint[],
  { add, remove }: TaintChanges,
  overwrite: boolean,
): { readonly taints: readonly Taint[]; readonly operation: string } {
  const existing = add.flatMap((taint) => before.filter((old) => sameTaint(old, taint)).map(() => taint.key));
  if (!overwrite && existing.length > 0) {
    throw new CommandError(
      `node ${nodeName} already has ${existing.join(',')} taint(s) with same effect(s) and --overwrite is false`,
    );
  }
  let taints: readonly Taint[] = [...add, ...before.filter((old) => !add.some((taint) => sameTaint(old, taint)))];
  const added = taints.length !== before.length;
  let deleted = false;
  const errors: Error[] = [];
  for (const removal of remove) {
    const left = taints.filter((taint) =>
      removal.effect === '' ? taint.key !== removal.key : !sameTaint(taint, removal),
    );
    deleted = left.length !== taints.length;
    taints = left;
    if (!deleted) {
      const text = removal.effect === '' ? removal.key : `${removal.key}:${removal.effect}`;
      errors.push(new CommandError(`taint ${quote(text)} not found`));
    }
  }
  const failed = combine(errors);
  if (failed !== undefined) throw failed;
  const operation = (added && deleted) || overwrite ? 'modified' : added ? 'tainted' : 'untainted';
  return { taints, operation };
}

function sameTaint(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect;
}
