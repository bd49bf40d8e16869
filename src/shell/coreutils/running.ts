import { signalNumbers, SysError, type ExitStatus, type Signal } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { statusOf } from '../interpreter/jobs.ts';
import { AppletError, attempt, complain, out, type Applet, type Invocation } from './applet.ts';
import { parseDuration } from './durations.ts';
import { LineReader, readToEnd } from './input.ts';
import { missingOperand, parseOptions, type OptionSpec } from './options.ts';

/** Commands that run other commands. */

/** Starts a child, or says why not: 127 not found, 126 not executable. */
function* start(
  call: Invocation,
  argv: readonly string[],
  env?: Readonly<Record<string, string>>,
): Task<number | { readonly status: number }> {
  const pid = attempt(() => call.p.spawn({ argv, ...(env === undefined ? {} : { env }) }));
  if (!(pid instanceof SysError)) return pid;
  const name = argv[0] ?? '';
  yield* complain(call, spawnFailure(call, name, pid));
  return { status: pid.code === 'ENOENT' ? 127 : 126 };
}

function spawnFailure(call: Invocation, name: string, error: SysError): string {
  if (call.flavour === 'busybox') return `can't execute '${name}': ${error.message}`;
  return call.name === 'env' || call.name === 'xargs'
    ? call.name === 'env'
      ? `'${name}': ${error.message}`
      : `${name}: ${error.message}`
    : `failed to run command '${name}': ${error.message}`;
}

/** Replaces this process by a command. */
function* replace(call: Invocation, argv: readonly string[], env?: Readonly<Record<string, string>>): Task<number> {
  try {
    return yield* call.p.exec(argv, env);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* complain(call, spawnFailure(call, argv[0] ?? '', error));
    return error.code === 'ENOENT' ? 127 : 126;
  }
}

function* waitForExit(call: Invocation, pid: number): Task<ExitStatus> {
  for (;;) {
    try {
      return (yield* call.p.wait(pid)).status;
    } catch (error) {
      if (!(error instanceof SysError) || error.code !== 'EINTR') throw error;
    }
  }
}

export const env: Applet = function* (call) {
  const spec: OptionSpec = {
    flags: 'i0',
    values: 'uC',
    long: { 'ignore-environment': 'i', unset: 'u', null: '0' },
    refused: 'S',
    strict: true,
    status: 125,
    usage: '[-iu] [-] [NAME=VALUE]... [PROG ARGS]',
  };
  const options = parseOptions(call, spec);
  const values: Record<string, string> = options.has('i') || options.operands[0] === '-' ? {} : { ...call.p.env };
  for (const name of options.all('u')) delete values[name];
  const words = options.operands[0] === '-' ? options.operands.slice(1) : [...options.operands];
  let index = 0;
  for (; index < words.length && words[index]!.includes('='); index++) {
    const equals = words[index]!.indexOf('=');
    values[words[index]!.slice(0, equals)] = words[index]!.slice(equals + 1);
  }
  if (index < words.length) return yield* replace(call, words.slice(index), values);
  const end = options.has('0') ? '\0' : '\n';
  yield* out(
    call,
    Object.entries(values)
      .map(([name, value]) => `${name}=${value}${end}`)
      .join(''),
  );
  return 0;
};

