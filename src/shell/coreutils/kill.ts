import { SysError, signalNumbers, type ProcessInfo, type Signal } from '../../engine/sim/process.ts';
import { AppletError, attempt, complain, out, type Applet, type Invocation } from './applet.ts';
import { commandLine, commandName } from './process-list.ts';
import { parseOptions } from './options.ts';
import { signalName } from './running.ts';

/** `kill` as a program, where no shell has it built in. */
export const kill: Applet = function* (call) {
  let words = call.args;
  let signal: Signal | 0 = 'SIGTERM';
  if (words[0] === '-l') {
    yield* out(
      call,
      `${Object.keys(signalNumbers)
        .map((name) => name.slice(3))
        .join(' ')}\n`,
    );
    return 0;
  }
  const spec =
    words[0] === '-s' ? words[1] : /^-./.test(words[0] ?? '') && words[0] !== '--' ? words[0]!.slice(1) : undefined;
  if (spec !== undefined) {
    const found = spec === '0' ? 0 : signalName(spec);
    if (found === undefined)
      throw new AppletError(call.flavour === 'gnu' ? `unknown signal ${spec}` : `bad signal name '${spec}'`);
    signal = found;
    words = words.slice(words[0] === '-s' ? 2 : 1);
  }
  if (words[0] === '--') words = words.slice(1);
  if (words.length === 0)
    throw new AppletError(call.flavour === 'gnu' ? 'not enough arguments' : 'you need to specify whom to kill');
  let status = 0;
  for (const word of words) {
    if (!/^-?\d+$/.test(word)) {
      yield* complain(
        call,
        call.flavour === 'gnu' ? `failed to parse argument: '${word}'` : `invalid number '${word}'`,
      );
      status = 1;
      continue;
    }
    const error = attempt(() => call.p.kill(Number(word), signal));
    if (!(error instanceof SysError)) continue;
    yield* complain(
      call,
      call.flavour === 'gnu'
        ? `sending signal to ${word} failed: ${error.message}`
        : `can't kill pid ${word}: ${error.message}`,
    );
    status = 1;
  }
  return status;
};

function matching(
  call: Invocation,
  pattern: string,
  options: { readonly full: boolean; readonly exact: boolean },
): readonly ProcessInfo[] {
  const expression = new RegExp(options.exact ? `^(?:${pattern})$` : pattern);
  return call.p
    .processes()
    .filter(
      (info) =>
        info.pid !== call.p.pid &&
        info.state !== 'zombie' &&
        expression.test(options.full ? commandLine(info) : commandName(info)),
    )
    .sort((a, b) => a.pid - b.pid);
}

export const pgrep: Applet = function* (call) {
  const options = parseOptions(call, { flags: 'flaxov', refused: 'uPtgscn', status: 2, usage: '[-flanovx] PATTERN' });
  const pattern = options.operands[0];
  if (pattern === undefined)
    throw new AppletError("no matching criteria specified\nTry `pgrep --help' for more information.", 2);
  const found = matching(call, pattern, { full: options.has('f'), exact: options.has('x') });
  for (const info of found)
    yield* out(
      call,
      `${info.pid}${options.has('l') ? ` ${commandName(info)}` : options.has('a') ? ` ${commandLine(info)}` : ''}\n`,
    );
  return found.length === 0 ? 1 : 0;
};

export const pkill: Applet = function* (call) {
  let signal: Signal = 'SIGTERM';
  const args = call.args.filter((word) => {
    const named = /^-[A-Z0-9]/.test(word) ? signalName(word.slice(1)) : undefined;
    if (named !== undefined) signal = named;
    return named === undefined;
  });
  const options = parseOptions(
    call,
    { flags: 'fxeo', refused: 'uPtgscnv', status: 2, usage: '[-l|-SIGNAL] [-xfvnoe] PATTERN' },
    args,
  );
  const pattern = options.operands[0];
  if (pattern === undefined)
    throw new AppletError("no matching criteria specified\nTry `pkill --help' for more information.", 2);
  const found = matching(call, pattern, { full: options.has('f'), exact: options.has('x') });
  let status = found.length === 0 ? 1 : 0;
  for (const info of found) {
    const error = attempt(() => call.p.kill(info.pid, signal));
    if (!(error instanceof SysError)) continue;
    yield* complain(call, `killing pid ${info.pid} failed: ${error.message}`);
    status = 1;
  }
  return status;
};

export const killall: Applet = function* (call) {
  let signal: Signal = 'SIGTERM';
  const args = call.args.filter((word) => {
    const named = /^-[A-Z0-9]/.test(word) ? signalName(word.slice(1)) : undefined;
    if (named !== undefined) signal = named;
    return named === undefined;
  });
  const options = parseOptions(
    call,
    { flags: 'q', refused: 'eilouvwyIgrs', usage: '[-lq] [-SIG] PROCESS_NAME...' },
    args,
  );
  if (options.operands.length === 0) throw new AppletError('Usage: killall [OPTION]... [--] NAME...', 1, true);
  let status = 0;
  for (const name of options.operands) {
    const found = call.p
      .processes()
      .filter((info) => commandName(info) === name && info.state !== 'zombie' && info.pid !== call.p.pid);
    if (found.length === 0) {
      if (!options.has('q'))
        yield* call.p.write(
          2,
          call.flavour === 'gnu' ? `${name}: no process found\n` : `killall: ${name}: no process killed\n`,
        );
      status = 1;
    }
    for (const info of found) attempt(() => call.p.kill(info.pid, signal));
  }
  return status;
};
