import { describe, expect, test } from 'vitest';
import type { Container } from '../api/types.ts';
import { containerShouldRestart } from './restart-policy.ts';

const rules = [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }];

describe('a container that ended runs again', () => {
  test.each<[string, Partial<Container>, string, number, boolean]>([
    ['under Always, whatever it returned', {}, 'Always', 0, true],
    ['under OnFailure after a failure', {}, 'OnFailure', 1, true],
    ['not under OnFailure after success', {}, 'OnFailure', 0, false],
    ['not under Never', {}, 'Never', 1, false],
    ['by its own policy rather than by the Pod’s', { restartPolicy: 'Always' }, 'Never', 1, true],
    ['not if its own policy says no', { restartPolicy: 'Never' }, 'Always', 1, false],
    ['by a rule for its exit code', { restartPolicy: 'Never', restartPolicyRules: rules }, 'Never', 42, true],
    ['not by a rule for another exit code', { restartPolicy: 'Never', restartPolicyRules: rules }, 'Never', 1, false],
  ])('%s', (_claim, container, policy, exitCode, expected) => {
    expect(containerShouldRestart({ name: 'a', ...container }, policy, exitCode)).toBe(expected);
  });
});
