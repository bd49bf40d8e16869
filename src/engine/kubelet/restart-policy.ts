import type { Container } from '../api/types.ts';

/** An action of a rule that brings back every container of the Pod, which is another feature than restarting one. */
const restartActions: ReadonlySet<string> = new Set(['Restart', 'RestartAllContainers']);

/** The first of a container's own rules that an exit code falls under (FindMatchingContainerRestartRule). */
export function matchingRule(
  { restartPolicy, restartPolicyRules }: Container,
  exitCode: number,
): NonNullable<Container['restartPolicyRules']>[number] | undefined {
  if (restartPolicy === undefined) return undefined;
  return restartPolicyRules?.find(({ exitCodes }) => {
    const listed = exitCodes?.values?.includes(exitCode) === true;
    return exitCodes?.operator === 'In' ? listed : exitCodes?.operator === 'NotIn' && !listed;
  });
}

/**
 * Whether a container that ended with `exitCode` runs again: its own rules, then its own policy (both from v1.34), then the Pod's
 * (pkg/api/v1/pod/util.go, ContainerShouldRestart).
 */
export function containerShouldRestart(container: Container, podPolicy: string, exitCode: number): boolean {
  const rule = matchingRule(container, exitCode);
  if (rule !== undefined && restartActions.has(rule.action)) return true;
  switch (container.restartPolicy ?? podPolicy) {
    case 'Never':
      return false;
    case 'OnFailure':
      return exitCode !== 0;
    default:
      return true;
  }
}
