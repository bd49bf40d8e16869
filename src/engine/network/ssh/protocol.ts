import { SysError } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';

/**
 * What ssh and sshd say to each other here: lines of JSON in place of SSH's encrypted channels. Who connects with another
 * client sees the usual identification string first, and then gets no further than it would with a wrong key.
 */
export const identification = 'SSH-2.0-OpenSSH_8.4';

export interface Hello {
  readonly user: string;
  /** undefined: a login shell. */
  readonly command: string | undefined;
  /** undefined: no terminal, three pipes. */
  readonly terminal: { readonly columns: number; readonly rows: number; readonly name: string } | undefined;
}

export type ClientMessage =
  | { readonly kind: 'hello'; readonly hello: Hello }
  | { readonly kind: 'input'; readonly text: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number };

export type ServerMessage =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'output' | 'error'; readonly text: string }
  | { readonly kind: 'exit'; readonly code: number };

export function encode(message: ClientMessage | ServerMessage): string {
  return `${JSON.stringify(message)}\n`;
}

/** Splits a stream into lines; undefined at its end. */
export class LineStream {
  #buffer = '';

  constructor(private readonly read: () => Task<string>) {}

  *next(): Task<string | undefined> {
    for (;;) {
      const end = this.#buffer.indexOf('\n');
      if (end >= 0) {
        const line = this.#buffer.slice(0, end);
        this.#buffer = this.#buffer.slice(end + 1);
        return line;
      }
      const text = yield* this.read();
      if (text === '') return undefined;
      this.#buffer += text;
    }
  }
}

/** @throws SysError EINVAL for what is none of our messages. */
export function decodeClient(line: string): ClientMessage {
  const value = parseObject(line);
  switch (value['kind']) {
    case 'hello':
      return { kind: 'hello', hello: decodeHello(value['hello']) };
    case 'input':
      return { kind: 'input', text: textOf(value['text']) };
    case 'end':
      return { kind: 'end' };
    case 'resize':
      return { kind: 'resize', columns: numberOf(value['columns']), rows: numberOf(value['rows']) };
    default:
      throw new SysError('EINVAL');
  }
}

/** @throws SysError EINVAL for what is none of our messages. */
export function decodeServer(line: string): ServerMessage {
  const value = parseObject(line);
  const { kind } = value;
  switch (kind) {
    case 'accepted':
    case 'denied':
      return { kind };
    case 'output':
    case 'error':
      return { kind, text: textOf(value['text']) };
    case 'exit':
      return { kind, code: numberOf(value['code']) };
    default:
      throw new SysError('EINVAL');
  }
}

function decodeHello(value: unknown): Hello {
  if (!isRecord(value)) throw new SysError('EINVAL');
  const { user, command, terminal } = value;
  return {
    user: textOf(user),
    command: command === undefined ? undefined : textOf(command),
    terminal: isRecord(terminal)
      ? {
          columns: numberOf(terminal['columns']),
          rows: numberOf(terminal['rows']),
          name: textOf(terminal['name']),
        }
      : undefined,
  };
}

function parseObject(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    if (isRecord(value)) return value;
  } catch {
    // Not JSON: refused below, like anything else that is not ours.
  }
  throw new SysError('EINVAL');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new SysError('EINVAL');
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new SysError('EINVAL');
}
