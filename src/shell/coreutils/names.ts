import { SysError } from '../../engine/sim/process.ts';
import { AppletError, attempt, complain, out, type Applet } from './applet.ts';
import { missingOperand, parseOptions } from './options.ts';
import { baseName, directoryName, lstatOf, realPath } from './paths.ts';

export const basename: Applet = function* (call) {
  const spec = {
    flags: 'a',
    values: 's',
    long: { multiple: 'a', suffix: 's' },
    refused: 'z',
    usage: 'FILE [SUFFIX] | -a FILE... | -s SUFFIX FILE...',
  };
  const options = parseOptions(call, spec);
  const { operands } = options;
  if (operands.length === 0) throw missingOperand(call, spec);
  const multiple = options.has('a') || options.has('s');
  if (!multiple && operands.length > 2)
    throw new AppletError(`extra operand '${operands[2]}'\nTry 'basename --help' for more information.`);
  const suffix = options.value('s') ?? (multiple ? undefined : operands[1]);
  for (const path of multiple ? operands : operands.slice(0, 1)) {
    const name = baseName(path);
    yield* out(
      call,
      `${suffix !== undefined && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) || name : name}\n`,
    );
  }
  return 0;
};

export const dirname: Applet = function* (call) {
  const spec = { usage: 'FILENAME' };
  const options = parseOptions(call, spec);
  if (options.operands.length === 0) throw missingOperand(call, spec);
  for (const path of options.operands) yield* out(call, `${directoryName(path)}\n`);
  return 0;
};

export const readlink: Applet = function* (call) {
  const spec = {
    flags: 'fnqsve',
    long: { canonicalize: 'f', 'no-newline': 'n', 'canonicalize-existing': 'e' },
    refused: 'mz',
    usage: '[-fnv] FILE',
  };
  const options = parseOptions(call, spec);
  if (options.operands.length === 0) throw missingOperand(call, spec);
  let status = 0;
  for (const path of options.operands) {
    let text: string | undefined;
    if (options.has('f') || options.has('e')) {
      text = realPath(call.p, path);
      if (text === undefined && options.has('f')) {
        const parent = realPath(call.p, directoryName(path));
        if (parent !== undefined) text = parent === '/' ? `/${baseName(path)}` : `${parent}/${baseName(path)}`;
      }
    } else text = lstatOf(call.p, path)?.target;
    if (text === undefined) status = 1;
    else yield* out(call, options.has('n') ? text : `${text}\n`);
  }
  return status;
};

export const realpath: Applet = function* (call) {
  const spec = { flags: 'qes', refused: 'mLPz', usage: 'FILE...' };
  const options = parseOptions(call, spec);
  if (options.operands.length === 0) throw missingOperand(call, spec);
  let status = 0;
  for (const path of options.operands) {
    const real = realPath(call.p, path);
    if (real === undefined) {
      yield* complain(call, `${path}: No such file or directory`);
      status = 1;
    } else yield* out(call, `${real}\n`);
  }
  return status;
};

export const pwd: Applet = function* (call) {
  yield* out(call, `${call.p.cwd}\n`);
  return 0;
};

export const which: Applet = function* (call) {
  const options = parseOptions(call, { flags: 'as', usage: '[-a] COMMAND...' });
  let status = 0;
  for (const name of options.operands) {
    const candidates = name.includes('/')
      ? [name]
      : (call.p.env['PATH'] ?? '').split(':').map((directory) => `${directory === '' ? '.' : directory}/${name}`);
    const found = candidates.filter((path) => {
      const stat = attempt(() => call.p.stat(path));
      return !(stat instanceof SysError) && stat.type === 'file' && (stat.mode & 0o111) !== 0;
    });
    if (found.length === 0) status = 1;
    for (const path of options.has('a') ? found : found.slice(0, 1)) yield* out(call, `${path}\n`);
  }
  return status;
};
