import { CommandError } from '../../errors.ts';

/** `metadata.name`, `.metadata.name` and `{.metadata.name}` are one expression (get.RelaxedJSONPathExpression). */
export function relaxedJsonPath(expression: string): string {
  if (expression === '') return expression;
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(expression);
  if (match === null) {
    throw new CommandError(
      "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
    );
  }
  return `{.${match[1] ?? match[2] ?? ''}}`;
}
