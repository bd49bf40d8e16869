import { expect, test } from 'vitest';
import type { PacketTrace } from '../../session/protocol.ts';
import { isProbeFailure } from './probes.ts';

const packet = (kind: PacketTrace['kind'], summary: string): PacketTrace => ({
  at: 0,
  source: { address: '10.244.1.1', port: 40_000 },
  destination: { address: '10.244.1.2', port: 80 },
  kind,
  path: [],
  bytes: 0,
  latency: 0,
  summary,
});

test.each([
  ['a question', 'data', 'GET / HTTP/1.1', false],
  ['200', 'data', 'HTTP/1.1 200 OK', false],
  ['a redirect', 'data', 'HTTP/1.1 302 Found', false],
  ['404', 'data', 'HTTP/1.1 404 Not Found', true],
  ['500', 'data', 'HTTP/1.0 500 Internal Server Error', true],
  ['a refusal', 'reset', 'connection refused', true],
  ['the end of a connection', 'reset', '', false],
  ['no answer', 'timeout', 'connection timed out', true],
] as const)('%s to a probe', (_name, kind, summary, failed) => {
  expect(isProbeFailure(packet(kind, summary))).toBe(failed);
});
