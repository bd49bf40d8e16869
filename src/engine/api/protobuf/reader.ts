/** A message that is no protobuf, or not the one that it should be. */
export class ProtobufError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProtobufError';
  }
}

/** A varint, a fixed number, or the bytes of a string, a message or a packed list. */
export type FieldValue = bigint | number | Uint8Array;

/** Reads the wire format: https://protobuf.dev/programming-guides/encoding. */
export class Reader {
  #at = 0;
  readonly #view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The fields in the order in which they stand. */
  *fields(): Generator<{ readonly number: number; readonly value: FieldValue }> {
    while (this.#at < this.bytes.length) {
      const tag = this.#varint();
      const number = Number(tag >> 3n);
      if (number === 0) throw new ProtobufError(`proto: illegal tag ${number} (wire type ${Number(tag & 7n)})`);
      yield { number, value: this.#value(Number(tag & 7n)) };
    }
  }

  /** The varints of a packed list. */
  packed(): bigint[] {
    const list: bigint[] = [];
    while (this.#at < this.bytes.length) list.push(BigInt.asIntN(64, this.#varint()));
    return list;
  }

  #value(wireType: number): FieldValue {
    switch (wireType) {
      case 0:
        return this.#varint();
      case 1:
        return this.#view.getFloat64(this.#skip(8), true);
      case 2: {
        const length = Number(this.#varint());
        const start = this.#skip(length);
        return this.bytes.subarray(start, start + length);
      }
      case 5:
        return this.#view.getFloat32(this.#skip(4), true);
      default:
        throw new ProtobufError(`proto: illegal wireType ${wireType}`);
    }
  }

  #skip(length: number): number {
    const start = this.#at;
    if (length < 0 || start + length > this.bytes.length) throw new ProtobufError('unexpected EOF');
    this.#at = start + length;
    return start;
  }

  #varint(): bigint {
    let result = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.#at++];
      if (byte === undefined) throw new ProtobufError('unexpected EOF');
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return result;
    }
    throw new ProtobufError('proto: integer overflow');
  }
}
