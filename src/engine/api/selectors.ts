import { formatFieldErrors, invalid, GoValue, type FieldError } from './field.ts';
import { goStringSlice } from './go-syntax.ts';
import { isLabelValue, isQualifiedName } from './formats.ts';
import type { ReleaseRef } from './json.ts';
import { parseRequirements, SelectorError, type Requirement, type SelectorOperator } from './selector-parser.ts';

export { SelectorError, type Requirement } from './selector-parser.ts';

type Labels = Readonly<Record<string, string>>;

/** metav1.LabelSelector. */
export interface LabelSelectorObject {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

const today: ReleaseRef = { name: '1.36' };

/** Requirements that must all hold; `nothing` matches no object at all. */
export class LabelSelector {
  static readonly everything = new LabelSelector([]);
  static readonly nothing = new LabelSelector([], true);

  private constructor(
    readonly requirements: readonly Requirement[],
    private readonly never = false,
  ) {}

  static of(requirements: readonly Requirement[]): LabelSelector {
    return new LabelSelector([...requirements].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)));
  }

  get empty(): boolean {
    return !this.never && this.requirements.length === 0;
  }

  matches(labels: Labels | undefined): boolean {
    if (this.never) return false;
    const set = labels ?? {};
    return this.requirements.every((requirement) => holds(requirement, set));
  }

  /** Canonical text, requirements sorted by key: `a=b,c in (d,e),!f`. */
  toString(): string {
    return this.requirements.map(formatRequirement).join(',');
  }
}

function holds({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
    case 'lt': {
      if (value === undefined || !isInteger(value)) return false;
      const [have, want] = [BigInt(value), BigInt(values[0] ?? '0')];
      return operator === 'gt' ? have > want : have < want;
    }
  }
}

/** What strconv.ParseInt takes (64 bits). */
function isInteger(text: string): boolean {
  if (!/^[+-]?\d{1,19}$/.test(text)) return false;
  const value = BigInt(text.replace('+', ''));
  return value >= -(2n ** 63n) && value < 2n ** 63n;
}

function formatRequirement({ key, operator, values }: Requirement): string {
  const list = [...values].sort().join(',');
  switch (operator) {
    case '!':
      return `!${key}`;
    case 'exists':
      return key;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${list})`;
    case 'gt':
      return `${key}>${list}`;
    case 'lt':
      return `${key}<${list}`;
    default:
      return `${key}${operator}${list}`;
  }
}

/** Parses `app=a,tier in (x,y)`; throws SelectorError with the message that the release's server and kubectl give. */
export function parseLabelSelector(text: string, release: ReleaseRef = today): LabelSelector {
  const old = release.name === '1.20';
  const requirements = parseRequirements(text, {
    binaryOperators: old ? "'=', '!=', '==', 'in', notin'" : 'in, notin, =, ==, !=, gt, lt',
    checkKey(key) {
      const errors = isQualifiedName(key, release);
      if (errors.length > 0) fail([invalid('<nil>', key, errors.join('; '))], release);
    },
    check: (requirement) => fail(requirementErrors(requirement, release), release),
  });
  return LabelSelector.of(requirements);
}

function fail(errors: readonly FieldError[], release: ReleaseRef): void {
  if (errors.length === 0) return;
  // v1.20 stops at the first and says only what is wrong.
  const [first] = errors;
  throw new SelectorError(release.name === '1.20' ? oldMessage(first!) : formatFieldErrors(errors, release));
}

function oldMessage(error: FieldError): string {
  if (error.field.startsWith('values[')) {
    return error.detail.startsWith('for ')
      ? error.detail
      : `invalid label value: ${JSON.stringify(error.badValue)}: at key: ${JSON.stringify(/\[([^[\]]*)\]$/.exec(error.field)?.[1] ?? '')}: ${error.detail}`;
  }
  if (error.field === 'values') return error.detail;
  return `invalid label key ${JSON.stringify(error.badValue)}: ${error.detail}`;
}

/** NewRequirement's rules. */
function requirementErrors({ key, operator, values }: Requirement, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  const keyErrors = isQualifiedName(key, release);
  if (keyErrors.length > 0) errors.push(invalid('key', key, keyErrors.join('; ')));
  const list = new GoValue(values, goStringSlice(values));
  if ((operator === 'in' || operator === 'notin') && values.length === 0) {
    errors.push(invalid('values', list, "for 'in', 'notin' operators, values set can't be empty"));
  }
  if ((operator === 'exists' || operator === '!') && values.length > 0) {
    errors.push(invalid('values', list, 'values set must be empty for exists and does not exist'));
  }
  if (operator === 'gt' || operator === 'lt') {
    values.forEach((value, i) => {
      if (!isInteger(value)) {
        errors.push(invalid(`values[${i}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer"));
      }
    });
  }
  values.forEach((value, i) => {
    const wrong = isLabelValue(value, release);
    if (wrong.length > 0) errors.push(invalid(`values[${i}][${key}]`, value, wrong.join('; ')));
  });
  return errors;
}

const objectOperators: Readonly<Record<string, SelectorOperator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

const compiled = new WeakMap<object, LabelSelector>();

/** The selector of a metav1.LabelSelector object: undefined selects nothing, an empty one everything. Throws SelectorError. */
export function selectorOfObject(object: LabelSelectorObject | undefined): LabelSelector {
  if (object === undefined) return LabelSelector.nothing;
  const known = compiled.get(object);
  if (known !== undefined) return known;
  const requirements: Requirement[] = [];
  for (const [key, value] of Object.entries(object.matchLabels ?? {})) {
    requirements.push({ key, operator: '=', values: [value] });
  }
  for (const { key, operator, values } of object.matchExpressions ?? []) {
    const known = objectOperators[operator];
    if (known === undefined) throw new SelectorError(`"${operator}" is not a valid label selector operator`);
    requirements.push({ key, operator: known, values: values ?? [] });
  }
  for (const requirement of requirements) fail(requirementErrors(requirement, today), today);
  const selector = requirements.length === 0 ? LabelSelector.everything : LabelSelector.of(requirements);
  if (Object.isFrozen(object)) compiled.set(object, selector);
  return selector;
}

/** The selector of a plain map, as Services and ReplicationControllers have it; an empty one selects everything. */
export function selectorOfMap(map: Labels | undefined): LabelSelector {
  const entries = Object.entries(map ?? {});
  if (entries.length === 0) return LabelSelector.everything;
  return LabelSelector.of(entries.map(([key, value]): Requirement => ({ key, operator: '=', values: [value] })));
}

/** What kubectl prints of a LabelSelector object: `<none>` for one that selects everything (metav1.FormatLabelSelector). */
export function formatLabelSelectorObject(object: LabelSelectorObject | undefined): string {
  try {
    const text = selectorOfObject(object).toString();
    return text === '' ? '<none>' : text;
  } catch (error) {
    if (error instanceof SelectorError) return '<error>';
    throw error;
  }
}

/** `a=b,c=d` of a map of labels, keys sorted; `<none>` if it is empty (labels.FormatLabels). */
export function formatLabels(labels: Labels | undefined): string {
  const text = Object.keys(labels ?? {})
    .sort()
    .map((key) => `${key}=${labels![key]!}`)
    .join(',');
  return text === '' ? '<none>' : text;
}
