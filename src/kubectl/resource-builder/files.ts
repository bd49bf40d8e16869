import { SysError, type ProcessContext } from '../../engine/sim/process.ts';
import { readWhole } from '../../engine/sim/read-whole.ts';
import type { Task } from '../../engine/sim/task.ts';
import { CommandError } from '../errors.ts';
import { quote } from '../go/quote.ts';

/** A manifest that -f names; standard input is read when it is its turn. */
export interface ManifestFile {
  /** As errors name it: the path as given, or STDIN. */
  readonly name: string;
  read(): Task<string>;
}

export interface ManifestFiles {
  readonly files: readonly ManifestFile[];
  readonly stdin: boolean;
  /** A directory with several files was named. */
  readonly directory: boolean;
  /** One path, not recursive: a single object is meant. */
  readonly single: boolean;
  readonly errors: readonly CommandError[];
}

const extensions = ['.json', '.yaml', '.yml'];

/** Resolves -f arguments: files, directories, patterns, `-` (resource.Builder FilenameParam and Path). */
export function resolveFiles(p: ProcessContext, filenames: readonly string[], recursive: boolean): ManifestFiles {
  const files: ManifestFile[] = [];
  const errors: CommandError[] = [];
  let stdin = false;
  let directory = false;
  let single = false;
  for (const filename of filenames) {
    if (filename === '-') {
      if (stdin) errors.push(new CommandError('standard input cannot be used for multiple arguments'));
      stdin = true;
      files.push({ name: 'STDIN', read: () => readStdin(p) });
      continue;
    }
    if (/^https?:\/\//.test(filename)) {
      errors.push(
        new CommandError(
          `unable to read URL ${quote(filename)}: the workstation has no way to hosts outside the cluster`,
        ),
      );
      continue;
    }
    const matches = expandPattern(p, filename);
    if (matches === undefined) {
      errors.push(new CommandError(`the path ${quote(filename)} does not exist`));
      continue;
    }
    if (!recursive && matches.length === 1) single = true;
    for (const path of matches) {
      const found = walk(p, path, recursive);
      if (found.length > 1) directory = true;
      files.push(...found.map((name) => ({ name, read: () => readManifest(p, name) })));
    }
    if (files.length === 0 && errors.length === 0) {
      errors.push(
        new CommandError(
          `error reading [${matches.join(' ')}]: recognized file extensions are [${extensions.join(' ')}]`,
        ),
      );
    }
  }
  return { files, stdin, directory, single, errors };
}

/** The path itself if it exists, else what matches it as a pattern; undefined if nothing does. */
function expandPattern(p: ProcessContext, pattern: string): readonly string[] | undefined {
  if (exists(p, pattern)) return [pattern];
  if (!/[*?[]/.test(pattern)) return undefined;
  const slash = pattern.lastIndexOf('/');
  const directory = slash < 0 ? '.' : pattern.slice(0, slash) || '/';
  const prefix = slash < 0 ? '' : pattern.slice(0, slash + 1);
  const matcher = globMatcher(pattern.slice(slash + 1));
  if (!exists(p, directory)) return undefined;
  const names = [...p.readdir(directory)].filter((name) => matcher.test(name)).sort();
  return names.length === 0 ? undefined : names.map((name) => prefix + name);
}

/** filepath.Match: `*`, `?` and `[a-z]` within one name. */
function globMatcher(pattern: string): RegExp {
  const source = pattern.replace(/\[[^\]]*\]|[\s\S]/g, (part) => {
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length > 1) return part;
    return part.replace(/[.+^${}()|\\[\]]/, '\\$&');
  });
  return new RegExp(`^${source}$`);
}

function exists(p: ProcessContext, path: string): boolean {
  try {
    p.stat(path);
    return true;
  } catch (error) {
    if (error instanceof SysError) return false;
    throw error;
  }
}

/** The manifests at a path, in lexical order; a file named outright may have any extension (filepath.Walk). */
function walk(p: ProcessContext, root: string, recursive: boolean): readonly string[] {
  if (p.stat(root).type !== 'directory') return [root];
  const found: string[] = [];
  const visit = (directory: string): void => {
    for (const name of [...p.readdir(directory)].sort()) {
      const path = join(directory, name);
      if (p.lstat(path).type === 'directory') {
        if (recursive) visit(path);
      } else if (extensions.some((extension) => name.endsWith(extension))) {
        found.push(path);
      }
    }
  };
  visit(root);
  return found;
}

/** filepath.Join: cleans `./` and doubled slashes away. */
function join(directory: string, name: string): string {
  const clean = directory
    .replace(/\/+/g, '/')
    .replace(/^(\.\/)+/, '')
    .replace(/\/$/, '');
  return clean === '' || clean === '.' ? (directory.startsWith('/') ? `/${name}` : name) : `${clean}/${name}`;
}

export function* readStdin(p: ProcessContext): Task<string> {
  let text = '';
  for (;;) {
    const chunk = yield* p.read(0);
    if (chunk === '') return text;
    text += chunk;
  }
}

function* readManifest(p: ProcessContext, path: string): Task<string> {
  try {
    return yield* readWhole(p, path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new CommandError(`open ${path}: ${error.message.toLowerCase()}`);
  }
}
