import { CommandError } from '../../errors.ts';
import { clean, relative } from '../../go/path.ts';

/** One side of a copy: a file here, or one in a Pod. */
export interface FileSpec {
  /** '' is this machine. */
  readonly pod: string;
  /** '' is the namespace of the command. */
  readonly namespace: string;
  readonly file: string;
}

/** `[[namespace/]pod:]file/path` (kubectl/pkg/cmd/cp/cp.go, extractFileSpec). @throws CommandError */
export function parseFileSpec(text: string): FileSpec {
  const colon = text.indexOf(':');
  if (colon === -1) return { pod: '', namespace: '', file: withoutSlash(text) };
  const pieces = text.slice(0, colon).split('/');
  if (colon === 0 || pieces.length > 2)
    throw new CommandError('filespec must match the canonical format: [[namespace/]pod:]file/path');
  return {
    pod: pieces.at(-1)!,
    namespace: pieces.length === 2 ? pieces[0]! : '',
    file: remoteFile(text.slice(colon + 1)),
  };
}

/** A name in a Pod: backslashes are slashes, as for names that a Windows machine wrote. */
export function remoteFile(name: string): string {
  return withoutSlash(name).replaceAll('\\', '/');
}

function withoutSlash(name: string): string {
  return name !== '/' && name.endsWith('/') ? name.slice(0, -1) : name;
}

/** Leading `../` cut off, and the slash that remains; `.` and `..` are ''. */
function withoutShortcuts(path: string): string {
  const rest = path.replace(/^(?:\.\.\/)+/, '');
  return rest === '.' || rest === '..' ? '' : rest.replace(/^\//, '');
}

/** What the names of a Pod's archive begin with: tar cuts slashes off, and nothing leads above the root. */
export function memberPrefix(file: string): string {
  return withoutShortcuts(remoteFile(clean(file.replace(/^[/\\]+/, ''))));
}

/** Whether a file lies where, or below where, it is to be copied to. */
export function isBelow(target: string, file: string): boolean {
  const path = relative(target, file);
  return path !== undefined && (path === '.' || path === withoutShortcuts(path));
}
