import { constants, createInflate } from 'node:zlib';
import { dictionary } from './dictionary.ts';
import { SpdyError } from './frames.ts';

/** Bytes of one header block, decompressed. */
const longest = 64 * 1024;

/** Reads the header blocks of one direction of a connection: they are one zlib stream, each block flushed. */
export class HeaderReader {
  readonly #inflate = createInflate({
    dictionary,
    finishFlush: constants.Z_SYNC_FLUSH,
    readableHighWaterMark: longest,
  } as Parameters<typeof createInflate>[0]);

  constructor() {
    this.#inflate.on('error', () => this.close());
  }

  /** Names in lower case. @throws SpdyError */
  async read(block: Uint8Array): Promise<ReadonlyMap<string, string>> {
    await new Promise<void>((resolve, reject) => {
      this.#inflate.once('close', () => reject(new SpdyError('the headers are no zlib stream')));
      this.#inflate.write(block, (error) => (error == null ? resolve() : reject(new SpdyError(error.message))));
    }).finally(() => this.#inflate.removeAllListeners('close'));
    return parseHeaders((this.#inflate.read() as Buffer | null) ?? Buffer.alloc(0));
  }

  close(): void {
    this.#inflate.destroy();
  }
}

function parseHeaders(bytes: Buffer): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  let at = 0;
  const number = (): number => {
    if (at + 4 > bytes.length) throw new SpdyError('the headers end too early');
    at += 4;
    return bytes.readUInt32BE(at - 4);
  };
  const text = (): string => {
    const length = number();
    if (at + length > bytes.length) throw new SpdyError('the headers end too early');
    at += length;
    return bytes.toString('latin1', at - length, at);
  };
  for (let left = number(); left > 0; left--) {
    const name = text().toLowerCase();
    headers.set(name, text());
  }
  return headers;
}

/**
 * Header blocks of an answer: always empty ones. Their zlib stream is the two bytes of its header, then for each one stored block
 * and an empty one, at which Go's reader hands out what it has.
 */
export class EmptyHeaders {
  #begun = false;

  next(): Buffer {
    const stored = Buffer.from([0x00, 0x04, 0x00, 0xfb, 0xff, 0, 0, 0, 0, 0x00, 0x00, 0x00, 0xff, 0xff]);
    if (this.#begun) return stored;
    this.#begun = true;
    return Buffer.concat([Buffer.from([0x78, 0x01]), stored]);
  }
}
