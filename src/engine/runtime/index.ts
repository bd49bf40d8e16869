import type { Program } from '../sim/process.ts';
import { crictlProgram } from './crictl.ts';
import { dockerProgram } from './docker.ts';
import type { NodeRuntime } from './runtime.ts';

export {
  createRuntime,
  type NodeRuntime,
  type RuntimeControl,
  type RuntimeOptions,
  usualBandwidth,
} from './runtime.ts';
export {
  inspectRuntime,
  type ContainerView,
  type ListenerView,
  type MountView,
  type ProcessView,
  type RuntimeView,
  type SandboxView,
} from './inspect.ts';

/** The runtime's own tools for the node's disk, by path. */
export function runtimePrograms(runtime: NodeRuntime): Readonly<Record<string, Program>> {
  return runtime.name === 'docker'
    ? { '/usr/bin/docker': dockerProgram(runtime) }
    : { '/usr/bin/crictl': crictlProgram(runtime) };
}
