import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { run } from './testing/machine.ts';
test('oracle', () => {
  for (const [sh, file] of [['bash', '/tmp/orc/bash.json'], ['sh', '/tmp/orc/ash.json']] as const) {
    const cases = JSON.parse(readFileSync(file, 'utf8'));
    let bad = ''; let n = 0;
    for (const c of cases) {
      let r: unknown;
      try { r = run([sh, '-c', c.script], { limit: 20000, files: { '/etc/hostname': 'h\n' } }); } catch (e) { r = { stdout: '', stderr: 'THROWN ' + (e as Error).stack?.slice(0, 600), status: -1 }; }
      const got = r as { stdout: string; stderr: string; status: number };
      if (got.stdout !== c.stdout || got.stderr !== c.stderr || got.status !== c.status) { n++; bad += `### ${c.script}\n--- real ${c.status}\n${c.stdout}${c.stderr && '[2]' + c.stderr}--- ours ${got.status}\n${got.stdout}${got.stderr && '[2]' + got.stderr}\n`; }
    }
    writeFileSync(`/tmp/orc/${sh}.diff`, bad); console.log(sh, cases.length, 'bad', n);
  }
}, 300000);
