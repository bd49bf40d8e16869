import { SysError } from '../../engine/sim/process.ts';
import { TarFault } from '../../engine/sim/tar.ts';
import { AppletError, attempt, complain, type Applet, type Invocation } from './applet.ts';
import { readToEnd } from './input.ts';
import { busyboxUsage, parseOptions, usage, type OptionSpec, type Options } from './options.ts';
import { isDirectory } from './paths.ts';
import { create } from './tar/create.ts';
import { extract } from './tar/extract.ts';
import { list } from './tar/list.ts';

/** What a tar was asked to do, and how. */
export interface TarCall {
  readonly call: Invocation;
  readonly options: Options;
  /** The archive's descriptor. */
  readonly archive: number;
  /** Goes to where `-C` says: GNU's tar does it when it has something to do there. */
  readonly enter: () => void;
}

const common: OptionSpec = {
  flags: 'ctxvmkOoph',
  values: 'fCs',
  long: {
    create: 'c',
    list: 't',
    extract: 'x',
    get: 'x',
    verbose: 'v',
    file: 'f',
    directory: 'C',
    touch: 'm',
    'to-stdout': 'O',
    'no-same-owner': 'o',
    'no-same-permissions': 'q',
    'preserve-permissions': 'p',
    'same-permissions': 'p',
    'strip-components': 's',
    overwrite: 'w',
    dereference: 'h',
  },
  refused: 'zjJZaArudGgKlLMNRSTUVWXbBiInsE',
  usage: 'c|x|t [-ZzJjahmvokO] [-f TARFILE] [-C DIR] [FILE]...',
};

const gnu: OptionSpec = {
  ...common,
  flags: `${common.flags ?? ''}P`,
  values: 'fCsX',
  refused: common.refused!.replace('X', ''),
  long: { ...common.long, exclude: 'X', 'keep-old-files': 'k', 'absolute-names': 'P' },
  status: 64,
  tryWhat: "'tar --help' or 'tar --usage'",
};

/** GNU's tar and BusyBox's, without compression. */
export const tar: Applet = function* (call) {
  const spec = call.flavour === 'gnu' ? gnu : common;
  const options = parseOptions(call, spec, dashed(call, spec));
  const modes = options.order.filter(([letter]) => 'ctx'.includes(letter)).map(([letter]) => letter);
  if (new Set(modes).size !== 1) throw wrongMode(call, spec, modes.length === 0);
  const mode = modes[0]!;
  if (mode === 'c' && options.operands.length === 0) {
    throw call.flavour === 'gnu'
      ? usage(call, { ...spec, status: 2 }, 'Cowardly refusing to create an empty archive')
      : new AppletError('empty archive');
  }
  const archive = open(call, options.value('f') ?? '-', mode === 'c');
  const directories = [...options.all('C')];
  const enter = (): void => {
    for (const directory of directories.splice(0)) change(call, directory);
  };
  if (call.flavour === 'busybox') enter();
  const tarCall = { call, options, archive, enter };
  try {
    const ok = mode === 'c' ? yield* create(tarCall) : yield* (mode === 'x' ? extract : list)(tarCall);
    // Whoever writes the archive into a pipe is not cut off by what fills it up.
    if (mode !== 'c') yield* readToEnd(call.p, archive);
    if (ok) return 0;
    if (call.flavour === 'gnu') yield* complain(call, 'Exiting with failure status due to previous errors');
    else if (mode === 'c') yield* complain(call, 'error exit delayed from previous errors');
    return call.flavour === 'gnu' ? 2 : 1;
  } catch (error) {
    if (!(error instanceof TarFault)) throw error;
    throw broken(call, error);
  }
};

/** The first word may be options without a dash, whose values are the words after it in turn. */
function dashed(call: Invocation, spec: OptionSpec): readonly string[] {
  const [first, ...rest] = call.args;
  if (first === undefined || first.startsWith('-')) return call.args;
  const options: string[] = [];
  for (const letter of first) {
    options.push(`-${letter}`);
    if (spec.values?.includes(letter) !== true) continue;
    const value = rest.shift();
    if (value === undefined) {
      const message = call.flavour === 'gnu' ? `Old option '${letter}' requires` : 'option requires';
      const what = call.flavour === 'gnu' ? 'an argument.' : `an argument -- '${letter}'`;
      throw usage(call, { ...spec, status: 2 }, `${message} ${what}`);
    }
    options.push(value);
  }
  return [...options, ...rest];
}

function wrongMode(call: Invocation, spec: OptionSpec, none: boolean): AppletError {
  const message = none
    ? "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options"
    : "You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option";
  if (call.flavour === 'busybox') return new AppletError(busyboxUsage(call.name, spec.usage), 1, true);
  return usage(call, { ...spec, status: 2 }, message);
}

function open(call: Invocation, path: string, write: boolean): number {
  const { p, flavour } = call;
  if (path === '-') {
    const fd = write ? 1 : 0;
    if (p.terminal(fd) === undefined) return fd;
    throw flavour === 'gnu'
      ? fatal(
          `Refusing to ${write ? 'write archive contents to' : 'read archive contents from'} terminal (missing -f option?)`,
        )
      : new AppletError(busyboxUsage(call.name, common.usage), 1, true);
  }
  const fd = attempt(() => p.open(path, write ? { write: true, create: true, truncate: true } : { read: true }));
  if (!(fd instanceof SysError)) return fd;
  throw flavour === 'gnu'
    ? fatal(`${path}: Cannot open: ${fd.message}`)
    : new AppletError(`can't open '${path}': ${fd.message}`);
}

function change(call: Invocation, directory: string): void {
  const error = attempt(() => call.p.chdir(directory));
  if (!(error instanceof SysError)) return;
  const words = isDirectory(call.p, directory) ? error.message : new SysError(error.code).message;
  throw call.flavour === 'gnu'
    ? fatal(`${directory}: Cannot open: ${words}`)
    : new AppletError(`can't change directory to '${directory}': ${words}`);
}

/** GNU's way to give up at once. */
export function fatal(message: string): AppletError {
  return new AppletError(`${message}\ntar: Error is not recoverable: exiting now`, 2);
}

function broken(call: Invocation, fault: TarFault): AppletError {
  if (call.flavour === 'busybox') return new AppletError(fault.kind === 'short' ? 'short read' : 'invalid tar magic');
  if (!fault.empty) return fatal(fault.kind === 'short' ? 'Unexpected EOF in archive' : 'Skipping to next header');
  const skipping = fault.kind === 'header' ? 'tar: Skipping to next header\n' : '';
  return new AppletError(
    `This does not look like a tar archive\n${skipping}tar: Exiting with failure status due to previous errors`,
    2,
  );
}
