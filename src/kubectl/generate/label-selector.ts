import { parseLabelSelector, SelectorError } from '../../engine/api/selectors.ts';
import { CommandError } from '../errors.ts';
import { quote } from '../go/quote.ts';
import type { Json } from '../object.ts';

const operators: Readonly<Record<string, string>> = { in: 'In', notin: 'NotIn', exists: 'Exists', '!': 'DoesNotExist' };

/** A selector text as an object (metav1.ParseToLabelSelector). */
export function parseToLabelSelector(text: string): Json {
  let requirements;
  try {
    requirements = parseLabelSelector(text).requirements;
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw new CommandError(`couldn't parse the selector string "${text}": ${error.message}`);
  }
  const matchLabels: Record<string, string> = {};
  const matchExpressions: Json[] = [];
  for (const { key, operator, values } of requirements) {
    if (operator === '=' || operator === '==') {
      matchLabels[key] = values[0] ?? '';
      continue;
    }
    const word = operators[operator];
    if (word === undefined) {
      const refused =
        operator === 'gt' || operator === 'lt'
          ? `${quote(operator)} isn't supported in label selectors`
          : `${quote(operator)} is not a valid label selector operator`;
      throw new CommandError(refused);
    }
    matchExpressions.push({ key, operator: word, ...(values.length === 0 ? {} : { values }) });
  }
  return {
    ...(Object.keys(matchLabels).length === 0 ? {} : { matchLabels }),
    ...(matchExpressions.length === 0 ? {} : { matchExpressions }),
  };
}
