import { isEnvVarName } from '../../engine/api/formats.ts';
import { SysError, type ProcessContext } from '../../engine/sim/process.ts';
import { CommandError } from '../errors.ts';
import { quote } from '../go/quote.ts';

/** `key=value`, the value with every further `=` (util.ParseLiteralSource). */
export function literalSource(source: string): readonly [string, string] {
  const equals = source.indexOf('=');
  if (equals <= 0) throw new CommandError(`invalid literal source ${source}, expected key=value`);
  return [source.slice(0, equals), source.slice(equals + 1)];
}

/** The keys and texts of a --from-file: a file, `key=file`, or the files of a directory (util.ParseFileSource). */
export function fileSources(p: ProcessContext, source: string, stop = ''): readonly (readonly [string, string])[] {
  const [key, path] = keyAndPath(source);
  const stat = statOf(p, path);
  if (stat.type !== 'directory') return [[key, readFile(p, path)]];
  if (source.includes('=')) throw new CommandError(`cannot give a key name for a directory path${stop}`);
  const prefix = path.replace(/\/+$/, '').replace(/^\.\//, '');
  return [...p.readdir(path)]
    .sort()
    .map((name) => [name, prefix === '' || prefix === '.' ? name : `${prefix}/${name}`] as const)
    .filter(([, item]) => p.lstat(item).type === 'file')
    .map(([name, item]) => [name, readFile(p, item)] as const);
}

function keyAndPath(source: string): readonly [string, string] {
  const parts = source.split('=');
  if (parts.length === 1) return [source.replace(/\/+$/, '').split('/').at(-1) || '/', source];
  if (parts.length > 2) throw new CommandError("key names or file paths cannot contain '='");
  const [key, path] = parts as [string, string];
  if (key === '') throw new CommandError(`key name for file path ${path} missing`);
  if (path === '') throw new CommandError(`file path for key name ${key} missing`);
  return [key, path];
}

function statOf(p: ProcessContext, path: string): ReturnType<ProcessContext['stat']> {
  try {
    return p.stat(path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new CommandError(`error reading ${path}: ${error.message.toLowerCase()}`);
  }
}

function readFile(p: ProcessContext, path: string): string {
  try {
    return p.readFile(path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new CommandError(`open ${path}: ${error.message.toLowerCase()}`);
  }
}

/**
 * The variables of a --from-env-file: `KEY=value` lines; `KEY` alone takes its value from kubectl's own environment
 * (cmd/util/env_file.go). @param word what a directory is refused as: `env config file`.
 */
export function envFileSources(p: ProcessContext, path: string, word: string): readonly (readonly [string, string])[] {
  if (statOf(p, path).type === 'directory') throw new CommandError(`${word} cannot be a directory`);
  const lines = readFile(p, path)
    .replace(/^\uFEFF/, '')
    .split('\n');
  return lines.flatMap((whole) => {
    const line = whole.replace(/\r$/, '').trimStart();
    if (line === '' || line.startsWith('#')) return [];
    const equals = line.indexOf('=');
    const key = equals < 0 ? line : line.slice(0, equals);
    const errors = isEnvVarName(key);
    if (errors.length > 0) throw new CommandError(`${quote(key)} is not a valid key name: ${errors.join(';')}`);
    return [[key, equals < 0 ? (p.env[key] ?? '') : line.slice(equals + 1)] as const];
  });
}
