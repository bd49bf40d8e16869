import { describe, expect, test } from 'vitest';
import { en } from './en.ts';
import { pickLanguage } from './index.ts';
import { zhCN } from './zh-CN.ts';

type Tree = { readonly [key: string]: string | Tree };

function* leaves(tree: Tree, path = ''): Generator<[string, string]> {
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') yield [path + key, value];
    else yield* leaves(value, `${path}${key}.`);
  }
}

describe('the languages', () => {
  const chinese = new Map(leaves(zhCN));

  test('every message fills in the same values in both', () => {
    const values = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((one) => one[1]!).toSorted();
    const wrong = [...leaves(en)]
      // A language may say the number of the singular in words.
      .filter(([key]) => !key.endsWith('_one'))
      .filter(([key, text]) => String(values(text)) !== String(values(chinese.get(key) ?? '')));
    expect(wrong).toEqual([]);
  });

  test('Chinese sentences have Chinese punctuation', () => {
    const wrong = [...chinese].filter(([, text]) => /[\u4e00-\u9fff][,;?!]/.test(text));
    expect(wrong).toEqual([]);
  });

  test.each([
    [['zh'], 'zh-CN'],
    [[null, 'zh-TW', 'en'], 'zh-CN'],
    [['fr', 'en-GB'], 'en'],
    [['', 'de'], 'en'],
  ] as const)('of %j the page speaks %s', (wishes, language) => {
    expect(pickLanguage(wishes)).toBe(language);
  });
});
