import type { PortForward } from '../../engine/api/http.ts';
import { carryConnection, type ForwardInput } from '../port-forward.ts';
import { throttle, type Wire } from '../wire.ts';
import { SpdyConnection, type SpdyStream } from './connection.ts';

/** What takes the bytes off a wire. */
export interface WireHandler {
  receive(bytes: Uint8Array): void;
  closed(): void;
}

interface Pair {
  data?: SpdyStream;
  error?: SpdyStream;
}

/**
 * Port-forwarding over SPDY, protocol portforward.k8s.io: for each connection the client opens a data and an error stream with
 * the same request id (kubelet/pkg/cri/streaming/portforward/httpstream.go).
 */
export function spdyPortForward(session: PortForward, wire: Wire, wake: () => void): WireHandler {
  const pairs = new Map<string, Pair>();
  const open = new Set<ForwardInput>();
  const pace = throttle(wire, () => Math.max(0, ...[...open].map(({ backlog }) => backlog)));
  const connection = new SpdyConnection(wire, (stream) => {
    const type = stream.headers.get('streamtype');
    const port = Number(stream.headers.get('port'));
    if (!Number.isInteger(port) || port < 1 || port > 65_535) return false;
    if (type !== 'data' && type !== 'error') return false;
    const id = requestId(stream, type);
    const pair = pairs.get(id) ?? {};
    if (pair[type] !== undefined) return false;
    pair[type] = stream;
    pairs.set(id, pair);
    const { data, error } = pair;
    if (data !== undefined && error !== undefined) {
      pairs.delete(id);
      forward(port, data, error);
    }
    return true;
  });

  function forward(port: number, data: SpdyStream, error: SpdyStream): void {
    const input = carryConnection(
      session.open(port),
      {
        data: (bytes) => data.write(bytes),
        error: (bytes) => error.write(bytes),
        end: () => {
          error.end();
          data.end();
          open.delete(input);
        },
      },
      wake,
    );
    open.add(input);
    data.onData = (bytes) => {
      input.data(bytes);
      pace.check();
    };
    data.onEnd = () => input.end();
    // What the Pod says must not come before the answer to the stream.
    setImmediate(wake);
  }

  return {
    receive: (bytes) => connection.receive(bytes),
    closed() {
      pace.stop();
      connection.closed();
      for (const input of open) input.hangUp();
      session.close();
    },
  };
}

/** Old clients name no request: their two streams have consecutive numbers, the error stream first. */
function requestId(stream: SpdyStream, type: 'data' | 'error'): string {
  return stream.headers.get('requestid') ?? String(type === 'error' ? stream.id : stream.id - 2);
}
