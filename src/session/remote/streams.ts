import type { ApiRequest, ApiResponse, PortForward, RemoteCommand } from '../../engine/api/http.ts';
import { Channel } from '../../engine/sim/channel.ts';
import { BytesOfText, joined, TextOfBytes } from './text.ts';

/** The part of the browser's WebSocket that is used here; the ws library's is another of the kind. */
export interface Socket {
  binaryType: string;
  readonly protocol: string;
  readonly readyState: number;
  /** Why the handshake failed, where whoever opened it can tell: a browser can't. */
  readonly refusal?: ApiResponse;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
}

export type OpenSocket = (path: string, protocols: readonly string[]) => Socket;

const isOpen = 1;

/**
 * exec and attach over the channels of a WebSocket (k8s.io/apimachinery/pkg/util/remotecommand): each message begins with the number of its stream.
 * @param refused asks again without an upgrade, for the refusal's words: a page does not learn why a handshake failed.
 */
export function remoteCommand(
  openSocket: OpenSocket,
  request: ApiRequest,
  respond: (response: ApiResponse) => void,
  refused: () => void,
  wake: () => void,
): void {
  const socket = openSocket(request.path, ['v5.channel.k8s.io', 'v4.channel.k8s.io']);
  socket.binaryType = 'arraybuffer';
  const remote: RemoteCommand = {
    stdin: new Channel(),
    stdout: new Channel(),
    stderr: new Channel(),
    resize: new Channel(),
    result: new Channel(),
  };
  const [stdout, stderr, stdin] = [new TextOfBytes(), new TextOfBytes(), new BytesOfText()];
  let open = false;
  const message = (channel: number, bytes: Uint8Array): void => {
    if (socket.readyState === isOpen) socket.send(joined([Uint8Array.of(channel), bytes]));
  };
  socket.onerror = () => undefined;
  socket.onopen = () => {
    open = true;
    remote.stdin.listen(
      (text) => message(0, stdin.push(text)),
      // v4 cannot say that standard input has ended.
      () => socket.protocol === 'v5.channel.k8s.io' && message(255, Uint8Array.of(0)),
    );
    remote.resize.listen(({ columns, rows }) =>
      message(4, new TextEncoder().encode(JSON.stringify({ Width: columns, Height: rows }))),
    );
    remote.stdout.onClose(() => socket.close());
    respond({ status: 101, headers: {}, upgrade: remote });
    wake();
  };
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
    const message = new Uint8Array(data);
    const bytes = message.subarray(1);
    if (message[0] === 1) remote.stdout.push(stdout.push(bytes));
    else if (message[0] === 2) remote.stderr.push(stderr.push(bytes));
    else if (message[0] === 3) remote.result.push(JSON.parse(new TextDecoder().decode(bytes)));
    wake();
  };
  socket.onclose = () => {
    if (!open) {
      if (socket.refusal === undefined) return refused();
      respond(socket.refusal);
      return wake();
    }
    for (const channel of [remote.result, remote.stdout, remote.stderr, remote.stdin, remote.resize]) channel.close();
    wake();
  };
}

/** One WebSocket a connection: whether the Pod is there shows when the first is opened. */
export function portForward(openSocket: OpenSocket, request: ApiRequest, wake: () => void): PortForward {
  const sockets = new Set<Socket>();
  return {
    open(port) {
      const connection = { input: new Channel<string>(), output: new Channel<string>(), error: new Channel<string>() };
      const [output, input] = [new TextOfBytes(), new BytesOfText()];
      const socket = openSocket(`${request.path.split('?')[0]}?ports=${port}`, ['v4.channel.k8s.io']);
      socket.binaryType = 'arraybuffer';
      const greeted = new Set<number>();
      sockets.add(socket);
      socket.onerror = () => undefined;
      socket.onopen = () => {
        connection.input.listen((text) => socket.send(joined([Uint8Array.of(0), input.push(text)])));
        connection.output.onClose(() => socket.close());
      };
      socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
        const message = new Uint8Array(data);
        const channel = message[0]!;
        // The first message of each channel is its port.
        if (!greeted.has(channel)) greeted.add(channel);
        else if (channel === 0) connection.output.push(output.push(message.subarray(1)));
        else connection.error.push(new TextDecoder().decode(message.subarray(1)));
        wake();
      };
      socket.onclose = () => {
        sockets.delete(socket);
        for (const channel of [connection.output, connection.error, connection.input]) channel.close();
        wake();
      };
      return connection;
    },
    close() {
      for (const socket of sockets) socket.close();
    },
  };
}
