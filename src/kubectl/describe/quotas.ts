import { formatQuantity, parseQuantity } from '../../engine/api/quantity.ts';
import type { LimitRange, ResourceQuota } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import type { Json } from '../object.ts';
import type { DescribeContext } from './context.ts';
import type { DescribeWriter } from './writer.ts';

const scopeTexts: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort:
    'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

/** describeQuota. */

export function* describeResourceQuota(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const quota = object as unknown as ResourceQuota;
  w.field(0, 'Name', quota.metadata?.name ?? '');
  w.field(0, 'Namespace', quota.metadata?.namespace ?? '');
  drawScopes(w, quota, '', ' ');
  w.line(0, 'Resource\tUsed\tHard');
  w.line(0, '--------\t----\t----');
  const { hard = {}, used = {} } = quota.status ?? {};
  for (const name of Object.keys(hard).sort()) {
    const amount = used[name] ?? '0';
    w.line(0, `${name}\t${context.release.name === '1.20' ? amount : inUnitOf(hard[name]!, amount)}\t${hard[name]!}`);
  }
}

/** Both columns in the same unit: the used amount is rewritten in the format of the limit. */
function inUnitOf(hard: string, used: string): string {
  const [limit, amount] = [parseQuantity(hard), parseQuantity(used)];
  if (limit.format === amount.format) return used;
  return formatQuantity({ ...amount, format: limit.format });
}

function drawScopes(w: DescribeWriter, quota: ResourceQuota, indent: string, mark: string): void {
  const scopes = [...(quota.spec?.scopes ?? [])].sort();
  if (scopes.length === 0) return;
  w.line(0, `${indent}Scopes:\t${scopes.join(', ')}`);
  for (const scope of scopes) {
    const text = scopeTexts[scope];
    if (text !== undefined) w.line(0, `${mark}* ${text}`);
  }
}

/** The quotas of a namespace (DescribeResourceQuotas). */
export function drawQuotas(w: DescribeWriter, quotas: readonly ResourceQuota[], context: DescribeContext): void {
  if (quotas.length === 0) {
    w.line(0, 'No resource quota.');
    return;
  }
  const old = context.release.name === '1.20';
  const indent = old ? ' ' : '  ';
  const byName = (one: ResourceQuota): string => one.metadata?.name ?? '';
  w.write(0, old ? 'Resource Quotas' : 'Resource Quotas\n');
  for (const quota of [...quotas].sort((a, b) => (byName(a) < byName(b) ? -1 : 1))) {
    w.line(0, `${old ? '\n' : ''}${indent}Name:\t${byName(quota)}`);
    drawScopes(w, quota, indent, '  ');
    w.line(0, `${indent}Resource\tUsed\tHard`);
    w.line(0, `${indent}--------\t---\t---`);
    const { hard = {}, used = {} } = quota.status ?? {};
    for (const name of Object.keys(hard).sort()) w.line(0, `${indent}${name}\t${used[name] ?? '0'}\t${hard[name]!}`);
  }
}

/** The limits of a namespace (DescribeLimitRanges). */
export function drawLimitRanges(w: DescribeWriter, ranges: readonly LimitRange[]): void {
  if (ranges.length === 0) {
    w.line(0, 'No LimitRange resource.');
    return;
  }
  w.line(0, 'Resource Limits\n Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio');
  w.line(0, ' ----\t--------\t---\t---\t---------------\t-------------\t-----------------------');
  for (const range of ranges) drawLimits(w, range, ' ');
}

/** describeLimitRange. */

export function* describeLimitRange(object: Json, _context: DescribeContext, w: DescribeWriter): Task<void> {
  const range = object as unknown as LimitRange;
  w.field(0, 'Name', range.metadata?.name ?? '');
  w.field(0, 'Namespace', range.metadata?.namespace ?? '');
  w.line(0, 'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio');
  w.line(0, '----\t--------\t---\t---\t---------------\t-------------\t-----------------------');
  drawLimits(w, range, '');
}

/** Resources in alphabetical order (kubectl's own order is that of a Go map). */
function drawLimits(w: DescribeWriter, range: LimitRange, prefix: string): void {
  for (const { type, min = {}, max = {}, defaultRequest = {}, _default, maxLimitRequestRatio = {}, ...rest } of range
    .spec?.limits ?? []) {
    const defaults = (rest as { readonly default?: Readonly<Record<string, string>> }).default ?? _default ?? {};
    const lists = [min, max, defaultRequest, defaults, maxLimitRequestRatio];
    const names = [...new Set(lists.flatMap((list) => Object.keys(list)))].sort();
    for (const name of names)
      w.line(0, `${prefix}${type}\t${name}\t${lists.map((list) => list[name] ?? '-').join('\t')}`);
  }
}