export const printenv: Applet = function* (call) {
  const options = parseOptions(call, { flags: '0', status: 2, usage: '[VARIABLE]...' });
  if (options.operands.length === 0) {
    yield* out(
      call,
      Object.entries(call.p.env)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    return 0;
  }
  let status = 0;
  for (const name of options.operands) {
    const value = call.p.env[name];
    if (value === undefined) status = 1;
    else yield* out(call, `${value}\n`);
  }
  return status;
};

export const nohup: Applet = function* (call) {
  const words = call.args[0] === '--' ? call.args.slice(1) : call.args;
  if (words.length === 0) throw missingOperand(call, { status: 125, usage: 'PROG ARGS' });
  call.p.onSignal('SIGHUP', 'ignore');
  if (call.p.terminal(1) !== undefined) {
    const fd = attempt(() => call.p.open('nohup.out', { write: true, append: true, create: true }));
    if (fd instanceof SysError) throw new AppletError(`failed to open 'nohup.out': ${fd.message}`, 125);
    yield* complain(
      call,
      call.p.terminal(0) === undefined
        ? "appending output to 'nohup.out'"
        : "ignoring input and appending output to 'nohup.out'",
    );
    if (call.p.terminal(2) !== undefined) call.p.dup2(fd, 2);
    call.p.dup2(fd, 1);
  }
  return yield* replace(call, words);
};

export const timeout: Applet = function* (call) {
  const spec: OptionSpec = {
    flags: 'v',
    values: 'sk',
    long: { signal: 's', 'kill-after': 'k', foreground: 'F', 'preserve-status': 'P', verbose: 'v' },
    strict: true,
    status: call.flavour === 'gnu' ? 125 : 1,
    usage: '[-s SIG] [-k KILL_SECS] SECS PROG ARGS',
  };
  const options = parseOptions(call, spec);
  const [limit, ...words] = options.operands;
  if (limit === undefined || words.length === 0) throw missingOperand(call, spec);
  const duration = parseDuration(limit);
  if (duration === undefined)
    throw new AppletError(
      `invalid time interval '${limit}'\nTry 'timeout --help' for more information.`,
      call.flavour === 'gnu' ? 125 : 1,
    );
  const signal = signalName(options.value('s') ?? 'TERM');
  if (signal === undefined)
    throw new AppletError(
      `${options.value('s')}: invalid signal\nTry 'timeout --help' for more information.`,
      call.flavour === 'gnu' ? 125 : 1,
    );
  const pid = yield* start(call, words);
  if (typeof pid !== 'number') return pid.status;
  if (duration === 0) return statusOf(yield* waitForExit(call, pid));
  const kill = (which: Signal): void => {
    attempt(() => call.p.kill(pid, which));
  };
  let expired = false;
  const killAfter = options.value('k') === undefined ? undefined : parseDuration(options.value('k')!);
  const timer = call.p.thread(
    (function* () {
      yield* call.p.sleep(duration);
      expired = true;
      kill(signal);
      if (killAfter === undefined) return;
      yield* call.p.sleep(killAfter);
      kill('SIGKILL');
    })(),
  );
  for (const name of ['SIGTERM', 'SIGINT'] as const) call.p.onSignal(name, () => kill(name));
  const exit = yield* waitForExit(call, pid);
  timer.cancel();
  if (!expired) return statusOf(exit);
  if (exit.signal === 'SIGKILL') return 137;
  if (call.flavour === 'busybox') {
    // BusyBox runs the command in its own process: what ends the command is what the shell sees.
    call.p.onSignal(signal, 'default');
    call.p.kill(call.p.pid, signal);
  }
  return options.has('P') ? statusOf(exit) : call.flavour === 'gnu' ? 124 : 143;
};

export function signalName(text: string): Signal | undefined {
  const names = Object.keys(signalNumbers) as Signal[];
  if (/^\d+$/.test(text)) return names.find((name) => signalNumbers[name] === Number(text));
  const upper = text.toUpperCase();
  return names.find((name) => name === upper || name === `SIG${upper}`);
}

export const time: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'pv',
    refused: 'foa',
    strict: true,
    usage: '[-vpa] [-o FILE] PROG ARGS',
  });
  if (options.operands.length === 0) return 0;
  const startedAt = call.p.now();
  const pid = yield* start(call, options.operands);
  if (typeof pid !== 'number') return pid.status;
  const exit = yield* waitForExit(call, pid);
  // How much CPU a child used cannot be asked, so only the elapsed time is reported.
  const elapsed = (call.p.now() - startedAt) / 1000;
  yield* call.p.write(
    2,
    options.has('p')
      ? `real ${elapsed.toFixed(2)}\n`
      : `real\t${Math.floor(elapsed / 60)}m ${(elapsed % 60).toFixed(2)}s\n`,
  );
  return statusOf(exit);
};

export const watch: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'tdebx',
    values: 'n',
    long: { interval: 'n', 'no-title': 't', differences: 'd' },
    refused: 'cgpr',
    strict: true,
    usage: '[-n SEC] [-t] PROG ARGS',
  });
  const words = options.operands;
  if (words.length === 0) throw missingOperand(call, { usage: '[-n SEC] [-t] PROG ARGS' });
  const text = options.value('n') ?? '2';
  const interval = Number(text);
  if (Number.isNaN(interval)) throw new AppletError(`failed to parse argument: '${text}'`);
  const command = words.join(' ');
  const seconds = Math.max(0.1, interval);
  for (;;) {
    const { text: output } = yield* capture(call, options.has('x') ? words : ['sh', '-c', command]);
    const terminal = call.p.terminal(1);
    const columns = terminal?.columns ?? 80;
    const date = new Date(call.p.now())
      .toUTCString()
      .replace(
        /^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/,
        (_, day: string, date_: string, month: string, year: string, clock: string) =>
          `${day} ${month} ${date_.replace(/^0/, ' ')} ${clock} ${year}`,
      );
    const left = `Every ${seconds.toFixed(1)}s: ${command}`;
    const right = `${call.p.hostname()}: ${date}`;
    const title =
      call.flavour === 'busybox'
        ? `${left}${date.padStart(Math.max(1, columns - left.length))}`
        : `${left}${right.padStart(Math.max(right.length + 1, columns - left.length))}`;
    const rows = terminal === undefined ? undefined : terminal.rows - (options.has('t') ? 0 : 2);
    const lines = output
      .replace(/\n$/, '')
      .split('\n')
      .slice(0, rows)
      .map((line) => (terminal === undefined ? line : line.slice(0, columns)));
    yield* out(call, `\x1b[H\x1b[2J${options.has('t') ? '' : `${title}\n\n`}${lines.join('\n')}\n`);
    yield* call.p.sleep(seconds * 1000);
  }
};

