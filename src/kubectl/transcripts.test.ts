import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { KubectlRelease } from './index.ts';
import { transcriptStep, transcriptWorkstation } from './testing/transcript.ts';

/**
 * testing/transcripts/ holds what real kubectl binaries (v1.36.0, v1.20.2) printed, one line after the other before a
 * kube-apiserver v1.36.0: standard output, `! ` standard error, `? ` exit status. Ours must print the same.
 */
const folder = new URL('./testing/transcripts/', import.meta.url);

describe.each(readdirSync(folder).sort())('%s', (file) => {
  const recorded = readFileSync(new URL(file, folder), 'utf8');
  const release = /\.v(1\.\d+)\.txt$/.exec(file)![1] as KubectlRelease['name'];

  it('prints what the real one prints', () => {
    const workstation = transcriptWorkstation(release);
    const lines = [...recorded.matchAll(/^\$ (.*(?:\n> .*)*)$/gm)].map((match) => match[1]!.replaceAll('\n> ', '\n'));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.map((line) => transcriptStep(line, workstation.run(line))).join('')).toBe(recorded);
  });
});
