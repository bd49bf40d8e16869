import { describe, expect, it } from 'vitest';
import { splitForCompletion } from './words.ts';

describe('the place that Tab completes', () => {
  it.each([
    ['kub', [], 'kub', 'kub'],
    ['kubectl get po', ['kubectl', 'get'], 'po', 'po'],
    ['kubectl get ', ['kubectl', 'get'], '', ''],
    ['ls | gre', [], 'gre', 'gre'],
    ['a && b; kubectl d', ['kubectl'], 'd', 'd'],
    ['x=1 kubectl d', ['kubectl'], 'd', 'd'],
    ['if true; then ls /t', ['ls'], '/t', '/t'],
    ['echo $(cat f', ['cat'], 'f', 'f'],
    ['cat "a b', ['cat'], 'a b', '"a b'],
    ['cat a\\ b', ['cat'], 'a b', 'a\\ b'],
    ['echo hi 2>&1 x', ['echo', 'hi'], 'x', 'x'],
  ])('%s', (before, words, current, raw) => {
    expect(splitForCompletion(before)).toMatchObject({ words, current, raw });
  });

  it('knows a file name behind a redirection', () => {
    expect(splitForCompletion('echo hi > /tm')).toMatchObject({ afterRedirection: true, current: '/tm' });
  });
});
