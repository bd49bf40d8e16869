import type { Function as FunctionNode } from 'unbash';
import { print } from 'unbash/printer';
import type { Source } from './source.ts';

/** A function of the shell: its body, and the text that the body's positions belong to. */
export interface FunctionDefinition {
  readonly node: FunctionNode;
  readonly source: Source;
}

/** A function as `declare -f` and `type` print it: bash's layout, with the parser's spelling of the commands. */
export function functionText(name: string, definition: FunctionDefinition): string {
  const { body } = definition.node;
  const inner = body.type === 'BraceGroup' ? body.body.commands : undefined;
  if (inner === undefined) return `${name} () \n${definition.source.text.slice(body.pos, body.end)}`;
  const script = { type: 'Script', pos: body.pos, end: body.end, shebang: undefined, commands: inner } as const;
  const lines = print(script).trimEnd().split('\n');
  const indented = lines.map((line) => `    ${line.replace(/^(?: {2})+/, (blanks) => blanks + blanks)}`);
  return `${name} () \n{ \n${indented.join('\n')}\n}`;
}
