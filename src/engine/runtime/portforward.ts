import type { PortForwardConnection } from '../api/http.ts';
import { Channel } from '../sim/channel.ts';
import { SysError } from '../sim/process.ts';
import { startTask, type Task } from '../sim/task.ts';
import type { Connection } from './machine.ts';
import type { RuntimeParts } from './parts.ts';
import type { Sandbox } from './sandbox.ts';

/**
 * One forwarded connection: made inside the sandbox's network namespace to its loopback, so that a server which
 * listens only on 127.0.0.1 is reached too. What goes wrong is told on the error stream, in the words of the kubelet's
 * streaming server (portforward/httpstream.go).
 */
export function forwardPort(
  { sim, texts, random }: RuntimeParts,
  sandbox: Sandbox,
  port: number,
): PortForwardConnection {
  const input = new Channel<string>();
  const output = new Channel<string>();
  const error = new Channel<string>();
  startTask(sim, run());
  return { input, output, error };

  function end(): void {
    output.close();
    error.close();
    input.close();
  }

  function* run(): Task<void> {
    let connection: Connection;
    try {
      connection = yield* sandbox.net.connect('127.0.0.1', port);
    } catch (cause) {
      if (!(cause instanceof SysError)) throw cause;
      const netns = `/var/run/netns/cni-${sandbox.net.id}`;
      const pid = random.integer(10_000, 32_000);
      const refused = texts.portForwardRefused(port, netns, sandbox.id, new Date(sim.unixNow), pid);
      error.push(`error forwarding port ${port} to pod ${sandbox.id}, uid : ${refused}`);
      end();
      return;
    }
    startTask(sim, pump(connection), undefined, end);
    try {
      for (;;) {
        const data = yield* connection.read();
        if (data === '') break;
        output.push(data);
      }
    } catch (cause) {
      if (!(cause instanceof SysError)) throw cause;
    }
    end();
    connection.close();
  }

  function* pump(connection: Connection): Task<void> {
    for (;;) {
      const data = yield* input.take();
      if (data === undefined) break;
      yield* connection.write(data);
    }
    // The client has sent all it had; the answer gets a second, as socat and containerd give it.
    sim.after(1000, () => connection.close());
  }
}
