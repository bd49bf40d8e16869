import type { ProcessContext } from './process.ts';
import type { Task } from './task.ts';

/**
 * The text of whatever a path names, waiting for it where it is a pipe (`/dev/fd/63`), which `readFile` cannot.
 * @throws SysError
 */
export function* readWhole(p: ProcessContext, path: string): Task<string> {
  if (p.stat(path).type === 'file') return p.readFile(path);
  const fd = p.open(path, { read: true });
  const chunks: string[] = [];
  try {
    for (let chunk = yield* p.read(fd); chunk !== ''; chunk = yield* p.read(fd)) chunks.push(chunk);
  } finally {
    p.close(fd);
  }
  return chunks.join('');
}
