import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf, BytesOfText, TextOfBytes } from './text.ts';

const chunked = fc.array(fc.uint8Array({ maxLength: 12 }), { maxLength: 8 });

test('any bytes, in any chunks, survive the way to a text and back', () => {
  fc.assert(
    fc.property(chunked, (chunks) => {
      const decoder = new TextOfBytes();
      const encoder = new BytesOfText();
      const texts = [...chunks.map((chunk) => decoder.push(chunk)), decoder.end()];
      const bytes = Buffer.concat(texts.map((text) => encoder.push(text)));
      expect(bytes.equals(Buffer.concat(chunks))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('UTF-8 is what it says, wherever it is cut', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (text, at) => {
      const bytes = Buffer.from(text, 'utf8');
      const cut = bytes.length === 0 ? 0 : at % bytes.length;
      const decoder = new TextOfBytes();
      expect(decoder.push(bytes.subarray(0, cut)) + decoder.push(bytes.subarray(cut)) + decoder.end()).toBe(text);
    }),
  );
});

test('a character whose halves come in two chunks is one', () => {
  const encoder = new BytesOfText();
  const [high, low] = ['\ud83d', '\ude00'];
  expect(Buffer.concat([encoder.push(`a${high}`), encoder.push(`${low}b`)]).toString()).toBe('a😀b');
});

test('a byte that is no UTF-8 is one lone surrogate', () => {
  expect(new TextOfBytes().push(Buffer.of(0x61, 0xff, 0x62))).toBe('a\udcffb');
  expect([...bytesOf('a\udcffb')]).toEqual([0x61, 0xff, 0x62]);
});
