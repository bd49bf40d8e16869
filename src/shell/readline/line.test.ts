import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blankWordStart,
  emptyLine,
  insert,
  lineOf,
  moveTo,
  remove,
  textOf,
  transpose,
  wordEnd,
  wordStart,
  type Line,
} from './line.ts';

/** The reference: a text and a position, changed by plain string operations. */
interface Model {
  text: string;
  at: number;
}

type Step = readonly [name: string, apply: (line: Line) => Line, model: (m: Model) => Model];

const steps: readonly Step[] = [
  [
    'insert a',
    (l) => insert(l, 'a'),
    ({ text, at }) => ({ text: `${text.slice(0, at)}a${text.slice(at)}`, at: at + 1 }),
  ],
  [
    'insert blank',
    (l) => insert(l, ' '),
    ({ text, at }) => ({ text: `${text.slice(0, at)} ${text.slice(at)}`, at: at + 1 }),
  ],
  ['left', (l) => moveTo(l, l.cursor - 1), ({ text, at }) => ({ text, at: Math.max(0, at - 1) })],
  ['right', (l) => moveTo(l, l.cursor + 1), ({ text, at }) => ({ text, at: Math.min(text.length, at + 1) })],
  ['home', (l) => moveTo(l, 0), ({ text }) => ({ text, at: 0 })],
  ['end', (l) => moveTo(l, l.chars.length), ({ text }) => ({ text, at: text.length })],
  [
    'backspace',
    (l) => (l.cursor === 0 ? l : remove(l, l.cursor - 1, l.cursor)),
    ({ text, at }) => (at === 0 ? { text, at } : { text: text.slice(0, at - 1) + text.slice(at), at: at - 1 }),
  ],
  [
    'delete',
    (l) => (l.cursor === l.chars.length ? l : remove(l, l.cursor, l.cursor + 1)),
    ({ text, at }) => ({ text: text.slice(0, at) + text.slice(at + 1), at }),
  ],
  ['kill to end', (l) => remove(l, l.cursor, l.chars.length), ({ text, at }) => ({ text: text.slice(0, at), at })],
  ['kill to start', (l) => remove(l, 0, l.cursor), ({ text, at }) => ({ text: text.slice(at), at: 0 })],
  [
    'kill blank word',
    (l) => remove(l, blankWordStart(l), l.cursor),
    ({ text, at }) => {
      const head = text.slice(0, at).replace(/\S*\s*$/, '');
      return { text: head + text.slice(at), at: head.length };
    },
  ],
  [
    'word left',
    (l) => moveTo(l, wordStart(l)),
    ({ text, at }) => ({ text, at: text.slice(0, at).replace(/[a-z]*[^a-z]*$/, '').length }),
  ],
  [
    'word right',
    (l) => moveTo(l, wordEnd(l)),
    ({ text, at }) => ({ text, at: at + /^[^a-z]*[a-z]*/.exec(text.slice(at))![0].length }),
  ],
];

describe('a line under edit', () => {
  it('is what the same steps make of a string', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...steps), { maxLength: 60 }), (chosen) => {
        let line = emptyLine;
        let model: Model = { text: '', at: 0 };
        for (const [, apply, reference] of chosen) {
          line = apply(line);
          model = reference(model);
          expect({ text: textOf(line), at: line.cursor }).toEqual(model);
        }
      }),
    );
  });

  it('takes an emoji as one character', () => {
    expect(textOf(remove(lineOf('a😀b'), 1, 2))).toBe('ab');
  });

  it.each([
    ['ab', 2, 'ba', 2],
    ['abc', 1, 'bac', 2],
    ['a', 1, 'a', 1],
    ['abc', 0, 'abc', 0],
  ])('transposes %s at %i to %s', (text, cursor, result, at) => {
    const line = transpose(lineOf(text, cursor));
    expect([textOf(line), line.cursor]).toEqual([result, at]);
  });
});
