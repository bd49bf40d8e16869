import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Recording } from './recording.ts';
import { decodeRecording, encodeRecording } from './share.ts';

const recording: Recording = {
  version: 1,
  config: { release: '1.20', nodes: 2, seed: 7, scenario: 'pods' },
  inputs: [
    { at: 0, input: { kind: 'terminal-open', terminal: 't1', columns: 80, rows: 24 } },
    { at: 1500, input: { kind: 'terminal-type', terminal: 't1', text: 'kubectl get pods # 你好\r' } },
    { at: 9000, input: { kind: 'deed', deed: { deed: 'power', node: 'node1', on: false } } },
  ],
  until: 12_000,
};

describe('a share link', () => {
  it('gives back the recording it was made of', async () => {
    expect(await decodeRecording(await encodeRecording(recording))).toEqual(recording);
  });

  it('holds only characters that a fragment may hold', async () => {
    expect(await encodeRecording(recording)).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it('of anything else is refused with an Error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        await expect(decodeRecording(text)).rejects.toBeInstanceOf(Error);
      }),
      { numRuns: 50 },
    );
  });

  it('of a recording with an input of no known kind is refused, naming the place', async () => {
    const odd = { ...recording, inputs: [{ at: 0, input: { kind: 'format-disk' } }] } as unknown as Recording;
    await expect(decodeRecording(await encodeRecording(odd))).rejects.toThrow(/inputs\.0\.input/);
  });
});
