import { readOpenApi } from '../cli/openapi.ts';
import * as kubectl from '../kubectl/index.ts';
import { Session } from './session.ts';

/** What a script prints on the workstation of a small cluster within two virtual minutes, errors too. */
export function play(release: '1.20' | '1.36', script: string): string {
  const session = new Session({ release, nodes: 1, seed: 1, scenario: 'pods' }, () => kubectl, readOpenApi(release));
  session.input({ kind: 'terminal-open', terminal: 't1', columns: 200, rows: 50 });
  session.input({ kind: 'terminal-type', terminal: 't1', text: `( ${script} ) > out 2>&1\r` });
  session.advanceTo(session.now + 120_000);
  return session.workstation.disk.readFile('/home/user1/out');
}
