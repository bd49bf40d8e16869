import type { ContainerRuntimeStatus } from '../runtime/cri.ts';
import type { PodState } from './pod-state.ts';
import { exitCodeOf } from './exit-code.ts';

/** pkg/kubelet/container: bytes of a termination message, and how much of the log may stand in for it. */
const longest = 4096;
const fallbackLines = 80;
const fallbackLength = 2048;

/** What a container left to say: its termination log, or the end of its output if it failed and its policy says so. */
export function terminationMessage(state: PodState, name: string, status: ContainerRuntimeStatus): string {
  const { machine, runtime } = state.context;
  const path = state.known(name).terminationLog;
  const text = machine.disk.exists(path) ? machine.disk.readFile(path) : '';
  if (text !== '') return text.slice(0, longest);
  const { containers, initContainers = [] } = state.spec;
  const container = [...containers, ...initContainers].find((candidate) => candidate.name === name);
  if (container?.terminationMessagePolicy !== 'FallbackToLogsOnError' || exitCodeOf(status) === 0) return '';
  const lines = (runtime.log(status.id)?.entries ?? []).map((entry) => entry.text);
  return lines.slice(-fallbackLines).join('').slice(-fallbackLength);
}
