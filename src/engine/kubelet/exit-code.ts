import type { ContainerRuntimeStatus } from '../runtime/cri.ts';
import { signalNumbers } from '../sim/process.ts';

/** 128 + signal for a killed process, as the runtimes report it. */
export function exitCodeOf(status: ContainerRuntimeStatus): number {
  const { exit } = status;
  if (exit === undefined) return 0;
  return exit.signal === undefined ? exit.code : 128 + signalNumbers[exit.signal];
}
