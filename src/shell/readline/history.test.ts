import { describe, expect, it } from 'vitest';
import { EventNotFound, expandHistory, History } from './history.ts';

describe('history', () => {
  it('walks back and forth and keeps the line that was being written', () => {
    const history = new History(['one', 'two']);
    history.begin();
    expect(history.move(-1, 'new')).toBe('two');
    expect(history.move(-1, 'two')).toBe('one');
    expect(history.move(-1, 'one')).toBeUndefined();
    expect(history.move(1, 'one')).toBe('two');
    expect(history.move(1, 'two')).toBe('new');
    expect(history.move(1, 'new')).toBeUndefined();
  });

  it('forgets blank lines, repetitions and what begins with a blank', () => {
    const history = new History();
    for (const line of ['a', 'a', ' b', '', 'c']) history.add(line);
    expect(history.lines).toEqual(['a', 'c']);
  });

  it('finds the newest line that holds a text', () => {
    const history = new History(['kubectl get pods', 'ls', 'kubectl get nodes']);
    expect(history.search('get', 2)).toEqual({ index: 2, text: 'kubectl get nodes' });
    expect(history.search('get', 1)).toEqual({ index: 0, text: 'kubectl get pods' });
    expect(history.search('none', 2)).toBeUndefined();
  });

  const lines = ['kubectl get pods', 'echo a b c'];
  it.each([
    ['!!', 'echo a b c'],
    ['sudo !!', 'sudo echo a b c'],
    ['ls !$', 'ls c'],
    ['ls !*', 'ls a b c'],
    ['!1', 'kubectl get pods'],
    ['!-2', 'kubectl get pods'],
    ['!ku', 'kubectl get pods'],
    ['!?get?', 'kubectl get pods'],
    ['^a^x', 'echo x b c'],
    ["echo '!!'", "echo '!!'"],
    ['echo \\!!', 'echo \\!!'],
    ['echo hi!', 'echo hi!'],
    ['[ ! -f x ]', '[ ! -f x ]'],
    ['echo "a!"', 'echo "a!"'],
    ['test 1 != 2', 'test 1 != 2'],
    ['ls [!a]', 'ls [!a]'],
    ['echo $!', 'echo $!'],
  ])('%s becomes %s', (text, expanded) => {
    expect(expandHistory(text, lines)).toBe(expanded);
  });

  it('says which event is not there', () => {
    expect(() => expandHistory('!nope', lines)).toThrow(new EventNotFound('!nope'));
  });
});
