import { CommandError } from '../errors.ts';
import { quote } from '../go/quote.ts';
import { field, isRecord, listAt, textAt, type Json } from '../object.ts';
import { findResults } from '../printers/jsonpath/evaluate.ts';
import { JsonPathError, parseJsonPath } from '../printers/jsonpath/parse.ts';
import { relaxedJsonPath } from '../printers/jsonpath/relaxed.ts';
import type { KubectlRelease } from '../releases.ts';

/** What `--for` waits for. */
export type Goal =
  | { readonly kind: 'create' | 'delete' }
  /** Whether an object fulfils it. Throws CommandError where that cannot be said. */
  | { readonly kind: 'state'; readonly isMet: (object: Json) => boolean };

/** Reads every `--for` (kubectl/pkg/cmd/wait/wait.go conditionFuncsFor; conditionFuncFor in v1.20). */
export function parseGoals(conditions: readonly string[], release: KubectlRelease): readonly Goal[] {
  if (conditions.length === 0) {
    throw new CommandError(`unrecognized condition: ${release.name === '1.20' ? '""' : '[]'}`);
  }
  return conditions.map((condition) => parseGoal(condition, release));
}

function parseGoal(condition: string, release: KubectlRelease): Goal {
  const word = condition.toLowerCase();
  const old = release.name === '1.20';
  if (word === 'delete') return { kind: 'delete' };
  if (word === 'create' && !old) return { kind: 'create' };
  if (condition.startsWith('condition=')) return conditionGoal(condition.slice('condition='.length), old);
  if (condition.startsWith('jsonpath=') && !old) return jsonPathGoal(condition.slice('jsonpath='.length));
  throw new CommandError(`unrecognized condition: ${quote(condition)}`);
}

/** `Ready`, `Ready=false`: names and values compare without regard to case. */
function conditionGoal(text: string, old: boolean): Goal {
  const equals = text.indexOf('=');
  const name = (equals < 0 ? text : text.slice(0, equals)).toLowerCase();
  const value = (equals < 0 ? 'true' : text.slice(equals + 1)).toLowerCase();
  return {
    kind: 'state',
    isMet: (object) => {
      const condition = listAt(object, 'status', 'conditions').find(
        (one) => textAt(one, 'type').toLowerCase() === name && typeof field(one, 'status') === 'string',
      );
      if (condition === undefined) return false;
      if (!old && isOutdated(object, condition)) return false;
      return textAt(condition, 'status').toLowerCase() === value;
    },
  };
}

/** A condition of an older generation of the object says nothing yet. */
function isOutdated(object: Json, condition: unknown): boolean {
  const generation = field(object, 'metadata', 'generation');
  const observed = field(condition, 'observedGeneration') ?? field(object, 'status', 'observedGeneration');
  return typeof generation === 'number' && typeof observed === 'number' && observed < generation;
}

/** `{.status.phase}=Running`, or without a value: that the field is there. */
function jsonPathGoal(text: string): Goal {
  const parts = splitOnce(text);
  if (parts.length > 2) {
    throw new CommandError(
      "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'",
    );
  }
  const expression = relaxedJsonPath(parts[0]!);
  const value = parts[1]?.replace(/^['"]+|['"]+$/g, '');
  if (value === '') {
    throw new CommandError(
      "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3",
    );
  }
  if (expression === '') throw new CommandError('jsonpath expression cannot be empty');
  try {
    const path = parseJsonPath(expression);
    return { kind: 'state', isMet: (object) => matches(findResults(path, object, true), value) };
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message);
    throw error;
  }
}

function matches(results: readonly (readonly unknown[])[], value: string | undefined): boolean {
  const [first] = results;
  if (first === undefined || first.length === 0) return false;
  if (results.length > 1) throw new CommandError('given jsonpath expression matches more than one list');
  if (first.length > 1) throw new CommandError('given jsonpath expression matches more than one value');
  if (value === undefined) return true;
  const [found] = first;
  if (isRecord(found) || Array.isArray(found))
    throw new CommandError('jsonpath leads to a nested object or list which is not supported');
  return String(found ?? '<nil>').trim() === value.trim();
}

/** Splits at single `=`; `==` stays (it stands in filters). */
function splitOnce(text: string): readonly string[] {
  const parts = [''];
  for (let i = 0; i < text.length; i++) {
    const isDouble = text[i] === '=' && text[i + 1] === '=';
    if (text[i] === '=' && !isDouble) parts.push('');
    else parts[parts.length - 1] += isDouble ? '==' : text[i]!;
    if (isDouble) i++;
  }
  return parts;
}
