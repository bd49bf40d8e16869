import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One line of bash. Lines that only prepare are run, and not compared. */
export interface Line {
  readonly text: string;
  readonly compared: boolean;
}

/** Lines that run one after the other in a namespace of their own. */
export interface Case {
  /** `theme/name` */
  readonly id: string;
  readonly lines: readonly Line[];
  /** Touches what all namespaces share: runs alone. */
  readonly alone: boolean;
  /** Only under this release. */
  readonly release: string | undefined;
}

/**
 * Reads corpus/*.txt: `## name` begins a case, `#! alone` and `#! release 1.36` qualify it, `# ` is a comment, `@ ` begins a
 * line that prepares, and every other line is compared.
 */
export function readCorpus(directory: string): readonly Case[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .flatMap((name) => parseTheme(basename(name, '.txt'), readFileSync(join(directory, name), 'utf8')));
}

export function parseTheme(theme: string, text: string): readonly Case[] {
  const cases: { id: string; lines: Line[]; alone: boolean; release: string | undefined }[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('# ')) continue;
    if (line.startsWith('## ')) {
      const id = `${theme}/${line.slice(3).trim()}`;
      if (cases.some((one) => one.id === id)) throw new Error(`${theme}.txt:${i + 1}: a second case "${id}"`);
      cases.push({ id, lines: [], alone: false, release: undefined });
      continue;
    }
    const last = cases.at(-1);
    if (last === undefined) throw new Error(`${theme}.txt:${i + 1}: a line before the first case`);
    const directive = /^#! (alone|release (1\.\d+))$/.exec(line);
    if (directive !== null) {
      if (directive[1] === 'alone') last.alone = true;
      else last.release = directive[2];
    } else if (line.startsWith('#')) throw new Error(`${theme}.txt:${i + 1}: not understood: ${line}`);
    else if (line.startsWith('@ ')) last.lines.push({ text: line.slice(2), compared: false });
    else last.lines.push({ text: line, compared: true });
  }
  return cases;
}

/** All files below a directory, by their relative path. */
export function readManifests(directory: string, prefix = ''): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) Object.assign(files, readManifests(path, `${prefix}${entry.name}/`));
    else files[`${prefix}${entry.name}`] = readFileSync(path, 'utf8');
  }
  return files;
}
