import type { RemoteCommand } from '../../engine/api/http.ts';
import { carryCommand, type CommandInput } from '../remote-command.ts';
import { throttle, type Wire } from '../wire.ts';
import { SpdyConnection, type SpdyStream } from './connection.ts';
import type { WireHandler } from './port-forward.ts';

/** How long a client may take to open the streams that it announced, wall milliseconds (DefaultStreamCreationTimeout). */
const streamCreationTimeout = 30_000;

/**
 * exec and attach over SPDY, protocol v4.channel.k8s.io: one stream for each of stdin, stdout, stderr, the terminal's size, and
 * the Status at the end (kubelet/pkg/cri/streaming/remotecommand/httpstream.go).
 * @param expected the stream types that the request names.
 */
export function spdyCommand(
  remote: RemoteCommand,
  expected: readonly string[],
  wire: Wire,
  wake: () => void,
): WireHandler {
  const streams = new Map<string, SpdyStream>();
  let input: CommandInput | undefined;
  const pace = throttle(wire, () => input?.backlog ?? 0);
  const late = setTimeout(() => wire.destroy(), streamCreationTimeout);
  const connection = new SpdyConnection(wire, (stream) => {
    const type = stream.headers.get('streamtype') ?? '';
    if (!expected.includes(type) || streams.has(type)) return false;
    streams.set(type, stream);
    // The stream's own answer goes out first.
    if (streams.size === expected.length) queueMicrotask(begin);
    return true;
  });

  function begin(): void {
    clearTimeout(late);
    const carried = carryCommand(
      remote,
      {
        stdout: (bytes) => streams.get('stdout')?.write(bytes),
        stderr: (bytes) => streams.get('stderr')?.write(bytes),
        status: (bytes) => {
          streams.get('error')?.write(bytes);
          for (const stream of streams.values()) stream.end();
          connection.close();
        },
      },
      wake,
    );
    input = carried;
    const stdin = streams.get('stdin');
    if (stdin !== undefined) {
      stdin.onData = (bytes) => {
        carried.stdin(bytes);
        pace.check();
      };
      stdin.onEnd = () => carried.stdinEnd();
    }
    const resize = streams.get('resize');
    if (resize !== undefined) resize.onData = (bytes) => carried.resize(bytes);
  }

  return {
    receive: (bytes) => connection.receive(bytes),
    closed() {
      clearTimeout(late);
      pace.stop();
      connection.closed();
      if (input !== undefined) input.hangUp();
      else {
        for (const channel of [remote.stdin, remote.stdout, remote.stderr, remote.resize, remote.result])
          channel.close();
        wake();
      }
    },
  };
}
