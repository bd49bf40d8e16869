import { GoValue } from '../field.ts';
import { goQuote, goStringMap, goStringSlice } from '../go-syntax.ts';
import type { LabelSelectorObject } from '../selectors.ts';

/* Values in messages: JSON since v1.33, Go syntax (%#v) before. */

export type StringMap = Readonly<Record<string, string>>;
export type IntOrString = number | string;

export function stringMapValue(map: StringMap | undefined): GoValue {
  if (map === undefined) return new GoValue(null, 'map[string]string(nil)');
  const sorted = Object.fromEntries(
    Object.keys(map)
      .sort()
      .map((key) => [key, map[key]]),
  );
  return new GoValue(sorted, goStringMap(map));
}

/** @param go the name of the slice's type, `core.ResourceQuotaScope` */
export function stringListValue(list: readonly string[] | undefined, go = 'string'): GoValue {
  if (list === undefined) return new GoValue(null, `[]${go}(nil)`);
  return new GoValue(list, goStringSlice(list).replace('[]string', `[]${go}`));
}

export function selectorValue(selector: LabelSelectorObject | undefined): GoValue {
  if (selector === undefined) return new GoValue(null, '"null"');
  const { matchLabels, matchExpressions } = selector;
  const json: Record<string, unknown> = {};
  if (Object.keys(matchLabels ?? {}).length > 0) json['matchLabels'] = stringMapValue(matchLabels).json;
  if ((matchExpressions ?? []).length > 0) json['matchExpressions'] = matchExpressions;
  const requirements = matchExpressions?.map(
    ({ key, operator, values }) =>
      `v1.LabelSelectorRequirement{Key:${goQuote(key)}, Operator:${goQuote(operator)}, Values:${stringListValue(values).go}}`,
  );
  const expressions =
    requirements === undefined
      ? '[]v1.LabelSelectorRequirement(nil)'
      : `[]v1.LabelSelectorRequirement{${requirements.join(', ')}}`;
  return new GoValue(
    json,
    `v1.LabelSelector{MatchLabels:${stringMapValue(matchLabels).go}, MatchExpressions:${expressions}}`,
  );
}

export function intOrStringValue(value: IntOrString | undefined): GoValue {
  const given = value ?? 0;
  const [type, number, text] = typeof given === 'string' ? [1, 0, given] : [0, given, ''];
  return new GoValue(given, `intstr.IntOrString{Type:${type}, IntVal:${number}, StrVal:${goQuote(text)}}`);
}
