import type { FileStat } from '../../engine/sim/process.ts';

const kinds: Readonly<Record<FileStat['type'], string>> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  device: 'c',
  fifo: 'p',
  socket: 's',
};

/** `drwxr-xr-x`. */
export function modeText(stat: Pick<FileStat, 'type' | 'mode'>): string {
  const { mode } = stat;
  const bits = (shift: number, special: boolean, letter: string): string =>
    `${(mode >> shift) & 4 ? 'r' : '-'}${(mode >> shift) & 2 ? 'w' : '-'}` +
    (special ? ((mode >> shift) & 1 ? letter : letter.toUpperCase()) : (mode >> shift) & 1 ? 'x' : '-');
  return (
    kinds[stat.type] +
    bits(6, (mode & 0o4000) !== 0, 's') +
    bits(3, (mode & 0o2000) !== 0, 's') +
    bits(0, (mode & 0o1000) !== 0, 't')
  );
}

/** Applies an octal or symbolic mode (`755`, `u+x,go-w`, `+x`); undefined if the text is none. */
export function changeMode(text: string, mode: number, isDirectory: boolean): number | undefined {
  if (/^[0-7]{1,4}$/.test(text)) return Number.parseInt(text, 8);
  let result = mode;
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)((?:[-+=][rwxXst]*)+)$/.exec(clause);
    if (match === null) return undefined;
    const who = match[1] === '' ? 'a' : match[1]!;
    for (const action of match[2]!.matchAll(/([-+=])([rwxXst]*)/g)) {
      let mask = 0;
      let bits = 0;
      for (const [letter, shift] of [
        ['u', 6],
        ['g', 3],
        ['o', 0],
      ] as const) {
        if (!who.includes(letter) && !who.includes('a')) continue;
        mask |= 7 << shift;
        if (action[2]!.includes('r')) bits |= 4 << shift;
        if (action[2]!.includes('w')) bits |= 2 << shift;
        if (action[2]!.includes('x')) bits |= 1 << shift;
        if (action[2]!.includes('X') && (isDirectory || (result & 0o111) !== 0)) bits |= 1 << shift;
        if (action[2]!.includes('s')) bits |= letter === 'u' ? 0o4000 : letter === 'g' ? 0o2000 : 0;
      }
      if (action[2]!.includes('t')) bits |= 0o1000;
      if (action[1] === '+') result |= bits;
      else if (action[1] === '-') result &= ~bits;
      else result = (result & ~mask) | bits;
    }
  }
  return result;
}
