import type { Task } from './task.ts';
import { utf8Length } from './utf8.ts';

/*
 * Archives as GNU tar and BusyBox write them (the old GNU format), and as Go's archive/tar does (ustar, pax). Their bytes travel as the
 * streams of programs do: texts whose lengths are counted in UTF-8.
 */

export interface TarEntry {
  readonly name: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'hardlink';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly userName: string;
  readonly groupName: string;
  /** Unix milliseconds; an archive keeps whole seconds. */
  readonly mtime: number;
  /** Where a link leads. */
  readonly target: string;
  /** What is in a file. */
  readonly text: string;
}

/** The archive is cut off, or no archive. */
export class TarFault extends Error {
  constructor(
    readonly kind: 'short' | 'header',
    /** Not one entry could be read. */
    readonly empty: boolean,
  ) {
    super(kind === 'short' ? 'unexpected EOF' : 'archive/tar: invalid tar header');
  }
}

const block = 512;
const typeFlags = { file: '0', directory: '5', symlink: '2', hardlink: '1' } as const;

/** Two blocks of zeros end an archive. */
export const tarEnd = '\0'.repeat(2 * block);

/** One entry, with its padding; a name that is too long goes before it, as GNU's `././@LongLink`. */
export function tarEntry(entry: TarEntry): string {
  const long = (flag: 'L' | 'K', text: string): string =>
    utf8Length(text) < 100
      ? ''
      : header({ ...entry, name: '././@LongLink', target: '', mtime: 0, mode: 0 }, flag, utf8Length(text) + 1) +
        padded(`${text}\0`);
  const size = entry.type === 'file' ? utf8Length(entry.text) : 0;
  return (
    long('K', entry.target) +
    long('L', entry.name) +
    header(entry, typeFlags[entry.type], size) +
    (entry.type === 'file' ? padded(entry.text) : '')
  );
}

function header(entry: TarEntry, flag: string, size: number): string {
  const number = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;
  const text = (value: string, width: number): string => {
    const cut = firstBytes(value, width - 1);
    return cut + '\0'.repeat(width - utf8Length(cut));
  };
  const whole = (checksum: string): string =>
    text(entry.name, 100) +
    number(entry.mode, 8) +
    number(entry.uid, 8) +
    number(entry.gid, 8) +
    number(size, 12) +
    number(Math.floor(entry.mtime / 1000), 12) +
    checksum +
    flag +
    text(entry.target, 100) +
    'ustar  \0' +
    text(entry.userName, 32) +
    text(entry.groupName, 32);
  const sum = checksumOf(whole(' '.repeat(8)));
  return padded(whole(`${sum.toString(8).padStart(6, '0')}\0 `));
}

function padded(text: string): string {
  const rest = utf8Length(text) % block;
  return rest === 0 ? text : text + '\0'.repeat(block - rest);
}

function firstBytes(text: string, limit: number): string {
  let end = 0;
  let bytes = 0;
  for (const character of text) {
    bytes += utf8Length(character);
    if (bytes > limit) break;
    end += character.length;
  }
  return text.slice(0, end);
}

function checksumOf(text: string): number {
  let sum = 0;
  for (const byte of new TextEncoder().encode(text)) sum += byte;
  return sum;
}

/** Reads an archive entry by entry from a stream. */
export class TarReader {
  #buffer = '';
  #at = 0;
  #ended = false;
  #started = false;

  /** @param read the next piece of the stream, '' at its end */
  constructor(private readonly read: () => Task<string>) {}

