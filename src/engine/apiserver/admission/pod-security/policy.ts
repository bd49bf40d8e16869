import { type FieldError, invalid } from '../../../api/field.ts';

const levels = ['privileged', 'baseline', 'restricted'] as const;

/** A level of the Pod Security Standards, as of a release. */
export interface Standard {
  readonly level: (typeof levels)[number];
  /** `latest` or `v1.N`. */
  readonly version: string;
}

/** What a namespace asks for. Nobody reads an audit log here, so `audit` is only checked. */
export interface Policy {
  readonly enforce: Standard;
  readonly warn: Standard;
}

type Mode = 'enforce' | 'audit' | 'warn';

const prefix = 'pod-security.kubernetes.io/';

export const standardName = ({ level, version }: Standard): string => `${level}:${version}`;

/**
 * The policy that a namespace's labels say, and what is wrong with them (k8s.io/pod-security-admission/api, PolicyToEvaluate): a level that is
 * none counts as restricted for `enforce` and as privileged elsewhere.
 */
export function policyOf(labels: Readonly<Record<string, string>> = {}): {
  readonly policy: Policy;
  readonly errors: readonly FieldError[];
} {
  const errors: FieldError[] = [];
  const wrong = (label: string, message: string): void => {
    errors.push(invalid(`metadata.labels[${label}]`, labels[label], message));
  };
  const read = (mode: Mode): Standard & { readonly said: boolean; readonly versionSaid: boolean } => {
    const label = `${prefix}${mode}`;
    const level = labels[label];
    const known = levels.find((one) => one === level);
    if (level !== undefined && known === undefined) wrong(label, `must be one of ${levels.join(', ')}`);
    const version = labels[`${label}-version`];
    const versionOk = version === undefined || version === 'latest' || /^v1\.(\d|[1-9]\d*)$/.test(version);
    if (!versionOk) wrong(`${label}-version`, 'must be "latest" or "v1.x"');
    return {
      level: known ?? (level === undefined || mode !== 'enforce' ? 'privileged' : 'restricted'),
      version: versionOk ? (version ?? 'latest') : 'latest',
      said: mode === 'enforce' ? known !== undefined : level !== undefined,
      versionSaid: version !== undefined,
    };
  };
  const enforce = read('enforce');
  read('audit');
  const own = read('warn');
  // Who enforces a level warns of it too, where nothing else is said: workloads are only warned of.
  const follows = !own.said && enforce.said && stricter(enforce, own);
  const warn = follows
    ? { level: enforce.level, version: own.versionSaid ? own.version : enforce.version }
    : { level: own.level, version: own.version };
  return { policy: { enforce: { level: enforce.level, version: enforce.version }, warn }, errors };
}

/** Whether one level allows less than the other. */
export const stricter = (a: Standard, b: Standard): boolean => levels.indexOf(a.level) > levels.indexOf(b.level);
