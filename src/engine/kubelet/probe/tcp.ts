import type { Probe } from '../../api/types.ts';
import type { Task } from '../../sim/task.ts';
import { dialError, type ProbeOutcome, type ProbeTarget, resolvePort } from './target.ts';

/** Connects, and that is all (pkg/probe/tcp). */
export function* probeTcp(
  target: ProbeTarget,
  action: NonNullable<Probe['tcpSocket']>,
  timeout: number,
): Task<ProbeOutcome> {
  const port = resolvePort(action.port, target.container);
  if (port === undefined) return { ok: false, output: `couldn't find port: ${action.port} in ports` };
  const address = action.host ?? target.podIP;
  try {
    const connection = yield* target.machine.namespaces.net.connect(address, port, timeout);
    connection.close();
    return { ok: true, output: '' };
  } catch (error) {
    return { ok: false, output: dialError(address, port, error) };
  }
}
