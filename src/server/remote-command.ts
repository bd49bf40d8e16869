import type { RemoteCommand } from '../engine/api/http.ts';
import { jsonLine } from './json.ts';
import { BytesOfText, TextOfBytes } from '../session/remote/text.ts';

/** The client's side of exec and attach, whatever protocol carries the streams. */
export interface CommandClient {
  stdout(bytes: Uint8Array): void;
  stderr(bytes: Uint8Array): void;
  /** The v1 Status at the end, as JSON; nothing comes behind it. */
  status(bytes: Uint8Array): void;
}

/** What the client sends. */
export interface CommandInput {
  stdin(bytes: Uint8Array): void;
  stdinEnd(): void;
  /** `{"Width":80,"Height":24}` */
  resize(bytes: Uint8Array): void;
  /** Chunks that the command has not read yet. */
  readonly backlog: number;
  hangUp(): void;
}

/**
 * Connects the streams of a command in a container with a client.
 * @param wake lets the simulation act on what it was given.
 */
export function carryCommand(remote: RemoteCommand, client: CommandClient, wake: () => void): CommandInput {
  const input = new TextOfBytes();
  const [stdout, stderr] = [new BytesOfText(), new BytesOfText()];
  remote.stdout.listen((text) => client.stdout(stdout.push(text)));
  remote.stderr.listen((text) => client.stderr(stderr.push(text)));
  remote.result.listen((status) => client.status(Buffer.from(jsonLine(status).trimEnd())));
  return {
    stdin(bytes) {
      const text = input.push(bytes);
      if (text === '') return;
      remote.stdin.push(text);
      wake();
    },
    stdinEnd() {
      const rest = input.end();
      if (rest !== '') remote.stdin.push(rest);
      remote.stdin.close();
      wake();
    },
    resize(bytes) {
      const size = terminalSize(bytes);
      if (size === undefined) return;
      remote.resize.push(size);
      wake();
    },
    get backlog() {
      return remote.stdin.length;
    },
    hangUp() {
      for (const channel of [remote.stdin, remote.resize, remote.stdout, remote.stderr, remote.result]) channel.close();
      wake();
    },
  };
}

function terminalSize(bytes: Uint8Array): { columns: number; rows: number } | undefined {
  try {
    const { Width, Height } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { Width?: unknown; Height?: unknown };
    const valid = (value: unknown): value is number =>
      Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536;
    return valid(Width) && valid(Height) ? { columns: Width, rows: Height } : undefined;
  } catch (error) {
    // A size that is none is passed over, as the kubelet does.
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}
