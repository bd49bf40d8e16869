/** What generated names end in: no vowels, so that no words appear (k8s.io/apimachinery/pkg/util/rand). */
export const suffixAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** k8s.io/apiserver/pkg/storage/names: 63 characters less the five of the suffix. */
const maxBaseLength = 58;

/** `generateName` plus five random characters. */
export function generateName(base: string, random: { text(length: number, alphabet: string): string }): string {
  return base.slice(0, maxBaseLength) + random.text(5, suffixAlphabet);
}

/**
 * Digits mapped onto the alphabet of generated names, as `rand.SafeEncodeString` does for pod-template hashes.
 */
export function safeEncode(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) out += suffixAlphabet[text.charCodeAt(i) % suffixAlphabet.length]!;
  return out;
}
