import type { Command } from './command.ts';

/** What cobra offers for a wrong word: names at most two edits away, names that begin so, and known confusions. */
export function suggestionsFor(word: string, commands: readonly Command[]): readonly string[] {
  const typed = word.toLowerCase();
  return commands
    .filter(
      (command) =>
        command.hidden !== true &&
        (editDistance(typed, command.name.toLowerCase()) <= 2 ||
          command.name.toLowerCase().startsWith(typed) ||
          (command.suggestFor ?? []).some((other) => other.toLowerCase() === typed)),
    )
    .map((command) => command.name);
}

/** Levenshtein's distance. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
