import { sha256 } from '../../shell/coreutils/digests.ts';
import { isRecord, nameOf, recordAt, type Json } from '../object.ts';
import { goJson } from '../printers/json.ts';

/** Vowels, and digits that look like letters, become consonants. */
const letters: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

/** The object with a hash of its contents behind its name: --append-hash (kubectl/pkg/util/hash/hash.go). */
export function withHash(object: Json): Json {
  const { kind, type, data, binaryData } = object;
  const hashed = {
    kind,
    ...(kind === 'Secret' ? { type: type ?? '' } : {}),
    name: nameOf(object),
    data: data ?? {},
    ...(isRecord(binaryData) && Object.keys(binaryData).length > 0 ? { binaryData } : {}),
  };
  const hex = sha256(new TextEncoder().encode(goJson(hashed)));
  const suffix = hex.slice(0, 10).replace(/[013ae]/g, (digit) => letters[digit]!);
  return { ...object, metadata: { ...recordAt(object, 'metadata'), name: `${nameOf(object)}-${suffix}` } };
}
