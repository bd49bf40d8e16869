import { formatGoDuration } from '../../api/duration.ts';
import type { Probe } from '../../api/types.ts';
import { checkRequest, http2Preface, parseAnswer, settingsFrame } from '../../network/grpc-health.ts';
import type { Connection } from '../../runtime/machine.ts';
import { SysError } from '../../sim/process.ts';
import { sleep, type Task, withDeadline } from '../../sim/task.ts';
import type { ProbeOutcome, ProbeTarget } from './target.ts';

/** Asks the standard health service (pkg/probe/grpc/grpc.go). */
export function* probeGrpc(
  target: ProbeTarget,
  action: NonNullable<Probe['grpc']>,
  timeout: number,
): Task<ProbeOutcome> {
  const { port, service = '' } = action;
  const within = formatGoDuration(timeout);
  let connected = false;

  function* perform(): Task<ProbeOutcome> {
    const connection = yield* dial(target, port, timeout);
    connected = true;
    try {
      yield* connection.write(checkRequest(service));
      let text = '';
      while (!text.includes('\n')) {
        const chunk = yield* connection.read();
        if (chunk === '') break;
        text += chunk;
      }
      const answer = parseAnswer(text.split('\n')[0]!);
      const rpcFailed = 'error: health rpc probe failed: rpc error';
      if (answer === undefined) {
        return { ok: false, output: `${rpcFailed}: code = Unavailable desc = error reading from server: EOF` };
      }
      if ('status' in answer) {
        const ok = answer.status === 'SERVING';
        return { ok, output: ok ? 'service healthy' : `service unhealthy (responded with "${answer.status}")` };
      }
      const { code, message } = answer;
      return {
        ok: false,
        output:
          code === 'Unimplemented'
            ? `error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${message}`
            : `${rpcFailed}: code = ${code} desc = ${message}`,
      };
    } finally {
      connection.close();
    }
  }

  const outcome = yield* withDeadline(target.sim, timeout, perform());
  if (outcome !== undefined) return outcome;
  return {
    ok: false,
    output: connected
      ? `timeout: health rpc did not complete within ${within}`
      : `timeout: failed to connect service "${target.podIP}:${port}" within ${within}: context deadline exceeded`,
  };
}

/** grpc-go's base delay between tries to connect. */
const reconnectDelay = 1000;

/** With WithBlock the dial goes on trying until the deadline ends it, whatever goes wrong. */
function* dial({ sim, machine, podIP }: ProbeTarget, port: number, timeout: number): Task<Connection> {
  for (;;) {
    let connection: Connection | undefined;
    try {
      connection = yield* machine.namespaces.net.connect(podIP, port, timeout);
      yield* connection.write(http2Preface);
      let text = '';
      while (text.length < settingsFrame.length) {
        const chunk = yield* connection.read();
        if (chunk === '') break;
        text += chunk;
      }
      if (text === settingsFrame) return connection;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
    connection?.close();
    yield* sleep(sim, reconnectDelay);
  }
}
