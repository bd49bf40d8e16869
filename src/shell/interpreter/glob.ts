import type { ProcessContext } from '../../engine/sim/process.ts';
import { SysError } from '../../engine/sim/process.ts';
import { compilePattern, hasPattern, unescapePattern } from './pattern.ts';

export interface GlobOptions {
  readonly extended: boolean;
  /** `*` matches names that begin with a dot. */
  readonly dotfiles: boolean;
  /** `**` matches directories at any depth. */
  readonly globstar: boolean;
  readonly ignoreCase: boolean;
}

/** The pathnames that match a pattern, sorted; none if nothing matches. */
export function expandPathname(p: ProcessContext, pattern: string, options: GlobOptions): string[] {
  const absolute = pattern.startsWith('/');
  const segments = pattern.split(/\/+/).filter((segment) => segment !== '');
  const onlyDirectories = pattern.endsWith('/');
  let paths: string[] = [absolute ? '/' : ''];
  segments.forEach((segment, index) => {
    const last = index === segments.length - 1;
    const next: string[] = [];
    for (const base of paths) {
      if (options.globstar && segment === '**') {
        if (!last) next.push(base);
        next.push(...descendants(p, base, last && !onlyDirectories));
      } else if (hasPattern(segment, options.extended)) {
        const expression = compilePattern(segment, options);
        const wantsDot = segment.startsWith('.') || segment.startsWith('\\.');
        for (const name of list(p, base)) {
          if (name.startsWith('.') && !wantsDot && !options.dotfiles) continue;
          if (!expression.test(name)) continue;
          if ((!last || onlyDirectories) && !isDirectory(p, join(base, name))) continue;
          next.push(join(base, name));
        }
      } else {
        const path = join(base, unescapePattern(segment));
        if (exists(p, path)) next.push(path);
      }
    }
    paths = next;
  });
  if (onlyDirectories) paths = paths.filter((path) => isDirectory(p, path)).map((path) => `${path}/`);
  return paths.sort();
}

function descendants(p: ProcessContext, base: string, files: boolean): string[] {
  const found: string[] = [];
  for (const name of list(p, base)) {
    if (name.startsWith('.')) continue;
    const path = join(base, name);
    const directory = isDirectory(p, path);
    if (files || directory) found.push(path);
    if (directory) found.push(...descendants(p, path, files));
  }
  return found;
}

function join(base: string, name: string): string {
  return base === '' || base.endsWith('/') ? base + name : `${base}/${name}`;
}

function list(p: ProcessContext, base: string): string[] {
  return answer(() => [...p.readdir(base === '' ? '.' : base)].sort(), []);
}

function isDirectory(p: ProcessContext, path: string): boolean {
  return answer(() => p.stat(path).type === 'directory', false);
}

function exists(p: ProcessContext, path: string): boolean {
  return answer(() => p.lstat(path) !== undefined, false);
}

/** What cannot be read does not match. */
function answer<T>(ask: () => T, otherwise: T): T {
  try {
    return ask();
  } catch (error) {
    if (error instanceof SysError) return otherwise;
    throw error;
  }
}
