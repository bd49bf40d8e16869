import { expect, test } from 'vitest';
import { isOwnHost, isOwnOrigin } from './origin.ts';

test.each([
  ['127.0.0.1:8001', true],
  ['127.0.0.1', true],
  ['localhost:8001', true],
  ['LOCALHOST', true],
  ['[::1]:8001', true],
  ['evil.example', false],
  ['evil.example:8001', false],
  ['127.0.0.1.evil.example', false],
  ['localhost.evil.example:8001', false],
  ['192.168.0.7:8001', false],
  ['', false],
  [undefined, false],
])('the host %s is our own: %s', (host, own) => {
  expect(isOwnHost(host)).toBe(own);
});

test.each([
  [undefined, true],
  ['http://127.0.0.1:8001', true],
  ['http://localhost:5173', true],
  ['https://evil.example', false],
  ['http://127.0.0.1.evil.example', false],
  ['null', false],
])('the origin %s is our own: %s', (origin, own) => {
  expect(isOwnOrigin(origin)).toBe(own);
});