  /** The next entry; undefined after the last, or where the stream ends after an entry. @throws TarFault */
  *next(): Task<TarEntry | undefined> {
    let name: string | undefined;
    let target: string | undefined;
    let pax: ReadonlyMap<string, string> = new Map();
    for (;;) {
      const head = yield* this.#take(block);
      if (head === undefined) {
        if (this.#started && this.#at === this.#buffer.length) return undefined;
        throw new TarFault('short', !this.#started);
      }
      if (/^\0+$/.test(head)) return undefined;
      const fields = fieldsOf(head);
      if (fields === undefined) throw new TarFault('header', !this.#started);
      this.#started = true;
      const size = Number(pax.get('size') ?? fields.size);
      const text = yield* this.#take(fields.flag === '2' || fields.flag === '5' || fields.flag === '1' ? 0 : size);
      if (text === undefined) throw new TarFault('short', false);
      if (size % block !== 0 && text !== '' && (yield* this.#take(block - (size % block))) === undefined)
        throw new TarFault('short', false);
      if (fields.flag === 'L') name = text.replace(/\0.*$/s, '');
      else if (fields.flag === 'K') target = text.replace(/\0.*$/s, '');
      else if (fields.flag === 'x') pax = paxRecords(text);
      else if (fields.flag !== 'g') {
        const called = pax.get('path') ?? name ?? fields.name;
        const type = called.endsWith('/') && fields.type === 'file' ? 'directory' : fields.type;
        if (type !== undefined)
          return { ...fields, type, name: called, target: pax.get('linkpath') ?? target ?? fields.target, text };
        [name, target, pax] = [undefined, undefined, new Map()];
      }
    }
  }

  /** `count` bytes, or undefined if the stream ends before. */
  *#take(count: number): Task<string | undefined> {
    let bytes = 0;
    let end = this.#at;
    for (;;) {
      while (bytes < count && end < this.#buffer.length) {
        const point = this.#buffer.codePointAt(end)!;
        const length = point < 0x80 ? 1 : utf8Length(String.fromCodePoint(point));
        // A pair whose second half has not come yet.
        if (point >= 0xd800 && point < 0xdc00 && end + 1 === this.#buffer.length && !this.#ended) break;
        bytes += length;
        end += point > 0xffff ? 2 : 1;
      }
      if (bytes >= count) break;
      if (this.#ended) return undefined;
      const chunk = yield* this.read();
      if (chunk === '') this.#ended = true;
      this.#buffer = this.#buffer.slice(this.#at) + chunk;
      end -= this.#at;
      this.#at = 0;
    }
    const taken = this.#buffer.slice(this.#at, end);
    this.#at = end;
    return taken;
  }
}

type Fields = Omit<TarEntry, 'type' | 'text'> & {
  readonly type: TarEntry['type'] | undefined;
  readonly size: number;
  readonly flag: string;
};

/** The fields of a header, or undefined if its checksum is wrong. */
function fieldsOf(head: string): Fields | undefined {
  // Offsets are of bytes: a name that is not ASCII moves the characters.
  const bytes = new TextEncoder().encode(head);
  const text = (from: number, length: number): string =>
    new TextDecoder().decode(bytes.subarray(from, from + length)).replace(/\0.*$/s, '');
  const number = (from: number, length: number): number => parseInt(text(from, length).trim() || '0', 8);
  const blank = bytes.slice().fill(0x20, 148, 156);
  if (number(148, 8) !== blank.reduce((sum, byte) => sum + byte, 0)) return undefined;
  const flag = text(156, 1) === '' ? '0' : text(156, 1);
  const prefix = text(257, 8) === 'ustar' ? text(345, 155) : '';
  const types: Readonly<Record<string, TarEntry['type']>> = {
    '0': 'file',
    '7': 'file',
    '1': 'hardlink',
    '2': 'symlink',
    '5': 'directory',
  };
  return {
    name: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`,
    mode: number(100, 8) & 0o7777,
    uid: number(108, 8),
    gid: number(116, 8),
    size: number(124, 12),
    mtime: number(136, 12) * 1000,
    flag,
    type: types[flag],
    target: text(157, 100),
    userName: text(265, 32),
    groupName: text(297, 32),
  };
}

/** `LENGTH KEYWORD=VALUE\n`, one after the other. */
function paxRecords(text: string): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  let rest = text;
  for (;;) {
    const match = /^(\d+) ([^=]+)=/.exec(rest);
    if (match === null) return records;
    const record = firstBytes(rest, Number(match[1]));
    records.set(match[2]!, record.slice(match[0].length, -1));
    rest = rest.slice(record.length);
  }
}
