import { formatQuantity, parseValue, wholeQuantity } from '../../api/quantity.ts';
import type { Release } from '../../releases/index.ts';
import type { Candidate } from './ranking.ts';
import { type Observation, type Signal, signals, thresholdOf } from './signals.ts';

const bytes = (value: number): string => formatQuantity(wholeQuantity(value, 'BinarySI'));

/** Why a Pod was evicted, the containers that used more than they asked for among it (helpers.go, evictionMessage). */
export function evictionMessage(
  release: Release,
  signal: Signal,
  observation: Observation,
  { pod, usage }: Candidate,
): string {
  const { resource, threshold } = signals[signal];
  const old = release.name === '1.20';
  let message = `The node was low on resource: ${resource}. `;
  if (!old) {
    const quantity = 'text' in threshold ? threshold.text : bytes(thresholdOf(signal, observation));
    message += `Threshold quantity: ${quantity}, available: ${bytes(observation.available)}. `;
  }
  const { containers, initContainers = [] } = pod.spec!;
  for (const { name, resources } of [...containers, ...(old ? [] : initContainers)]) {
    const used = usage.get(name);
    const request = resources?.requests?.[resource];
    if (used === undefined || used <= parseValue(request)) continue;
    message += old
      ? `Container ${name} was using ${bytes(used)}, which exceeds its request of ${request ?? '0'}. `
      : `Container ${name} was using ${bytes(used)}, request is ${request ?? '0'}, has larger consumption of ${resource}. `;
  }
  return message;
}

/** A container, a Pod or a volume outgrew its own limit of the node's disk (localStorageEviction); undefined: none did. */
export function localStorageProblem(
  { pod, usage, local }: Candidate,
  emptyDirs: ReadonlyMap<string, number>,
): string | undefined {
  const { containers, volumes = [] } = pod.spec!;
  for (const { name, emptyDir } of volumes) {
    const limit = emptyDir?.sizeLimit;
    const used = emptyDirs.get(name);
    if (limit === undefined || parseValue(limit) === 0 || used === undefined || used <= parseValue(limit)) continue;
    return `Usage of EmptyDir volume "${name}" exceeds the limit "${limit}". `;
  }
  const limits = containers.flatMap(({ resources }) => resources?.limits?.['ephemeral-storage'] ?? []);
  if (limits.length > 0) {
    const total = limits.reduce((sum, limit) => sum + parseValue(limit), 0);
    const used = [...usage.values()].reduce((a, b) => a + b, local);
    if (used > total) {
      const text = limits.length === 1 ? limits[0]! : bytes(total);
      return `Pod ephemeral local storage usage exceeds the total limit of containers ${text}. `;
    }
  }
  for (const { name, resources } of containers) {
    const limit = resources?.limits?.['ephemeral-storage'];
    if (limit === undefined || (usage.get(name) ?? 0) <= parseValue(limit)) continue;
    return `Container ${name} exceeded its local ephemeral storage limit "${limit}". `;
  }
  return undefined;
}
