import type { Container } from '../../api/types.ts';
import type { ContainerRuntime } from '../../runtime/cri.ts';
import type { Machine } from '../../runtime/machine.ts';
import { SysError } from '../../sim/process.ts';
import type { Simulation } from '../../sim/simulation.ts';

export interface ProbeOutcome {
  readonly ok: boolean;
  readonly output: string;
}

/** Where a probe or a hook finds its container. */
export interface ProbeTarget {
  readonly sim: Simulation;
  readonly runtime: ContainerRuntime;
  readonly machine: Machine;
  readonly containerId: string;
  readonly container: Container;
  readonly podIP: string;
  readonly userAgent: string;
}

/** A port by number or by the name that the container gives it. */
export function resolvePort(port: number | string, container: Container): number | undefined {
  if (typeof port === 'number') return port;
  const named = container.ports?.find(({ name }) => name === port)?.containerPort;
  if (named !== undefined) return named;
  const number = Number(port);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

/** net.OpError of a dial that failed. */
export function dialError(address: string, port: number, error: unknown): string {
  if (!(error instanceof SysError)) throw error;
  if (error.code === 'ETIMEDOUT') return `dial tcp ${address}:${port}: i/o timeout`;
  return `dial tcp ${address}:${port}: connect: ${error.message.toLowerCase()}`;
}
