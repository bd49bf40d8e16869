import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applets, busyboxApplets } from './index.ts';
import { run, testMachine } from './testing/machine.ts';

interface Case {
  readonly script: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/**
 * What GNU bash 5.2.15 with Debian 12's coreutils, grep, sed and mawk, and BusyBox 1.35.0's sh with its applets answered
 * to `sh -c SCRIPT` in an empty directory. Curly quotes are made plain, as in the C locale.
 */
function recorded(name: string): readonly Case[] {
  return JSON.parse(readFileSync(new URL(`testing/real/${name}.json`, import.meta.url), 'utf8')) as Case[];
}

describe.each([
  { name: 'bash', shell: 'bash', commands: applets },
  { name: 'gnu', shell: 'bash', commands: applets },
  { name: 'ash', shell: 'sh', commands: busyboxApplets },
  { name: 'busybox', shell: 'sh', commands: busyboxApplets },
])('as the real $name', ({ name, shell, commands }) => {
  it.each(recorded(name))('$script', ({ script, stdout, stderr, status }) => {
    const ran = run([shell, '-c', script], { files: { '/etc/hostname': 'workstation\n' } }, testMachine(commands));
    expect(ran).toEqual({ stdout, stderr, status });
  });
});
