import type { Pod } from '../../../engine/api/types.ts';
import type { Task } from '../../../engine/sim/task.ts';
import type { Invocation } from '../../command.ts';
import { CommandError, isReportable } from '../../errors.ts';
import type { DryRun } from '../../flags/common.ts';
import { isRecord, listAt } from '../../object.ts';
import { verdictOn, type DrainOptions, type Verdict } from './filters.ts';

export interface DrainPlan {
  readonly dryRun: DryRun;
  readonly podSelector: string;
  /** Seconds; negative: each Pod's own. */
  readonly gracePeriod: number;
  /** Milliseconds; 0: for ever. */
  readonly timeout: number;
  readonly disableEviction: boolean;
  readonly filters: DrainOptions;
}

export interface PodsToRemove {
  readonly pods: readonly Pod[];
  readonly warnings: string;
  readonly errors: readonly Error[];
}

/** The Pods of a node, and what stands against removing them (drain.Helper GetPodsForDeletion). */
export function* podsToRemove(invocation: Invocation, nodeName: string, plan: DrainPlan): Task<PodsToRemove> {
  const { client, release, p } = invocation;
  let pods: readonly Pod[];
  try {
    const list = yield* client.object('GET', '/api/v1/pods', {
      query: {
        fieldSelector: `spec.nodeName=${nodeName}`,
        ...(plan.podSelector === '' ? {} : { labelSelector: plan.podSelector }),
      },
    });
    pods = listAt(list, 'items').filter(isRecord) as unknown as readonly Pod[];
  } catch (error) {
    if (!isReportable(error)) throw error;
    return { pods: [], warnings: '', errors: [error] };
  }
  const judged: { pod: Pod; verdict: Verdict }[] = [];
  for (const pod of pods)
    judged.push({ pod, verdict: yield* verdictOn(pod, { client, release, options: plan.filters, now: p.now() }) });
  return {
    pods: judged.filter(({ verdict }) => verdict.evict).map(({ pod }) => ({ ...pod, apiVersion: 'v1', kind: 'Pod' })),
    warnings: byMessage(judged, 'warning')
      .map(([message, names]) => `${message}: ${names}`)
      .join('; '),
    errors: byMessage(judged, 'error').map(
      ([message, names]) => new CommandError(`cannot delete ${message}: ${names}`),
    ),
  };
}

/** Messages in the order of the first Pod that has them (kubectl's own order is that of a Go map). */
function byMessage(
  judged: readonly { readonly pod: Pod; readonly verdict: Verdict }[],
  reason: Verdict['reason'],
): readonly (readonly [string, string])[] {
  const names = new Map<string, string[]>();
  for (const { pod, verdict } of judged) {
    if (verdict.reason !== reason) continue;
    const list = names.get(verdict.message) ?? [];
    list.push(`${pod.metadata?.namespace ?? ''}/${pod.metadata?.name ?? ''}`);
    names.set(verdict.message, list);
  }
  return [...names].map(([message, list]) => [message, list.join(', ')] as const);
}
