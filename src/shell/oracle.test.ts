import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { busyboxApplets, applets } from './index.ts';
import { run, testMachine } from './testing/machine.ts';
test('oracle', () => {
  for (const [sh, file] of [
    ['bash', 'bash'],
    ['sh', 'ash'],
    ['bash', 'tools-gnu'],
    ['sh', 'tools-bb'],
  ] as const) {
    const cases = JSON.parse(readFileSync(`/tmp/orc/${file}.json`, 'utf8'));
    let bad = '';
    let n = 0;
    for (const c of cases) {
      let r: unknown;
      try {
        r = run(
          [sh, '-c', c.script],
          { limit: 20000, files: { '/etc/hostname': 'h\n' } },
          testMachine(sh === 'sh' ? busyboxApplets : applets),
        );
      } catch (e) {
        r = { stdout: '', stderr: 'THROWN ' + (e as Error).stack?.slice(0, 600), status: -1 };
      }
      const got = r as { stdout: string; stderr: string; status: number };
      const norm = (t: string) =>
        t.replace(/BusyBox v1.35.0 \([^)]*\)[^\n]*\n\nUsage:[^]*?(?=\n\d+\n|$)/g, '<usage>').replace(/[‘’]/g, "'");
      if (norm(got.stdout) !== norm(c.stdout) || norm(got.stderr) !== norm(c.stderr) || got.status !== c.status) {
        n++;
        bad += `### ${c.script}\n--- real ${c.status}\n${c.stdout}${c.stderr && '[2]' + c.stderr}--- ours ${got.status}\n${got.stdout}${got.stderr && '[2]' + got.stderr}\n`;
      }
    }
    writeFileSync(`/tmp/orc/${file}.diff`, bad);
    console.log(file, cases.length, 'bad', n);
  }
}, 300000);