function* capture(call: Invocation, argv: readonly string[]): Task<{ readonly text: string; readonly status: number }> {
  const { p } = call;
  const pipe = p.pipe();
  const pid = attempt(() => p.spawn({ argv, fds: { 0: 0, 1: pipe.write, 2: pipe.write } }));
  p.close(pipe.write);
  if (pid instanceof SysError) {
    p.close(pipe.read);
    throw new AppletError(spawnFailure(call, argv[0] ?? '', pid), 127);
  }
  const text = yield* readToEnd(p, pipe.read);
  p.close(pipe.read);
  return { text, status: statusOf(yield* waitForExit(call, pid)) };
}

export const xargs: Applet = function* (call) {
  const spec: OptionSpec = {
    flags: 'r0t',
    values: 'nILdP',
    long: { 'no-run-if-empty': 'r', null: '0', 'max-args': 'n', replace: 'I', verbose: 't', delimiter: 'd' },
    refused: 'pxsEeilao',
    strict: true,
    usage: '[OPTIONS] [PROG ARGS]',
  };
  const options = parseOptions(call, spec);
  const command = options.operands.length === 0 ? ['echo'] : [...options.operands];
  const place = options.value('I');
  const parallel = options.value('P');
  if (parallel !== undefined && parallel !== '1')
    throw new AppletError('running several commands at once (-P) is not simulated');
  const most = options.value('n') === undefined ? undefined : Number(options.value('n'));
  if (most !== undefined && !(Number.isInteger(most) && most > 0))
    throw new AppletError(`invalid number "${options.value('n')}" for -n option`);
  const batches: string[][] = [];
  if (place !== undefined || options.has('L')) {
    const reader = new LineReader(call.p, 0);
    for (let line = yield* reader.next(); line !== undefined; line = yield* reader.next()) {
      const text = line.replace(/\n$/, '').trimStart();
      if (text !== '') batches.push([text]);
    }
  } else {
    const text = yield* readToEnd(call.p, 0);
    const delimiter = options.has('0') ? '\0' : options.value('d') === '\\n' ? '\n' : options.value('d');
    const words =
      delimiter === undefined
        ? quotedWords(text)
        : text.split(delimiter).filter((word, index, all) => index < all.length - 1 || word !== '');
    if (words.length === 0 && !options.has('r')) batches.push([]);
    for (let index = 0; index < words.length; index += most ?? words.length)
      batches.push(words.slice(index, index + (most ?? words.length)));
  }
  let status = 0;
  for (const batch of batches) {
    const argv =
      place === undefined
        ? [...command, ...(options.has('L') ? quotedWords(batch.join(' ')) : batch)]
        : command.map((word) => word.replaceAll(place, batch[0]!));
    if (options.has('t')) yield* call.p.write(2, `${argv.join(' ')}\n`);
    const pid = yield* start(call, argv);
    if (typeof pid !== 'number') return pid.status;
    const exit = yield* waitForExit(call, pid);
    if (exit.signal !== undefined) {
      yield* complain(call, `${argv[0]}: terminated by signal ${signalNumbers[exit.signal]}`);
      return 125;
    }
    if (exit.code === 255) {
      yield* complain(call, `${argv[0]}: exited with status 255; aborting`);
      return 124;
    }
    if (exit.code !== 0) status = 123;
  }
  return status;
};

/** Words of xargs's input: blanks separate, quotes and backslashes protect. */
export function quotedWords(text: string): string[] {
  const words: string[] = [];
  for (const match of text.matchAll(/(?:"[^"\n]*"|'[^'\n]*'|\\[\s\S]|[^\s"'\\])+|(["'])/g)) {
    const quote = match[1];
    if (quote !== undefined)
      throw new AppletError(
        `unmatched ${quote === '"' ? 'double' : 'single'} quote; by default quotes are special to xargs unless you use the -0 option`,
      );
    words.push(
      match[0].replace(
        /"([^"\n]*)"|'([^'\n]*)'|\\([\s\S])/g,
        (_, double?: string, single?: string, escaped?: string) => double ?? single ?? escaped ?? '',
      ),
    );
  }
  return words;
}
