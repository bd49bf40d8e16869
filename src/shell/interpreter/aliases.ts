import { forEachChild, parse, type SyntaxNode, type Word } from 'unbash';
import type { Shell } from './shell.ts';

/** Replaces the aliases of a text (POSIX 2.3.1). bash does it only in interactive shells, ash always. */
export function expandAliases(shell: Shell, text: string): string {
  if (shell.aliases.size === 0) return text;
  const enabled = shell.flavour.name === 'ash' || shell.interactive || shell.shopt.has('expand_aliases');
  return enabled ? replaceAliases(text, shell.aliases) : text;
}

/** The pure part of it. */
export function replaceAliases(text: string, aliases: ReadonlyMap<string, string>): string {
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Command' && node.name !== undefined) {
      const words = [node.name, ...node.args.filter((argument): argument is Word => argument.type === 'Word')];
      for (const word of words) {
        const value = isPlainWord(word, text) ? valueOf(word.text, aliases, new Set()) : undefined;
        if (value === undefined) break;
        edits.push({ start: word.pos, end: word.end, text: value });
        // A value that ends in a blank makes the next word a candidate too.
        if (!/[ \t]$/.test(value)) break;
      }
    }
    forEachChild(node, visit);
  };
  visit(parse(text));
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end), text);
}

/** An alias's value with the aliases in its own first word replaced; a name is not replaced within itself. */
function valueOf(name: string, aliases: ReadonlyMap<string, string>, seen: ReadonlySet<string>): string | undefined {
  const value = aliases.get(name);
  if (value === undefined || seen.has(name)) return undefined;
  const first = /^\s*([^\s;&|<>()'"\\$`]+)/.exec(value);
  const inner = first === null ? undefined : valueOf(first[1]!, aliases, new Set([...seen, name]));
  return inner === undefined ? value : value.replace(first![1]!, () => inner);
}

function isPlainWord(word: Word, text: string): boolean {
  return text.slice(word.pos, word.end) === word.text && !/['"\\$`]/.test(word.text);
}
