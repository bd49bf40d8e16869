import type { Job, Pod } from '../../api/types.ts';

export type PodFailurePolicy = NonNullable<NonNullable<Job['spec']>['podFailurePolicy']>;
type Rule = PodFailurePolicy['rules'][number];

export interface PolicyMatch {
  readonly action: string | undefined;
  /** Whether the failure counts towards backoffLimit. */
  readonly counts: boolean;
  /** Why the whole Job fails, if it does. */
  readonly jobFailure: string | undefined;
}

const noRule: PolicyMatch = { action: undefined, counts: true, jobFailure: undefined };

/** The first rule that a failed Pod meets (pkg/controller/job/pod_failure_policy.go, v1.36). */
export function matchPodFailurePolicy(policy: PodFailurePolicy | undefined, pod: Pod): PolicyMatch {
  const { namespace = '', name = '' } = pod.metadata ?? {};
  for (const [index, rule] of (policy?.rules ?? []).entries()) {
    const cause =
      rule.onExitCodes === undefined
        ? conditionCause(rule, pod, `Pod ${namespace}/${name}`)
        : exitCodeCause(rule.onExitCodes, pod, `${namespace}/${name}`);
    if (cause === undefined) continue;
    return {
      action: rule.action,
      counts: rule.action !== 'Ignore',
      jobFailure: rule.action === 'FailJob' ? `${cause} matching FailJob rule at index ${index}` : undefined,
    };
  }
  return noRule;
}

function exitCodeCause(rule: NonNullable<Rule['onExitCodes']>, pod: Pod, podName: string): string | undefined {
  const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
  for (const { name, state } of statuses) {
    const exitCode = state?.terminated?.exitCode ?? 0;
    if (exitCode === 0 || (rule.containerName !== undefined && rule.containerName !== name)) continue;
    if (rule.values.includes(exitCode) === (rule.operator === 'In')) {
      return `Container ${name} for pod ${podName} failed with exit code ${exitCode}`;
    }
  }
  return undefined;
}

function conditionCause(rule: Rule, pod: Pod, subject: string): string | undefined {
  const found = pod.status?.conditions?.find((condition) =>
    rule.onPodConditions?.some(({ type, status }) => type === condition.type && status === condition.status),
  );
  return found === undefined ? undefined : `${subject} has condition ${found.type}`;
}
