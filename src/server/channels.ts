import type { PortForward, RemoteCommand } from '../engine/api/http.ts';
import { carryCommand } from './remote-command.ts';
import { carryConnection } from './port-forward.ts';
import { throttle, type Wire } from './wire.ts';

/*
 * The channel protocols of WebSockets (k8s.io/apimachinery/pkg/util/httpstream/wsstream): every message is one byte, the number
 * of its channel, and data.
 */

/** Channels of exec and attach. */
const [stdin, stdout, stderr, error, resize] = [0, 1, 2, 3, 4];
/** v5 only: the next byte names a channel that its sender closes. */
const closeSignal = 255;

export interface ChannelHandler {
  message(bytes: Uint8Array): void;
  closed(): void;
}

const framed = (channel: number, bytes: Uint8Array): Uint8Array => Buffer.concat([Buffer.of(channel), bytes]);

export function commandChannels(
  remote: RemoteCommand,
  wire: Wire,
  wake: () => void,
  withClose: boolean,
): ChannelHandler {
  const input = carryCommand(
    remote,
    {
      stdout: (bytes) => wire.send(framed(stdout, bytes)),
      stderr: (bytes) => wire.send(framed(stderr, bytes)),
      status: (bytes) => {
        wire.send(framed(error, bytes));
        wire.close();
      },
    },
    wake,
  );
  const pace = throttle(wire, () => input.backlog);
  return {
    message(bytes) {
      const data = bytes.subarray(1);
      switch (bytes[0]) {
        case stdin:
          input.stdin(data);
          pace.check();
          break;
        case resize:
          input.resize(data);
          break;
        case closeSignal:
          if (withClose && data[0] === stdin) input.stdinEnd();
          break;
      }
    },
    closed() {
      pace.stop();
      input.hangUp();
    },
  };
}

/** A pair of channels a port: data, and what went wrong. Each begins with its port, 16 bits little-endian. */
export function portForwardChannels(
  session: PortForward,
  ports: readonly number[],
  wire: Wire,
  wake: () => void,
): ChannelHandler {
  let open = ports.length;
  const connections = ports.map((port, i) => {
    const [data, problem] = [2 * i, 2 * i + 1];
    const prefix = Buffer.of(port & 255, port >> 8);
    wire.send(framed(data, prefix));
    wire.send(framed(problem, prefix));
    return carryConnection(
      session.open(port),
      {
        data: (bytes) => wire.send(framed(data, bytes)),
        error: (bytes) => wire.send(framed(problem, bytes)),
        end: () => {
          open--;
          if (open === 0) wire.close();
        },
      },
      wake,
    );
  });
  wake();
  const pace = throttle(wire, () => Math.max(...connections.map(({ backlog }) => backlog)));
  return {
    message(bytes) {
      const channel = bytes[0] ?? 0;
      if (channel % 2 === 1) return;
      connections[channel / 2]?.data(bytes.subarray(1));
      pace.check();
    },
    closed() {
      pace.stop();
      for (const connection of connections) connection.hangUp();
      session.close();
    },
  };
}
