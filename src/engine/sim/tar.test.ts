import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tarEnd, tarEntry, TarFault, TarReader, type TarEntry } from './tar.ts';
import type { Task } from './task.ts';

const plain: TarEntry = {
  name: 'a',
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  userName: 'root',
  groupName: 'root',
  mtime: 1_635_889_857_000,
  target: '',
  text: '',
};

/** Reads an archive that comes in pieces. */
function read(pieces: readonly string[]): TarEntry[] {
  const rest = pieces.filter((piece) => piece !== '');
  const reader = new TarReader(function* (): Task<string> {
    return rest.shift() ?? '';
  });
  const all = (function* (): Task<TarEntry[]> {
    const entries: TarEntry[] = [];
    for (let one = yield* reader.next(); one !== undefined; one = yield* reader.next()) entries.push(one);
    return entries;
  })().next();
  if (all.done !== true) throw new Error('it waited');
  return all.value;
}

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 150 })
  .filter((text) => !/[\0/\ud800-\udfff]/u.test(text));

test('what is written is read again, wherever the stream is cut', () => {
  const bytes = fc.string({ unit: fc.constantFrom('a', 'ß', '😀', '\udcff', '\n', '\0'), maxLength: 1100 });
  fc.assert(
    fc.property(
      fc.array(fc.record({ name, text: bytes, mode: fc.nat(0o777) }), { maxLength: 4 }),
      fc.nat(),
      (files, at) => {
        const entries = files.map((file) => ({ ...plain, ...file }));
        const archive = entries.map(tarEntry).join('') + tarEnd;
        const cut = at % archive.length;
        expect(read([archive.slice(0, cut), archive.slice(cut)])).toMatchObject(entries);
      },
    ),
  );
});

test('links and directories keep what they are', () => {
  const entries: TarEntry[] = [
    { ...plain, name: 'd/', type: 'directory', mode: 0o755 },
    { ...plain, name: 'l', type: 'symlink', target: `${'x'.repeat(120)}/y` },
  ];
  expect(read([entries.map(tarEntry).join('') + tarEnd])).toMatchObject(entries);
});

test('an archive that is cut off is a fault, one that ends after an entry is not', () => {
  const archive = tarEntry({ ...plain, text: 'hello' });
  expect(read([archive])).toHaveLength(1);
  expect(() => read([archive.slice(0, 700)])).toThrow(TarFault);
  expect(() => read(['x'.repeat(512)])).toThrow('invalid tar header');
  expect(() => read([''])).toThrow('unexpected EOF');
});
