import { SysError, type ProcessContext } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';

/** What a person pressed: a character, a named key, or a pasted text. */
export type Key =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'key'; readonly name: string };

/** Sequences of xterm and of the Linux console. */
const sequences: Readonly<Record<string, string>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  '[H': 'home',
  '[F': 'end',
  OH: 'home',
  OF: 'end',
  '[1~': 'home',
  '[4~': 'end',
  '[7~': 'home',
  '[8~': 'end',
  '[3~': 'delete',
  '[2~': 'insert',
  '[5~': 'pageup',
  '[6~': 'pagedown',
  '[1;5C': 'word-right',
  '[1;5D': 'word-left',
  '[1;3C': 'word-right',
  '[1;3D': 'word-left',
  '[5C': 'word-right',
  '[5D': 'word-left',
  '[Z': 'backtab',
  '[200~': 'paste',
};

/** After so many ms an Escape stands alone (readline's keyseq-timeout). */
const escapeTimeout = 500;

const pasteEnd = '\x1b[201~';

/** Reads one key of a terminal in raw mode; undefined at its end. Reads no further, so what is typed ahead waits. */
export function* readKey(p: ProcessContext, fd: number): Task<Key | undefined> {
  const char = yield* readChar(p, fd);
  if (char === '') return undefined;
  if (char !== '\x1b') return plainKey(char);
  const next = yield* readSoon(p, fd);
  if (next === undefined) return { kind: 'key', name: 'escape' };
  if (next !== '[' && next !== 'O')
    return { kind: 'key', name: `alt-${next === '\x7f' ? 'backspace' : next.toLowerCase()}` };
  let sequence = next;
  for (;;) {
    const part = yield* readSoon(p, fd);
    if (part === undefined) break;
    sequence += part;
    if (/[@-~]/.test(part)) break;
  }
  const name = sequences[sequence] ?? 'unknown';
  if (name === 'paste') return { kind: 'paste', text: yield* readPaste(p, fd) };
  return { kind: 'key', name };
}

function plainKey(char: string): Key {
  if (char === '\r' || char === '\n') return { kind: 'key', name: 'enter' };
  if (char === '\t') return { kind: 'key', name: 'tab' };
  if (char === '\x7f' || char === '\b') return { kind: 'key', name: 'backspace' };
  if (char < ' ') return { kind: 'key', name: `ctrl-${String.fromCharCode(char.charCodeAt(0) + 96)}` };
  return { kind: 'text', text: char };
}

/** One character, with both halves of a surrogate pair. */
function* readChar(p: ProcessContext, fd: number): Task<string> {
  const char = yield* p.read(fd, 1);
  if (/^[\ud800-\udbff]$/.test(char)) return char + (yield* p.read(fd, 1));
  return char;
}

function* readSoon(p: ProcessContext, fd: number): Task<string | undefined> {
  try {
    const char = yield* p.timeout(escapeTimeout, readChar(p, fd));
    return char === '' ? undefined : char;
  } catch (error) {
    if (error instanceof SysError && error.code === 'ETIMEDOUT') return undefined;
    throw error;
  }
}

function* readPaste(p: ProcessContext, fd: number): Task<string> {
  let text = '';
  while (!text.endsWith(pasteEnd)) {
    const char = yield* readChar(p, fd);
    if (char === '') break;
    text += char;
  }
  return text.replace(pasteEnd, '').replace(/\r\n?/g, '\n');
}
