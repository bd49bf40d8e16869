import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFlags, type Flag, type FlagErrors } from './flags.ts';
import { renderTemplate, TemplateError } from './go-template.ts';
import { dockerTable, ellipsis, table } from './table.ts';
import { parseDuration, rfc3339Nano } from './time.ts';
import { humanDuration, humanSize } from './units.ts';

const second = 1000;
const hour = 3600 * second;
const day = 24 * hour;

test.each([
  [0, 'Less than a second'],
  [999, 'Less than a second'],
  [second, '1 second'],
  [45 * second, '45 seconds'],
  [61 * second, 'About a minute'],
  [119 * second, 'About a minute'],
  [120 * second, '2 minutes'],
  [59 * 60 * second, '59 minutes'],
  [hour, 'About an hour'],
  [1.6 * hour, '2 hours'],
  [47 * hour, '47 hours'],
  [48 * hour, '2 days'],
  [13 * day, '13 days'],
  [14 * day, '2 weeks'],
  [60 * day, '2 months'],
  [365 * day * 2, '2 years'],
])('%i ms is "%s"', (ms, text) => {
  expect(humanDuration(ms)).toBe(text);
});

test.each([
  [0, '0B'],
  [999, '999B'],
  [1_240_000, '1.24MB'],
  [141_500_000, '142MB'],
  [1_090_000_000, '1.09GB'],
])('%i bytes are %s', (bytes, text) => {
  expect(humanSize(bytes, 3)).toBe(text);
});

test('a table’s columns are as wide as their widest cell and never narrower than ten', () => {
  expect(
    table(
      [
        ['A', 'B', 'C'],
        ['a long cell', '', 'x'],
        ['é…', 'b', ''],
      ],
      dockerTable,
    ),
  ).toBe('A             B         C\na long cell             x\né…            b         \n');
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1 }), (rows) => {
      const clean = rows.map((row) => row.map((cell) => cell.replaceAll('\n', '')));
      expect(table(clean, dockerTable).split('\n')).toHaveLength(rows.length + 1);
    }),
  );
});

test.each([
  ['/docker-entrypoint.sh nginx', '/docker-entrypoint.…'],
  ['exactly twenty chars', 'exactly twenty chars'],
])('ellipsis of %s', (text, short) => {
  expect(ellipsis(text, 20)).toBe(short);
});

describe('flags', () => {
  const known: readonly Flag[] = [
    { name: 'all', short: 'a', type: 'bool', usage: '' },
    { name: 'quiet', short: 'q', type: 'bool', usage: '' },
    { name: 'last', short: 'n', type: 'int', usage: '', default: '-1' },
    { name: 'filter', short: 'f', type: 'list', usage: '' },
  ];
  const errors: FlagErrors = {
    unknownLong: (name) => `unknown --${name}`,
    unknownShort: (letter, group) => `unknown ${letter} in ${group}`,
    missingValue: (flag) => `missing ${flag}`,
    badValue: (value, flag) => `bad ${value} for ${flag.name}`,
  };
  const parse = (args: readonly string[], interspersed = true) => parseFlags(args, known, errors, interspersed);

  test('bundles, values, lists, and the end of flags', () => {
    const result = parse(['-aq', 'x', '--last=3', '-f', 'a=b', '-fc=d', '--', '-z']);
    if ('error' in result) throw new Error(result.error);
    const { flags } = result;
    expect([flags.bool('all'), flags.bool('quiet'), flags.int('last')]).toEqual([true, true, 3]);
    expect(flags.list('filter')).toEqual(['a=b', 'c=d']);
    expect(flags.positional).toEqual(['x', '-z']);
  });

  test('after the first argument another command’s flags are its own', () => {
    const result = parse(['-a', 'sh', '-c', 'x'], false);
    if ('error' in result) throw new Error(result.error);
    expect(result.flags.positional).toEqual(['sh', '-c', 'x']);
  });

  test.each([
    [['--nope'], 'unknown --nope'],
    [['-az'], 'unknown z in z'],
    [['--last'], 'missing --last'],
    [['-n'], "missing 'n' in -n"],
    [['--last', 'x'], 'bad x for last'],
    [['--all=maybe'], 'bad maybe for all'],
  ])('%j: %s', (args, error) => {
    expect(parse(args)).toEqual({ error });
  });
});

describe('Go templates', () => {
  const data = { ID: 'abc', State: { Pid: 7, Tags: ['x', 'y'] } };
  const render = (template: string): string => renderTemplate(template, data, { type: 'T' });
  test.each([
    ['{{.ID}}: {{ .State.Pid }}', 'abc: 7'],
    ['{{json .State}}', '{"Pid":7,"Tags":["x","y"]}'],
    ['{{upper .ID}}', 'ABC'],
    ['{{.State.Tags}}', '[x y]'],
    ['{{len .State.Tags}}', '2'],
    ['plain', 'plain'],
  ])('%s', (template, text) => {
    expect(render(template)).toBe(text);
  });
  test.each(['{{.Nope}}', '{{.ID', '{{nope .ID}}', '{{range .State.Tags}}x{{end}}'])('%s is refused', (template) => {
    expect(() => render(template)).toThrow(TemplateError);
  });
});

test.each([
  ['42m', 2_520_000],
  ['1h30m', 5_400_000],
  ['1.5s', 1500],
  ['0', 0],
  ['5', undefined],
  ['x', undefined],
])('duration %s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test('nanoseconds are written in full', () => {
  expect(rfc3339Nano(Date.UTC(2021, 10, 2, 21, 50, 57) + 120)).toBe('2021-11-02T21:50:57.120000000Z');
});
