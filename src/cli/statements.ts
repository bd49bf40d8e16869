import { parse } from 'unbash';

/** The complete commands of a script, each with the lines that it spans, comments left out. A script that can't be parsed is one statement. */
export function statements(script: string): readonly string[] {
  const { commands, errors } = parse(script);
  if ((errors ?? []).length > 0) return [script];
  const out: string[] = [];
  let from = 0;
  for (const [i, command] of commands.entries()) {
    // A here-document's body follows the line that its command stands on: a statement runs up to the next one.
    const next = commands[i + 1];
    const end = next === undefined ? script.length : next.pos;
    const text = script
      .slice(Math.max(from, command.pos), end)
      .split('\n')
      .filter(
        (line, at) => at === 0 || !line.trimStart().startsWith('#') || /<<-?\s*\S/.test(script.slice(command.pos, end)),
      )
      .join('\n')
      .trimEnd();
    from = end;
    if (text !== '') out.push(text);
  }
  return out;
}
