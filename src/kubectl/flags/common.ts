import type { Task } from '../../engine/sim/task.ts';
import type { Invocation } from '../command.ts';
import { CommandError, usageError } from '../errors.ts';
import { klogLine } from '../go/klog.ts';
import { quote } from '../go/quote.ts';
import type { KubectlRelease } from '../releases.ts';
import { bool, duration, strings, text, type Flag } from './flag.ts';

/** -f, -k and -R (cmdutil.AddFilenameOptionFlags). */
export function filenameFlags(usage: string, options: { readonly kustomize?: boolean } = {}): readonly Flag[] {
  return [
    strings('filename', `Filename, directory, or URL to files ${usage}`, { shorthand: 'f' }),
    ...(options.kustomize === false
      ? []
      : [
          text('kustomize', "Process the kustomization directory. This flag can't be used together with -f or -R.", {
            shorthand: 'k',
          }),
        ]),
    bool(
      'recursive',
      'Process the directory used in -f, --filename recursively. Useful when you want to manage related manifests organized within the same directory.',
      { shorthand: 'R' },
    ),
  ];
}

export function filenameSelection(invocation: Invocation): {
  filenames: readonly string[];
  recursive: boolean;
  kustomize: string;
} {
  const { flags } = invocation;
  return {
    filenames: flags.list('filename'),
    recursive: flags.has('recursive') && flags.bool('recursive'),
    kustomize: flags.has('kustomize') ? flags.string('kustomize') : '',
  };
}

/** @param old the usage in v1.20, where it was worded command by command. */
export function selectorFlag(
  release: KubectlRelease,
  old = "Selector (label query) to filter on, supports '=', '==', and '!='.(e.g. -l key1=value1,key2=value2)",
): Flag {
  return text(
    'selector',
    release.name === '1.20'
      ? old
      : "Selector (label query) to filter on, supports '=', '==', '!=', 'in', 'notin'.(e.g. -l key1=value1,key2=value2,key3 in (value3)). Matching objects must satisfy all of the specified label constraints.",
    { shorthand: 'l' },
  );
}

export const fieldSelectorFlag: Flag = text(
  'field-selector',
  "Selector (field query) to filter on, supports '=', '==', and '!='.(e.g. --field-selector key1=value1,key2=value2). The server only supports a limited number of field queries per type.",
);

export function allNamespacesFlag(usage: string): Flag {
  return bool('all-namespaces', usage, { shorthand: 'A' });
}

export const dryRunFlag: Flag = {
  name: 'dry-run',
  type: 'optionalString',
  default: 'none',
  noValue: 'unchanged',
  usage:
    'Must be "none", "server", or "client". If client strategy, only print the object that would be sent, without sending it. If server strategy, submit server-side request without persisting the resource.',
};

export type DryRun = 'none' | 'client' | 'server';

/** cmdutil.GetDryRunStrategy, with klog's line about the old forms. */
export function* dryRunOf(invocation: Invocation): Task<DryRun> {
  const value = invocation.flags.string('dry-run');
  const old = invocation.release.name === '1.20';
  if (value === 'none' || value === 'client' || value === 'server') return value;
  if (value === 'unchanged') {
    const text = '--dry-run is deprecated and can be replaced with --dry-run=client.';
    yield* invocation.err(klogLine(invocation.p, 'W', old ? 'helpers.go:553' : 'helpers.go:719', text));
    return 'client';
  }
  const meaning = boolWords.get(value);
  if (meaning === undefined)
    throw new CommandError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
  const strategy: DryRun = meaning ? 'client' : 'none';
  const line = meaning ? (old ? 567 : 733) : old ? 570 : 736;
  const text = `--dry-run=${value} is deprecated (boolean value) and can be replaced with --dry-run=${strategy}.`;
  yield* invocation.err(klogLine(invocation.p, 'W', `helpers.go:${line}`, text));
  return strategy;
}

/** What strconv.ParseBool takes. */
const boolWords: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'T', 'TRUE', 'true', 'True'].map((word) => [word, true] as const),
  ...['0', 'f', 'F', 'FALSE', 'false', 'False'].map((word) => [word, false] as const),
]);

/** `created`, `created (dry run)`, `created (server dry run)`. */
export function withDryRun(operation: string, dryRun: DryRun): string {
  if (dryRun === 'client') return `${operation} (dry run)`;
  return dryRun === 'server' ? `${operation} (server dry run)` : operation;
}

export function fieldManagerFlag(value: string): Flag {
  return text('field-manager', 'Name of the manager used to track field ownership.', { value });
}

export function podRunningTimeoutFlag(value: string): Flag {
  return duration(
    'pod-running-timeout',
    'The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running',
    { value },
  );
}

export function podRunningTimeout(invocation: Invocation): number {
  const timeout = invocation.flags.number('pod-running-timeout');
  if (timeout <= 0) throw usageError(invocation.commandPath, '--pod-running-timeout must be higher than zero');
  return timeout;
}

/** --validate: a bool in v1.20; strict, warn or ignore since v1.25. */
export function validateFlag(release: KubectlRelease): Flag {
  if (release.validation === 'client') {
    return bool('validate', 'If true, use a schema to validate the input before sending it', { on: true });
  }
  return {
    name: 'validate',
    type: 'optionalString',
    default: 'strict',
    noValue: 'strict',
    usage:
      'Must be one of: strict (or true), warn, ignore (or false). "true" or "strict" will use a schema to validate the input and fail the request if invalid. "warn" will warn about unknown or duplicate fields without blocking the request. "false" or "ignore" will not perform any schema validation, silently dropping any unknown or duplicate fields.',
  };
}

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/** cmdutil.GetValidationDirective. */
export function fieldValidation(invocation: Invocation): FieldValidation {
  if (invocation.release.validation === 'client') return invocation.flags.bool('validate') ? 'Strict' : 'Ignore';
  const value = invocation.flags.string('validate');
  if (value === 'strict' || boolWords.get(value) === true) return 'Strict';
  if (value === 'warn') return 'Warn';
  if (value === 'ignore' || boolWords.get(value) === false) return 'Ignore';
  throw new CommandError(
    `invalid - validate option ${quote(value)}; must be one of: strict (or true), warn, ignore (or false)`,
  );
}
