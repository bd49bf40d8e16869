import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Release } from '../engine/releases/index.ts';
import { createTerminal } from '../engine/runtime/kernel/index.ts';
import * as kubectl from '../kubectl/index.ts';
import { Session } from '../session/session.ts';
import { runAsUser } from '../session/workstation.ts';
import { readOpenApi } from './openapi.ts';
import { releaseOption, UsageError, wholeOption } from './options.ts';
import { statements } from './statements.ts';

interface RunOptions {
  readonly script: string;
  readonly release: Release['name'];
  readonly nodes: number;
  readonly seed: number;
  readonly transcript: boolean;
}

/** Longest that a script may run, in virtual time: a week. */
const limit = 7 * 24 * 3_600_000;

function parse(args: readonly string[]): RunOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      release: { type: 'string', default: 'v1.20' },
      nodes: { type: 'string', default: '2' },
      seed: { type: 'string', default: '1' },
      transcript: { type: 'boolean', default: false },
    },
  });
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new UsageError('give one file, or - for standard input');
  return {
    script: readFileSync(file === '-' ? 0 : file, 'utf8'),
    release: releaseOption(values.release),
    nodes: wholeOption('nodes', values.nodes, 0, 200),
    seed: wholeOption('seed', values.seed, 0, 2 ** 31 - 1),
    transcript: values.transcript,
  };
}

/**
 * `podarium run`: runs a script on the workstation in virtual time and prints what the terminal would print.
 * @returns the script's exit status; 2 for a wrong call.
 */
export async function run(args: readonly string[]): Promise<number> {
  let options: RunOptions;
  try {
    options = parse(args);
  } catch (error) {
    process.stderr.write(`podarium run: ${(error as Error).message}\n`);
    return 2;
  }
  const { release, nodes, seed } = options;
  const session = new Session({ release, nodes, seed, scenario: 'pods' }, () => kubectl, readOpenApi(release));
  const parts = options.transcript ? statements(options.script) : [options.script];
  const prompt = '[user1@workstation ~]$ ';
  const marker = transcriptMarker(options.script);
  // One shell runs all of it. In a transcript it says before each statement which one comes, and the host prints prompt and text.
  const source = options.transcript
    ? parts.map((part, i) => `(status=$?; echo '${marker}${i}'; exit $status)\n${part}\n`).join('')
    : options.script;
  let status: number | undefined;
  const print = options.transcript
    ? lineFilter(marker, (i) => `${prompt}${(parts[i] ?? '').split('\n').join('\n> ')}\n`)
    : (text: string) => text;
  session.workstation.disk.writeFile('/tmp/.script', source);
  const terminal = createTerminal(session.workstation, { columns: 160, rows: 50 });
  terminal.output.listen((text) => process.stdout.write(print(text.replaceAll('\r\n', '\n'))));
  // Nobody sits there: whoever reads finds the end of the file.
  const shell = runAsUser(session.workstation, ['bash', '-c', 'exec bash /tmp/.script < /dev/null'], {
    kind: 'terminal',
    terminal,
  });
  shell.onExit(({ code, signal }) => {
    status = signal === undefined ? code : 128;
  });
  const { sim } = session.cluster;
  if (!sim.runUntil(() => status !== undefined, sim.now + limit)) {
    process.stderr.write('podarium run: the script did not end within a week of virtual time\n');
    return 1;
  }
  return status ?? 1;
}

/** A word that the script does not hold. */
function transcriptMarker(script: string): string {
  let marker = 'statement ';
  while (script.includes(marker)) marker = `+${marker}`;
  return `\u0001${marker}`;
}

/** Replaces whole lines that begin with the marker. Other text passes as it comes. */
function lineFilter(marker: string, replace: (index: number) => string): (text: string) => string {
  let held = '';
  return (text) => {
    const lines = (held + text).split('\n');
    held = '';
    const last = lines.pop()!;
    if (last !== '' && marker.startsWith(last.slice(0, marker.length))) held = last;
    const done = lines
      .map((line) => (line.startsWith(marker) ? replace(Number(line.slice(marker.length))) : `${line}\n`))
      .join('');
    return held === '' ? done + last : done;
  };
}
