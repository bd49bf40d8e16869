import i18next from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import { en } from '../i18n/en.ts';
import { lackWords } from './lacks.ts';

beforeAll(() => i18next.init({ lng: 'en', resources: { en: { translation: en } } }));

test.each([
  [
    "0/3 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/master: }, that the pod didn't tolerate, 2 Insufficient cpu.",
    'too little cpu',
  ],
  [
    '0/3 nodes are available: 1 Insufficient memory, 2 node(s) had untolerated taint {a: b}. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    'taint not tolerated',
  ],
  ["0/2 nodes are available: 2 node(s) didn't match node selector.", 'no matching node'],
  ['something that no filter says', 'no node fits'],
])('a waiting Pod tells in three words what most nodes lack: %s', (message, words) => {
  expect(lackWords(message, i18next.t)).toBe(words);
});
