const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/** FNV-1a with 32 bits over the UTF-8 of a text, and over bytes behind it (hash/fnv New32a). */
export function fnv32a(text: string, rest: readonly number[] = []): number {
  let hash = offsetBasis;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, prime);
  for (const byte of rest) hash = Math.imul(hash ^ byte, prime);
  return hash >>> 0;
}

/** FNV-1 with 32 bits (hash/fnv New32): it multiplies first. */
export function fnv32(text: string): number {
  let hash = offsetBasis;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash, prime) ^ byte;
  return hash >>> 0;
}
