import type { Probe } from '../../api/types.ts';
import { RuntimeError } from '../../runtime/cri.ts';
import type { Task } from '../../sim/task.ts';
import { expandVariables } from '../env.ts';
import type { ProbeOutcome, ProbeTarget } from './target.ts';

/**
 * Runs a command in the container; only 0 is success (pkg/probe/exec). Variables are expanded from the values that the spec itself gives
 * (ExpandContainerCommandOnlyStatic).
 */
export function* probeExec(
  { runtime, containerId, container }: ProbeTarget,
  action: NonNullable<Probe['exec']>,
  timeoutSeconds: number,
): Task<ProbeOutcome> {
  const known = new Map((container.env ?? []).map(({ name, value = '' }) => [name, value]));
  const command = (action.command ?? []).map((word) => expandVariables(word, known));
  try {
    const { exitCode, stdout, stderr } = yield* runtime.execSync(containerId, command, timeoutSeconds);
    return { ok: exitCode === 0, output: stdout + stderr };
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    return { ok: false, output: error.message };
  }
}
