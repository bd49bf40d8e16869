import { parseMilliValue, parseValue } from '../../../engine/api/quantity.ts';
import type { Task } from '../../../engine/sim/task.ts';
import type { Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { bool, text, type Flag } from '../../flags/flag.ts';
import { textAt } from '../../object.ts';

/** What is measured: thousandths of a core, bytes. */
export interface Usage {
  readonly cpu: number;
  readonly memory: number;
}

export function usageOf(list: unknown): Usage {
  return { cpu: parseMilliValue(textAt(list, 'cpu') || '0'), memory: parseValue(textAt(list, 'memory') || '0') };
}

export function sumOf(usages: readonly Usage[]): Usage {
  return usages.reduce((a, b) => ({ cpu: a.cpu + b.cpu, memory: a.memory + b.memory }), { cpu: 0, memory: 0 });
}

/** `12m`, `34Mi` (metrics_printer.go printSingleResourceUsage). */
export function usageCells(usage: Usage): readonly [string, string] {
  return [`${usage.cpu}m`, `${Math.floor(usage.memory / 1024 ** 2)}Mi`];
}

/** The larger first, or by name (metrics_sorter.go). */
export function inOrder<T>(
  items: readonly T[],
  sortBy: string,
  usage: (item: T) => Usage,
  name: (item: T) => string,
): readonly T[] {
  return [...items].sort((a, b) => {
    if (sortBy === 'cpu') return usage(b).cpu - usage(a).cpu;
    if (sortBy === 'memory') return usage(b).memory - usage(a).memory;
    return name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0;
  });
}

export function sortFlag(what: 'nodes' | 'pods'): Flag {
  return text(
    'sort-by',
    `If non-empty, sort ${what} list using specified field. The field can be either 'cpu' or 'memory'.`,
  );
}

/** Our client asks for JSON either way, as the real one does with `=false`. */
export const protocolBuffersFlag: Flag = bool(
  'use-protocol-buffers',
  'Enables using protocol-buffers to access Metrics API.',
  { on: true },
);

export function checkSortBy(invocation: Invocation): void {
  const sortBy = invocation.flags.string('sort-by');
  if (sortBy !== '' && sortBy !== 'cpu' && sortBy !== 'memory') {
    throw new CommandError('--sort-by accepts only cpu or memory');
  }
}

/** Whether a metrics server answers is asked first (top.go SupportedMetricsAPIVersionAvailable). */
export function* requireMetrics(invocation: Invocation): Task<void> {
  const groups = yield* invocation.client.discovery.groups();
  const group = groups.find((one) => one.name === 'metrics.k8s.io');
  if (group?.versions.includes('v1beta1') !== true) throw new CommandError('Metrics API not available');
}
