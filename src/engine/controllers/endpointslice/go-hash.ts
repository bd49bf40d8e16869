/*
 * The order of ports and subsets is that of a hash over Go's dump of them (spew's `%#v` into FNV-128a: pkg/util/hash, k8s.io/utils/dump), which anybody
 * can see in `kubectl get endpoints` of a Service with two ports.
 */

const offset = 0x6c62272e07bb014262b821756295c58dn;
const prime = 0x0000000001000000000000000000013bn;
const mask = (1n << 128n) - 1n;

/** FNV-128a of a text, as 32 hexadecimal digits. */
export function fnv128a(text: string): string {
  let hash = offset;
  for (const byte of new TextEncoder().encode(text)) hash = ((hash ^ BigInt(byte)) * prime) & mask;
  return hash.toString(16).padStart(32, '0');
}

type Field = readonly [name: string, type: string, value: string | number | undefined];

/** A struct of scalars as spew writes it; a pointer's type begins with `*`, undefined is nil. */
export function dumpStruct(type: string, fields: readonly Field[]): string {
  return `(${type})${dumpFields(fields)}`;
}

export function dumpFields(fields: readonly Field[]): string {
  return `{${fields.map(([name, kind, value]) => `${name}:(${kind})${value ?? (kind.startsWith('*') ? '<nil>' : '')}`).join(' ')}}`;
}

/** The items in the order of their hashes. */
export function sortByHash<T>(items: readonly T[], dump: (item: T) => string): readonly T[] {
  if (items.length < 2) return items;
  const hashed = items.map((item) => ({ item, hash: fnv128a(dump(item)) }));
  return hashed.sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0)).map(({ item }) => item);
}
