import type { Task } from '../../sim/task.ts';
import { utf8Length } from '../../sim/utf8.ts';
import {
  hasToken,
  header,
  HttpError,
  isBodiless,
  type Headers,
  type HttpRequest,
  type HttpResponse,
} from './message.ts';

/** A response before its body. */
export type ResponseHead = Omit<HttpResponse, 'body'>;

/** A byte stream to speak HTTP on: a socket of a process, or a Connection. */
export interface HttpStream {
  /** '' at the end. */
  read(): Task<string>;
  write(data: string): Task<void>;
  close(): void;
}

/** Characters of a request or response head; nginx and Apache refuse more than this too, in different words. */
const maxHead = 65_536;
const maxBody = 32 * 1024 * 1024;

const fieldPattern = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/;
const requestLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP\/(\d\.\d)$/;
const statusLine = /^HTTP\/(\d\.\d) (\d{3})(?: (.*))?$/;

/** Reads HTTP/1.x messages from a stream (RFC 9112). */
export class HttpReader {
  #buffer = '';
  #ended = false;

  constructor(private readonly stream: HttpStream) {}

  /** The next request; undefined if the peer closed between two. @throws HttpError */
  *request(): Task<HttpRequest | undefined> {
    // RFC 9112, 2.2: an empty line before a request line is ignored.
    for (;;) {
      if (!(yield* this.#fillUntilAny())) return undefined;
      if (this.#buffer.startsWith('\r\n')) this.#buffer = this.#buffer.slice(2);
      else if (this.#buffer.startsWith('\n')) this.#buffer = this.#buffer.slice(1);
      else if (this.#buffer === '\r') yield* this.#more();
      else break;
      if (this.#ended && this.#buffer === '\r') return undefined;
    }
    const { first, headers } = yield* this.#head();
    const match = requestLine.exec(first);
    if (match === null)
      throw new HttpError('malformed', `malformed request line ${JSON.stringify(first.slice(0, 80))}`);
    const chunked = hasToken(headers, 'transfer-encoding', 'chunked');
    const length = contentLength(headers);
    const body = chunked ? yield* this.#chunks() : length === undefined ? '' : yield* this.#bytes(length);
    return { method: match[1]!, target: match[2]!, version: match[3]!, headers, body };
  }

  /** The final response to a request of `method`. @throws HttpError */
  *response(method: string): Task<HttpResponse> {
    const head = yield* this.responseHead();
    const body = this.body(method, head);
    let text = '';
    for (let piece = yield* body.next(); piece !== ''; piece = yield* body.next()) {
      if (text.length + piece.length > maxBody) throw new HttpError('too-large', 'body too large');
      text += piece;
    }
    return { ...head, body: text };
  }

  /** The head of the final response; its body is yet to be read. @throws HttpError */
  *responseHead(): Task<ResponseHead> {
    for (;;) {
      if (!(yield* this.#fillUntilAny())) throw new HttpError('empty', 'Empty reply from server');
      const { first, headers } = yield* this.#head();
      const match = statusLine.exec(first);
      if (match === null)
        throw new HttpError('malformed', `malformed HTTP response ${JSON.stringify(first.slice(0, 80))}`);
      const status = Number(match[2]);
      if (status >= 100 && status < 200 && status !== 101) continue;
      return { version: match[1]!, status, reason: match[3] ?? '', headers };
    }
  }

  /** The body that follows a head, as it comes; '' is its end. @throws HttpError */
  body(method: string, { status, headers }: ResponseHead): { next(): Task<string> } {
    const none = method === 'HEAD' || isBodiless(status);
    const chunked = hasToken(headers, 'transfer-encoding', 'chunked');
    const length = none ? 0 : chunked ? undefined : contentLength(headers);
    let ended = length === 0;
    const read = function* (reader: HttpReader): Task<string> {
      if (ended) return '';
      if (chunked) {
        const piece = yield* reader.#chunk();
        ended = piece === '';
        return piece;
      }
      if (length !== undefined) {
        ended = true;
        return yield* reader.#bytes(length);
      }
      if (!(yield* reader.#fillUntilAny())) return '';
      const piece = reader.#buffer;
      reader.#buffer = '';
      return piece;
    };
    return { next: () => read(this) };
  }

  *#head(): Task<{ readonly first: string; readonly headers: Headers }> {
    let end = headEnd(this.#buffer);
    while (end === undefined) {
      if (this.#buffer.length > maxHead) throw new HttpError('too-large', 'header fields too large');
      if (this.#ended) throw new HttpError('malformed', 'unexpected end of the header');
      yield* this.#more();
      end = headEnd(this.#buffer);
    }
    if (end.at > maxHead) throw new HttpError('too-large', 'header fields too large');
    const [first = '', ...lines] = this.#buffer.slice(0, end.at).split(/\r?\n/);
    this.#buffer = this.#buffer.slice(end.at + end.length);
    return { first, headers: lines.map(parseField) };
  }

  *#chunks(): Task<string> {
    let body = '';
    for (;;) {
      const piece = yield* this.#chunk();
      if (piece === '') return body;
      if (body.length + piece.length > maxBody) throw new HttpError('too-large', 'body too large');
      body += piece;
    }
  }

  /** The next piece of a chunked body; '' after the last, when the trailers are read too. */
  *#chunk(): Task<string> {
    const line = yield* this.#line();
    const match = /^([0-9A-Fa-f]{1,8})[ \t]*(?:;.*)?$/.exec(line);
    if (match === null) throw new HttpError('malformed', 'malformed chunked encoding');
    const size = Number.parseInt(match[1]!, 16);
    if (size === 0) {
      while ((yield* this.#line()) !== '');
      return '';
    }
    const piece = yield* this.#bytes(size);
    if ((yield* this.#line()) !== '') throw new HttpError('malformed', 'malformed chunked encoding');
    return piece;
  }

  *#line(): Task<string> {
    for (;;) {
      const end = this.#buffer.indexOf('\n');
      if (end >= 0) {
        const line = this.#buffer.slice(0, end).replace(/\r$/, '');
        this.#buffer = this.#buffer.slice(end + 1);
        return line;
      }
      if (this.#ended) throw new HttpError('incomplete', 'transfer closed with outstanding read data remaining');
      if (this.#buffer.length > maxHead) throw new HttpError('malformed', 'line too long');
      yield* this.#more();
    }
  }

  /** Text of so many bytes. */
  *#bytes(count: number): Task<string> {
    if (count > maxBody) throw new HttpError('too-large', 'body too large');
    const pieces: string[] = [];
    let missing = count;
    for (;;) {
      const piece = prefixOfBytes(this.#buffer, missing);
      pieces.push(piece.text);
      missing -= piece.bytes;
      this.#buffer = this.#buffer.slice(piece.text.length);
      if (missing <= 0) return pieces.join('');
      if (this.#buffer !== '') throw new HttpError('malformed', 'the length ends within a character');
      if (this.#ended) throw new HttpError('incomplete', `transfer closed with ${missing} bytes remaining to read`);
      yield* this.#more();
    }
  }

  *#fillUntilAny(): Task<boolean> {
    while (this.#buffer === '' && !this.#ended) yield* this.#more();
    return this.#buffer !== '';
  }

  *#more(): Task<void> {
    const text = yield* this.stream.read();
    if (text === '') this.#ended = true;
    else this.#buffer += text;
  }
}

function headEnd(text: string): { readonly at: number; readonly length: number } | undefined {
  const match = /\r?\n\r?\n/.exec(text);
  return match === null ? undefined : { at: match.index, length: match[0].length };
}

function parseField(line: string): readonly [string, string] {
  const match = fieldPattern.exec(line);
  if (match === null) throw new HttpError('malformed', `malformed header line ${JSON.stringify(line.slice(0, 80))}`);
  return [match[1]!, match[2]!];
}

function contentLength(headers: Headers): number | undefined {
  const text = header(headers, 'content-length');
  if (text === undefined) return undefined;
  const values = new Set(text.split(',').map((value) => value.trim()));
  const [value] = values;
  if (values.size !== 1 || value === undefined || !/^\d{1,15}$/.test(value))
    throw new HttpError('malformed', `bad Content-Length ${JSON.stringify(text)}`);
  return Number(value);
}

/** The longest beginning of `text` that has at most `limit` bytes. */
function prefixOfBytes(text: string, limit: number): { readonly text: string; readonly bytes: number } {
  const all = text.length > limit ? Infinity : utf8Length(text);
  if (all <= limit) return { text, bytes: all };
  let bytes = 0;
  let at = 0;
  while (at < text.length) {
    const width = text.codePointAt(at)! > 0xffff ? 2 : 1;
    const size = width === 2 ? 4 : utf8Length(text[at]!);
    if (bytes + size > limit) break;
    bytes += size;
    at += width;
  }
  return { text: text.slice(0, at), bytes };
}
