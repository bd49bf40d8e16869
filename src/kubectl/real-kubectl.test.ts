import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../engine/api/types.ts';
import { TestWorkstation } from './testing/workstation.ts';
import type { KubectlRelease } from './releases.ts';

/** One command line and what the real kubectl answered to it at `at` (Unix milliseconds). */
interface Case {
  readonly line: string;
  readonly at: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

interface Recording {
  /** Of kubectl: 1.20.2 or 1.36.0. The API server was 1.36.0 each time. */
  readonly release: KubectlRelease['name'];
  readonly cases: readonly Case[];
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`testing/real/${name}`, import.meta.url), 'utf8'));

/** What lay in the real API server. */
const objects = read('objects.json') as readonly KubeObject[];

const recordings = readdirSync(new URL('testing/real/', import.meta.url))
  .filter((name) => name !== 'objects.json')
  .map((name) => [name.replace('.json', ''), read(name) as Recording] as const);

/** The objects are the same, the count of writes is not; klog shows time and process. */
function comparable(text: string): string {
  return text
    .replace(/resourceVersion: "\d*"/g, 'resourceVersion: "N"')
    .replace(/Resource Version:( +)\d+/g, 'Resource Version:$1N')
    .replace(/^([EWIF])\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ /gm, '$1 ');
}

describe.each(recordings)('%s as the real kubectl prints it', (_name, { release, cases }) => {
  const workstation = new TestWorkstation(release, objects, { at: cases[0]!.at, server: '1.36' });
  it.each(cases)('$line', ({ line, at, stdout, stderr, status }) => {
    const { sim } = workstation;
    sim.advanceTo(Math.max(sim.now, at - sim.epoch));
    const ran = workstation.run(line);
    expect(comparable(ran.stdout)).toBe(comparable(stdout));
    expect(comparable(ran.stderr)).toBe(comparable(stderr));
    expect(ran.status).toBe(status);
  });
});
