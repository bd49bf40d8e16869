import { CommandError } from './errors.ts';

/** `a=b` words as a map (cmdutil.ParsePairs). @param type how the refusal names them: `annotations`. */
export function parsePairs(words: readonly string[], type: string): Readonly<Record<string, string>> {
  const wrong = words.filter((word) => word.indexOf('=') <= 0);
  if (wrong.length > 0) throw new CommandError(`invalid ${type} format: ${wrong.join(', ')}`);
  return Object.fromEntries(
    words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] as const),
  );
}
