import type { Wire } from '../wire.ts';
import { controlFrame, dataFrame, finFlag, type Frame, FrameReader, frameTypes, numbers, SpdyError } from './frames.ts';
import { EmptyHeaders, HeaderReader } from './headers.ts';

/** Streams that one connection may have open. */
const maxStreams = 1000;
/** Bytes of data in one frame. */
const frameSize = 32 * 1024;
/** RST_STREAM's status for a stream that its receiver does not want. */
const refusedStream = 3;
const cancel = 5;

/** One stream that the client opened. */
export class SpdyStream {
  onData: (bytes: Uint8Array) => void = () => {};
  /** The client has sent all, or given up. */
  onEnd: () => void = () => {};
  #ended = false;

  constructor(
    readonly id: number,
    /** Names in lower case. */
    readonly headers: ReadonlyMap<string, string>,
    private readonly wire: Wire,
  ) {}

  write(bytes: Uint8Array): void {
    if (this.#ended) return;
    for (let at = 0; at < bytes.length; at += frameSize) {
      this.wire.send(dataFrame(this.id, 0, bytes.subarray(at, at + frameSize)));
    }
  }

  /** Sends the end of the stream. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.wire.send(dataFrame(this.id, finFlag, new Uint8Array(0)));
  }
}

/** The server's end of a SPDY/3.1 connection. */
export class SpdyConnection {
  readonly #reader = new FrameReader();
  readonly #headers = new HeaderReader();
  readonly #replies = new EmptyHeaders();
  readonly #streams = new Map<number, SpdyStream>();
  #work: Promise<void> = Promise.resolve();
  #closed = false;
  #lastStream = 0;

  /** @param accept is given each stream that the client opens; false refuses it. */
  constructor(
    private readonly wire: Wire,
    private readonly accept: (stream: SpdyStream) => boolean,
  ) {}

  /** Takes bytes off the wire. A peer that breaks the protocol is cut off. */
  receive(bytes: Uint8Array): void {
    let frames: Frame[];
    try {
      frames = this.#reader.push(bytes);
    } catch (error) {
      this.#fail(error);
      return;
    }
    // Headers are decompressed in the background; what follows them waits.
    for (const frame of frames) {
      this.#work = this.#work.then(() => this.#handle(frame)).catch((error: unknown) => this.#fail(error));
    }
  }

  /** Says goodbye; what was written before still arrives. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.wire.send(controlFrame(frameTypes.goAway, 0, numbers(this.#lastStream, 0)));
    this.wire.close();
    this.#headers.close();
  }

  /** The wire has ended. */
  closed(): void {
    this.#closed = true;
    this.#headers.close();
    this.#streams.clear();
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.closed();
    this.wire.destroy();
    if (!(error instanceof SpdyError)) throw error;
  }

  async #handle({ type, stream: number, flags, payload }: Frame): Promise<void> {
    if (this.#closed) return;
    const fin = (flags & finFlag) !== 0;
    switch (type) {
      case undefined: {
        const stream = this.#streams.get(number);
        if (stream === undefined) {
          this.wire.send(controlFrame(frameTypes.rstStream, 0, numbers(number, cancel)));
          return;
        }
        if (payload.length > 0) stream.onData(payload);
        if (fin) this.#endOf(stream);
        return;
      }
      case frameTypes.synStream:
        await this.#open(payload, fin);
        return;
      case frameTypes.rstStream: {
        const stream = this.#streams.get(field(payload, 0));
        if (stream !== undefined) this.#endOf(stream);
        return;
      }
      case frameTypes.ping:
        this.wire.send(controlFrame(frameTypes.ping, 0, numbers(field(payload, 0))));
        return;
      case frameTypes.headers:
        // Nobody sends them, and nobody reads them; but they are a part of the compressed stream.
        await this.#headers.read(payload.subarray(4));
        return;
      default:
        // GOAWAY, SETTINGS and WINDOW_UPDATE change nothing here.
        return;
    }
  }

  async #open(payload: Buffer, fin: boolean): Promise<void> {
    const id = field(payload, 0) & 0x7fff_ffff;
    const headers = await this.#headers.read(payload.subarray(10));
    if (this.#closed) return;
    if (id % 2 === 0 || id <= this.#lastStream) throw new SpdyError('a stream number that is not the next');
    this.#lastStream = id;
    const stream = new SpdyStream(id, headers, this.wire);
    if (this.#streams.size >= maxStreams || !this.accept(stream)) {
      this.wire.send(controlFrame(frameTypes.rstStream, 0, numbers(id, refusedStream)));
      return;
    }
    this.#streams.set(id, stream);
    this.wire.send(controlFrame(frameTypes.synReply, 0, Buffer.concat([numbers(id), this.#replies.next()])));
    if (fin) this.#endOf(stream);
  }

  #endOf(stream: SpdyStream): void {
    this.#streams.delete(stream.id);
    stream.onEnd();
  }
}

function field(payload: Buffer, at: number): number {
  if (payload.length < at + 4) throw new SpdyError('the frame is too short');
  return payload.readUInt32BE(at);
}
