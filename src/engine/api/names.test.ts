import { expect, test } from 'vitest';
import { generateName, safeEncode, suffixAlphabet } from './names.ts';

test('a generated name has five characters that spell no words, and fits into a label', () => {
  const random = { text: (length: number, alphabet: string) => alphabet.slice(0, length) };
  expect(generateName('web-', random)).toBe('web-bcdfg');
  expect(generateName('a'.repeat(70), random)).toHaveLength(63);
  expect(suffixAlphabet).not.toMatch(/[aeiou013]/);
});

test('a hash is written in the same alphabet', () => {
  expect(safeEncode('3949273')).toMatch(new RegExp(`^[${suffixAlphabet}]{7}$`));
});
