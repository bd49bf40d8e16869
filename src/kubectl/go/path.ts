/* Go's package path: names with slashes, without a look at any file system. */

/** The shortest name of the same file: `.` for ''. */
export function clean(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!rooted) parts.push('..');
  }
  return `${rooted ? '/' : ''}${parts.join('/')}` || '.';
}

/** Glues names together; '' if there are none. */
export function join(...elements: readonly string[]): string {
  const given = elements.filter((element) => element !== '');
  return given.length === 0 ? '' : clean(given.join('/'));
}

export function dir(path: string): string {
  return clean(path.slice(0, path.lastIndexOf('/') + 1));
}

export function base(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** How `target` is named from `from` (filepath.Rel); undefined where that cannot be known. */
export function relative(from: string, target: string): string | undefined {
  const [start, end] = [clean(from), clean(target)];
  if (start.startsWith('/') !== end.startsWith('/')) return undefined;
  const [a, b] = [start, end].map((path) => path.split('/').filter((part) => part !== '' && part !== '.')) as [
    string[],
    string[],
  ];
  while (a.length > 0 && a[0] === b[0]) {
    a.shift();
    b.shift();
  }
  if (a.includes('..')) return undefined;
  return [...a.map(() => '..'), ...b].join('/') || '.';
}
