import type { Job } from '../../api/types.ts';
import { commonIndexes, type Indexes, readIndexes, totalIndexes } from './indexes.ts';

type SuccessPolicy = NonNullable<NonNullable<Job['spec']>['successPolicy']>;

/** Which rule the indexes that succeeded satisfy, in the words of the condition (pkg/controller/job/success_policy.go, v1.36). */
export function matchSuccessPolicy(
  policy: SuccessPolicy | undefined,
  completions: number,
  succeeded: Indexes,
): string | undefined {
  if (policy === undefined || succeeded.length === 0) return undefined;
  const index = policy.rules.findIndex(({ succeededIndexes, succeededCount = Number.POSITIVE_INFINITY }) => {
    if (succeededIndexes === undefined) return totalIndexes(succeeded) >= succeededCount;
    const wanted = readIndexes(succeededIndexes, completions);
    if (wanted.length === 0) return false;
    const reached = commonIndexes(wanted, succeeded);
    return reached === totalIndexes(wanted) || reached >= succeededCount;
  });
  return index < 0 ? undefined : `Matched rules at index ${index}`;
}
