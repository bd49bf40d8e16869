import { isRecord, type Json } from '../../object.ts';

const mask = '***';

/** A Secret's values hidden, so that one can still see which change (diff.go Masker). */
export function maskedSecrets(from: Json | undefined, to: Json): readonly [Json | undefined, Json] {
  const before = dataOf(from);
  const after = dataOf(to);
  const changed = (key: string): boolean =>
    before !== undefined &&
    after !== undefined &&
    Object.hasOwn(before, key) &&
    Object.hasOwn(after, key) &&
    before[key] !== after[key];
  const masked = (data: Json, suffix: string): Json =>
    Object.fromEntries(Object.keys(data).map((key) => [key, changed(key) ? `${mask} (${suffix})` : mask]));
  return [
    from === undefined || before === undefined ? from : { ...from, data: masked(before, 'before') },
    after === undefined ? to : { ...to, data: masked(after, 'after') },
  ];
}

function dataOf(object: Json | undefined): Json | undefined {
  const data = object?.['data'];
  return isRecord(data) ? data : undefined;
}
