import { encodeBase64 } from './base64.ts';

/**
 * A JSON Web Token with these claims, of the form of a real one. There is no key behind its signature, and nothing in the simulation asks for it.
 * @param random gives the signature's hexadecimal digits.
 */
export function webToken(claims: object, random: { hex(length: number): string }): string {
  const header = { alg: 'RS256', kid: 'podarium' };
  return [JSON.stringify(header), JSON.stringify(claims), random.hex(256)].map(base64Url).join('.');
}

const base64Url = (text: string): string =>
  encodeBase64(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
