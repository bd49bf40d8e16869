import { SysError } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { AppletError, attempt, complain, out, type Applet, type Invocation } from './applet.ts';
import { LineReader, openFailure } from './input.ts';
import { parseOptions, type OptionSpec } from './options.ts';
import { runSed, type LineSource } from './sed/run.ts';
import { parseSed } from './sed/script.ts';

const spec: OptionSpec = {
  flags: 'nErsu',
  values: 'ef',
  optional: 'i',
  long: {
    quiet: 'n',
    silent: 'n',
    'regexp-extended': 'E',
    expression: 'e',
    file: 'f',
    'in-place': 'i',
    separate: 's',
    unbuffered: 'u',
  },
  refused: 'lz',
  usage: '[-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...',
};

export const sed: Applet = function* (call) {
  // `-i.bak` carries its suffix.
  const args = call.args.map((word) => (/^-i.+/.test(word) ? `--in-place=${word.slice(2)}` : word));
  const options = parseOptions(call, spec, args);
  const scripts: string[] = [];
  for (const [letter, value] of options.order) {
    if (letter === 'e') scripts.push(value!);
    else if (letter === 'f') {
      const text = attempt(() => call.p.readFile(value!));
      if (text instanceof SysError) throw new AppletError(`couldn't open file ${value}: ${text.message}`);
      scripts.push(text.replace(/\n$/, ''));
    }
  }
  const operands = [...options.operands];
  if (scripts.length === 0) {
    const script = operands.shift();
    if (script === undefined)
      throw new AppletError(`Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...`, 1, true);
    scripts.push(script);
  }
  let script = scripts.join('\n');
  let quiet = options.has('n');
  if (/^#n(\n|$)/.test(script)) {
    quiet = true;
    script = script.slice(2);
  }
  const commands = parseSed(script, options.has('E') || options.has('r'), call.flavour);
  if (!options.has('i')) {
    const source = new Files(call, operands.length === 0 ? ['-'] : operands);
    const status = yield* runSed(call, commands, source, { quiet, write: (text) => out(call, text) });
    return status === 0 && source.failed ? (call.flavour === 'gnu' ? 2 : 1) : status;
  }
  if (operands.length === 0) throw new AppletError('no input files');
  let status = 0;
  for (const path of operands) {
    const source = new Files(call, [path]);
    let result = '';
    status = yield* runSed(call, commands, source, {
      quiet,
      *write(text) {
        result += text;
      },
    });
    if (source.failed) {
      status = call.flavour === 'gnu' ? 2 : 1;
      continue;
    }
    const suffix = options.value('i');
    const error = attempt(() => {
      if (suffix !== undefined)
        call.p.writeFile(suffix.includes('*') ? suffix.replaceAll('*', path) : path + suffix, call.p.readFile(path));
      call.p.writeFile(path, result);
    });
    if (error instanceof SysError) throw new AppletError(`couldn't open temporary file ${path}: ${error.message}`, 4);
  }
  return status;
};

/** The input files one after another. */
class Files implements LineSource {
  failed = false;
  #reader: LineReader | undefined;
  #fd = 0;
  #index = 0;

  constructor(
    private readonly call: Invocation,
    private readonly paths: readonly string[],
  ) {}

  *next(): Task<string | undefined> {
    for (;;) {
      const line = this.#reader === undefined ? undefined : yield* this.#reader.next();
      if (line !== undefined) return line.endsWith('\n') || this.#index >= this.paths.length ? line : `${line}\n`;
      if (this.#fd > 0) this.call.p.close(this.#fd);
      this.#fd = 0;
      this.#reader = undefined;
      const path = this.paths[this.#index++];
      if (path === undefined) return undefined;
      if (path === '-') {
        this.#reader = new LineReader(this.call.p, 0);
        continue;
      }
      const fd = attempt(() => {
        if (this.call.p.stat(path).type === 'directory') throw new SysError('EISDIR', path);
        return this.call.p.open(path, { read: true });
      });
      if (fd instanceof SysError) {
        this.failed = true;
        yield* complain(
          this.call,
          this.call.flavour === 'busybox'
            ? openFailure(this.call, path, fd).replace(/^can't open '(.*)'/, '$1')
            : fd.code === 'EISDIR'
              ? `couldn't edit ${path}: not a regular file`
              : `can't read ${path}: ${fd.message}`,
        );
        continue;
      }
      this.#fd = fd;
      this.#reader = new LineReader(this.call.p, fd);
    }
  }
}
