import { expect, test } from 'vitest';
import { parseTheme } from './corpus.ts';
import { normalise } from './outcome.ts';

test('a theme is cases of lines, some of which only prepare', () => {
  const text = '# words\n\n## one\nkubectl get a\n@ kubectl wait b\n## two\n#! alone\n#! release 1.20\nkubectl get c\n';
  expect(parseTheme('t', text)).toEqual([
    {
      id: 't/one',
      alone: false,
      release: undefined,
      lines: [
        { text: 'kubectl get a', compared: true },
        { text: 'kubectl wait b', compared: false },
      ],
    },
    { id: 't/two', alone: true, release: '1.20', lines: [{ text: 'kubectl get c', compared: true }] },
  ]);
  expect(() => parseTheme('t', '## a\n#! alnoe\n')).toThrow('t.txt:2: not understood');
  expect(() => parseTheme('t', '## a\n## a\n')).toThrow('a second case');
});

test.each([
  [
    'web    1/1     Running   0          5m2s   10.244.1.3   node1',
    'web    1/1     Running   0          <age> <ip> node1',
  ],
  ['NAME   AGE   LABELS', 'NAME   AGE LABELS'],
  ['uid: 34510572-3e22-450c-97e4-f9fd892b285b', 'uid: <uid>'],
  ['resourceVersion: "123"', 'resourceVersion: "<revision>"'],
  ['in case-001-real', 'in <namespace>'],
  ['web-5d4f8c7b9d-x2vbn   1/1', 'web-<hash>-<random>   1/1'],
  ['replicas: 3 of 5 pods are up', 'replicas: 3 of 5 pods are up'],
])('%s is compared as %s', (text, expected) => {
  expect(normalise(text, 'case-001-real')).toBe(expected);
});
