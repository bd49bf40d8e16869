import type { ProcessContext } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import type { NodeRuntime } from '../runtime.ts';
import type { Container } from '../containers.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Flag, ParsedFlags } from '../tools/flags.ts';

/** One crictl command; crictl.ts registers them. */
export interface CrictlCommand {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly usage: string;
  readonly argsUsage: string;
  readonly flags: readonly Flag[];
  run(p: ProcessContext, runtime: NodeRuntime, flags: ParsedFlags): Task<number>;
}

/** What ends crictl with a `FATA` line and exit code 1. */
export class CrictlError extends Error {}

/** Wrong use: the command's help is shown instead (cli.ShowSubcommandHelp). */
export class ShowHelp extends Error {}

/** Characters of an id or image id in a table. */
const truncatedLength = 13;

export function truncated(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, truncatedLength);
}

function byPrefix<T extends { readonly id: string }>(records: Iterable<T>, wanted: string): T[] {
  const all = [...records];
  const exact = all.filter((record) => record.id === wanted);
  return exact.length > 0 || wanted === '' ? exact : all.filter((record) => record.id.startsWith(wanted));
}

/** containerd takes the beginning of an id where it is unambiguous (internal/truncindex). */
export function findContainer(runtime: NodeRuntime, wanted: string): Container {
  const [found, second] = byPrefix(runtime.containerRecords.values(), wanted);
  if (found !== undefined && second === undefined) return found;
  throw new CrictlError(
    `rpc error: code = NotFound desc = an error occurred when try to find container ${JSON.stringify(wanted)}: not found`,
  );
}

export function findSandbox(runtime: NodeRuntime, wanted: string): Sandbox {
  const [found, second] = byPrefix(runtime.sandboxRecords.values(), wanted);
  if (found !== undefined && second === undefined) return found;
  throw new CrictlError(`rpc error: code = NotFound desc = an error occurred when try to find sandbox: not found`);
}

/** Adds what the command was doing to an error, as crictl wraps them. */
export function during<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof CrictlError)) throw error;
    throw new CrictlError(`${what}: ${error.message}`);
  }
}

export function compileRegex(pattern: string | undefined): RegExp | undefined {
  if (pattern === undefined || pattern === '') return undefined;
  try {
    return new RegExp(pattern);
  } catch {
    throw new CrictlError(`invalid regular expression ${JSON.stringify(pattern)}: error parsing regexp`);
  }
}

export function parseLabels(given: readonly string[]): readonly (readonly [string, string])[] {
  return given.map((label) => {
    const pair = label.split('=');
    if (pair.length !== 2) throw new CrictlError(`incorrectly specified label: ${label}`);
    return [pair[0] ?? '', pair[1] ?? ''] as const;
  });
}

export function takeLast<T>(items: readonly T[], flags: ParsedFlags): readonly T[] {
  const last = flags.int('last') ?? 0;
  return items.slice(0, last > 0 ? last : flags.bool('latest') ? 1 : items.length);
}
