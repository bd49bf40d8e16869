/*
 * The frames of SPDY/3.1 as far as Kubernetes uses them (github.com/moby/spdystream: no flow control, no server push). A control
 * frame is 0x8003, type, flags and length; a data frame is the stream's number, flags and length.
 */

export const frameTypes = {
  synStream: 1,
  synReply: 2,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  headers: 8,
  windowUpdate: 9,
} as const;

export const finFlag = 1;

export interface Frame {
  /** Undefined: data. */
  readonly type: number | undefined;
  /** Of a data frame. */
  readonly stream: number;
  readonly flags: number;
  readonly payload: Buffer;
}

/** A peer that does not speak SPDY. */
export class SpdyError extends Error {}

const version = 0x8003;
/** Bytes of a frame's payload that are taken. spdystream's writers send what they are given, io.Copy gives 32 KiB. */
const longest = 1024 * 1024;

/** Cuts a stream of bytes into frames. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** @throws SpdyError */
  push(bytes: Uint8Array): Frame[] {
    this.#rest = this.#rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#rest, bytes]);
    const frames: Frame[] = [];
    while (this.#rest.length >= 8) {
      const control = (this.#rest[0]! & 0x80) !== 0;
      if (control && this.#rest.readUInt16BE(0) !== version) throw new SpdyError('not a SPDY/3 frame');
      const length = this.#rest.readUIntBE(5, 3);
      if (length > longest) throw new SpdyError('the frame is too long');
      if (this.#rest.length < 8 + length) break;
      frames.push({
        type: control ? this.#rest.readUInt16BE(2) : undefined,
        stream: control ? 0 : this.#rest.readUInt32BE(0),
        flags: this.#rest[4]!,
        payload: this.#rest.subarray(8, 8 + length),
      });
      this.#rest = this.#rest.subarray(8 + length);
    }
    return frames;
  }
}

export function controlFrame(type: number, flags: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(version, 0);
  head.writeUInt16BE(type, 2);
  head[4] = flags;
  head.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([head, payload]);
}

export function dataFrame(stream: number, flags: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(stream, 0);
  head[4] = flags;
  head.writeUIntBE(payload.length, 5, 3);
  return Buffer.concat([head, payload]);
}

export function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, 4 * i);
  return bytes;
}
