import type { Reply } from './commands.ts';

/** Writes a reply in RESP2. */
export function encodeReply(reply: Reply): string {
  switch (reply.kind) {
    case 'status':
      return `+${reply.text}\r\n`;
    case 'error':
      return `-${reply.text}\r\n`;
    case 'integer':
      return `:${reply.value}\r\n`;
    case 'bulk':
      return `$${reply.text.length}\r\n${reply.text}\r\n`;
    case 'nil':
      return '$-1\r\n';
    case 'array':
      return `*${reply.items.length}\r\n${reply.items.map(encodeReply).join('')}`;
  }
}

export function encodeCommand(words: readonly string[]): string {
  return encodeReply({ kind: 'array', items: words.map((text): Reply => ({ kind: 'bulk', text })) });
}

export interface Parsed<T> {
  readonly value: T;
  /** What is left of the input. */
  readonly rest: string;
}

/** The next reply; undefined if it is not all there yet. */
export function parseReply(input: string): Parsed<Reply> | undefined {
  const end = input.indexOf('\r\n');
  if (end === -1) return undefined;
  const line = input.slice(1, end);
  const rest = input.slice(end + 2);
  switch (input[0]) {
    case '+':
      return { value: { kind: 'status', text: line }, rest };
    case '-':
      return { value: { kind: 'error', text: line }, rest };
    case ':':
      return { value: { kind: 'integer', value: Number(line) }, rest };
    case '$': {
      const length = Number(line);
      if (length < 0) return { value: { kind: 'nil' }, rest };
      if (rest.length < length + 2) return undefined;
      return { value: { kind: 'bulk', text: rest.slice(0, length) }, rest: rest.slice(length + 2) };
    }
    case '*': {
      const items: Reply[] = [];
      let left = rest;
      for (let count = Number(line); count > 0; count--) {
        const item = parseReply(left);
        if (item === undefined) return undefined;
        items.push(item.value);
        left = item.rest;
      }
      return { value: { kind: 'array', items }, rest: left };
    }
    default:
      return { value: { kind: 'error', text: `protocol error: ${input.slice(0, end)}` }, rest };
  }
}

/** The next command, an array of bulk strings or an inline line; undefined if it is not all there yet. */
export function parseCommand(input: string): Parsed<readonly string[]> | undefined {
  if (input.startsWith('*')) {
    const parsed = parseReply(input);
    if (parsed === undefined) return undefined;
    const words =
      parsed.value.kind === 'array' ? parsed.value.items.map((item) => ('text' in item ? item.text : '')) : [];
    return { value: words, rest: parsed.rest };
  }
  const end = input.indexOf('\n');
  if (end === -1) return undefined;
  const words = splitWords(input.slice(0, end).trim());
  return { value: words, rest: input.slice(end + 1) };
}

/** Words of a line, quoted ones whole. */
export function splitWords(line: string): readonly string[] {
  return (line.match(/"(?:[^"\\]|\\.)*"|'[^']*'|\S+/g) ?? []).map((word) =>
    word.startsWith('"') || word.startsWith("'") ? word.slice(1, -1).replace(/\\(.)/g, '$1') : word,
  );
}

/** As redis-cli shows a reply to a person; to a pipe it shows the bare texts. */
export function formatReply(reply: Reply, raw: boolean, indent = ''): string {
  switch (reply.kind) {
    case 'status':
      return `${reply.text}\n`;
    case 'error':
      return raw ? `${reply.text}\n` : `(error) ${reply.text}\n`;
    case 'integer':
      return raw ? `${reply.value}\n` : `(integer) ${reply.value}\n`;
    case 'bulk':
      return raw ? `${reply.text}\n` : `${JSON.stringify(reply.text)}\n`;
    case 'nil':
      return raw ? '\n' : '(nil)\n';
    case 'array':
      if (reply.items.length === 0) return raw ? '\n' : '(empty array)\n';
      if (raw) return reply.items.map((item) => formatReply(item, true)).join('');
      return reply.items
        .map((item, index) => {
          const prefix = `${String(index + 1).padStart(String(reply.items.length).length)}) `;
          return `${index === 0 ? '' : indent}${prefix}${formatReply(item, false, indent + ' '.repeat(prefix.length))}`;
        })
        .join('');
  }
}
