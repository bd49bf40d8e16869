import { describe, expect, test } from 'vitest';
import { fitStart, fitText, textWidth } from './text-width.ts';

describe('fitText', () => {
  test('leaves a text that fits as it is', () => {
    expect(fitText('clash', 200, 12)).toBe('clash');
  });

  test('keeps the end of a name, where Pods of one owner differ', () => {
    const cut = fitText('httpd-app-5bc589d9f7-ggmwq', 110, 12);
    expect(cut).toMatch(/^httpd.*….*ggmwq$/);
    expect(textWidth(cut, 12)).toBeLessThanOrEqual(110);
  });

  test('counts Chinese letters as full width', () => {
    expect(textWidth('运行中', 10)).toBe(30);
  });

  test('gives nothing where not even the ellipsis fits', () => {
    expect(fitText('clash', 4, 12)).toBe('');
  });
});

test('fitStart keeps the beginning of a command and of a state', () => {
  expect(fitStart('nginx -g daemon off;', 60, 10.5, true)).toBe('nginx -g…');
  expect(fitStart('CrashLoopBackOff', 80, 11)).toMatch(/^CrashLoop.*…$/);
  expect(fitStart('Running', 80, 11)).toBe('Running');
  expect(fitStart('Running', 4, 11)).toBe('');
});
