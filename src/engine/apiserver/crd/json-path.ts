import { isObject } from '../../api/json.ts';
import { own } from '../../api/patch/merge-patch.ts';

type Step =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'filter'; readonly name: string; readonly equals: boolean; readonly value: string };

const parsed = new Map<string, readonly Step[]>();

/** The part of k8s.io/client-go/util/jsonpath that printer columns use: members, indices, `[*]` and `[?(@.a=="b")]`. */
export function jsonPathValues(value: unknown, path: string): readonly unknown[] {
  let values: unknown[] = [value];
  for (const step of stepsOf(path)) values = values.flatMap((one) => take(one, step));
  return values;
}

function stepsOf(path: string): readonly Step[] {
  let steps = parsed.get(path);
  if (steps === undefined) {
    steps = parse(path);
    if (parsed.size > 1000) parsed.clear();
    parsed.set(path, steps);
  }
  return steps;
}

const token =
  /\.([\w$-]+(?:\\\.[\w$/-]+)*)|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]|\[(-?\d+)\]|\[\*\]|\[\?\(@\.([\w.-]+)\s*(==|!=)\s*(?:"([^"]*)"|'([^']*)')\s*\)\]/y;

function parse(path: string): readonly Step[] {
  const steps: Step[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < path.length) {
    const at = token.lastIndex;
    const match = token.exec(path);
    if (match === null || match.index !== at) return [{ kind: 'member', name: '\0' }];
    const [text, member, single, double, index, filter, operator, a, b] = match;
    const name = member ?? single ?? double;
    if (name !== undefined) steps.push({ kind: 'member', name: name.replace(/\\(.)/g, '$1') });
    else if (index !== undefined) steps.push({ kind: 'index', index: Number(index) });
    else if (filter !== undefined) {
      steps.push({ kind: 'filter', name: filter, equals: operator === '==', value: a ?? b ?? '' });
    } else if (text === '[*]') steps.push({ kind: 'all' });
  }
  return steps;
}

function take(value: unknown, step: Step): readonly unknown[] {
  const items = Array.isArray(value) ? (value as readonly unknown[]) : undefined;
  switch (step.kind) {
    case 'member': {
      const member = isObject(value) ? own(value, step.name) : undefined;
      return member === undefined || member === null ? [] : [member];
    }
    case 'index': {
      const item = items?.at(step.index);
      return item === undefined ? [] : [item];
    }
    case 'all':
      return items ?? (isObject(value) ? Object.values(value) : []);
    case 'filter':
      return (items ?? []).filter((item) => {
        const member = isObject(item) ? own(item, step.name) : undefined;
        return member !== undefined && (String(member) === step.value) === step.equals;
      });
  }
}
