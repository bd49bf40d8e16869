import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeProtobuf } from './decode.ts';
import { ProtobufError } from './reader.ts';

const today = { name: '1.36' } as const;

/** A field of the wire format: a number is a varint, bytes and texts come with their length. */
function field(number: number, value: number | string | Uint8Array): number[] {
  if (typeof value === 'number') return [...varint(number << 3), ...varint(value)];
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes];
}

function varint(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) | 128);
  return [...out, rest];
}

const message = (...fields: number[][]): Uint8Array => Uint8Array.from(fields.flat());

const envelope = (apiVersion: string, kind: string, raw: Uint8Array): Uint8Array =>
  message(
    [0x6b, 0x38, 0x73, 0x00],
    field(1, message(field(1, apiVersion), field(2, kind))),
    field(2, raw),
    field(3, ''),
    field(4, ''),
  );

describe('Kubernetes protobuf', () => {
  test('decodes maps, bytes and metadata', () => {
    const raw = message(
      field(
        1,
        message(
          field(1, 'x'),
          field(3, 'default'),
          field(8, message()),
          field(11, message(field(1, 'l'), field(2, 'v'))),
        ),
      ),
      field(2, message(field(1, 'a'), field(2, 'b'))),
      field(3, message(field(1, 'bin'), field(2, Uint8Array.of(1, 2, 3)))),
    );
    expect(decodeProtobuf(envelope('v1', 'ConfigMap', raw), today)).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'x', namespace: 'default', labels: { l: 'v' } },
      data: { a: 'b' },
      binaryData: { bin: 'AQID' },
    });
  });

  test('decodes quantities, int-or-strings, times, lists, negative numbers and inlined structs', () => {
    const minusOne = [(4 << 3) | 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    const container = message(
      field(1, 'c'),
      field(3, 'run'),
      field(3, 'fast'),
      field(8, message(field(1, message(field(1, 'cpu'), field(2, message(field(1, '500m'))))))),
    );
    const volume = message(field(1, 'v'), field(2, message(field(6, message(field(1, 'secret'))))));
    const raw = message(
      field(1, message(field(9, message(field(1, 1_700_000_000))))),
      field(2, message(field(1, volume), field(2, container), minusOne)),
    );
    expect(decodeProtobuf(envelope('v1', 'Pod', raw), today)).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { deletionTimestamp: '2023-11-14T22:13:20Z' },
      spec: {
        volumes: [{ name: 'v', secret: { secretName: 'secret' } }],
        containers: [{ name: 'c', command: ['run', 'fast'], resources: { limits: { cpu: '500m' } } }],
        terminationGracePeriodSeconds: -1,
      },
    });
    const port = message(
      field(1, 'http'),
      field(2, 'TCP'),
      field(3, 80),
      field(4, message(field(1, 1), field(2, 0), field(3, 'web'))),
    );
    const service = message(field(2, message(field(1, port))));
    expect(decodeProtobuf(envelope('v1', 'Service', service), today)['spec']).toEqual({
      ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 'web' }],
    });
  });

  test.each<[string, Uint8Array, string]>([
    [
      'no protobuf',
      new TextEncoder().encode('{}'),
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    ],
    ['a truncated message', envelope('v1', 'Pod', message()).slice(0, 8), 'unexpected EOF'],
    ['an unknown kind', envelope('v1', 'Nope', message()), 'no kind "Nope" is registered for version "v1"'],
  ])('refuses %s', (_what, bytes, text) => {
    expect(() => decodeProtobuf(bytes, today)).toThrow(text);
  });

  test('answers any bytes with an object or a ProtobufError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeProtobuf(envelope('v1', 'Pod', bytes), today);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtobufError);
        }
      }),
    );
  });
});
