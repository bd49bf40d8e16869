import { decodeBase64Bytes } from '../../engine/api/base64.ts';

/**
 * What Go's tls.X509KeyPair has against a certificate and a key; undefined if they fit. Read as far as it takes to tell
 * that they belong together: both are PEM, and the public half is the same bytes in both.
 */
export function checkKeyPair(cert: string, key: string): string | undefined {
  const certs = pemBlocks(cert);
  const certificate = certs.find((block) => block.type === 'CERTIFICATE');
  if (certificate === undefined) return missing('certificate', certs, 'CERTIFICATE');
  const keys = pemBlocks(key);
  const privateKey = keys.find((block) => block.type === 'PRIVATE KEY' || block.type.endsWith(' PRIVATE KEY'));
  if (privateKey === undefined) {
    if (keys.length === 1 && keys[0]!.type === 'CERTIFICATE')
      return 'tls: found a certificate rather than a key in the PEM for the private key';
    return missing('key', keys, '');
  }
  const publicKey = subjectPublicKey(certificate.bytes);
  if (publicKey === undefined) return 'x509: malformed certificate';
  const numbers = publicNumbers(privateKey.bytes);
  if (numbers === undefined) return 'tls: failed to parse private key';
  return numbers.some((number) => contains(publicKey, number))
    ? undefined
    : 'tls: private key does not match public key';
}

interface PemBlock {
  readonly type: string;
  readonly bytes: Uint8Array;
}

function pemBlocks(text: string): readonly PemBlock[] {
  const blocks = text.matchAll(/^-----BEGIN ([^\n-]*)-----\r?\n([A-Za-z0-9+/=\s]*)^-----END \1-----/gm);
  return [...blocks].map(([, type, body]) => ({ type: type!, bytes: decodeBase64Bytes(body!) }));
}

function missing(what: 'certificate' | 'key', found: readonly PemBlock[], wanted: string): string {
  if (found.length === 0) return `tls: failed to find any PEM data in ${what} input`;
  const types = found.map((block) => block.type).join(' ');
  if (what === 'certificate' && found.length === 1 && found[0]!.type.endsWith('PRIVATE KEY')) {
    return 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched';
  }
  return what === 'certificate'
    ? `tls: failed to find "${wanted}" PEM block in certificate input after skipping PEM blocks of the following types: [${types}]`
    : `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${types}]`;
}

interface Der {
  readonly tag: number;
  readonly body: Uint8Array;
}

/** The values of one level of DER; undefined where it is cut off. */
function derValues(bytes: Uint8Array): readonly Der[] | undefined {
  const values: Der[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = bytes[at]!;
    let length = bytes[at + 1];
    at += 2;
    if (length === undefined) return undefined;
    if (length > 0x80) {
      let count = length & 0x7f;
      for (length = 0; count > 0; count--) length = length * 256 + (bytes[at++] ?? 0);
    }
    if (at + length > bytes.length) return undefined;
    values.push({ tag, body: bytes.subarray(at, at + length) });
    at += length;
  }
  return values;
}

function inside(der: Der | undefined): readonly Der[] {
  return der === undefined ? [] : (derValues(der.body) ?? []);
}

/** SubjectPublicKeyInfo's bits (RFC 5280 4.1): after version, serial, algorithm, issuer, validity and subject. */
function subjectPublicKey(certificate: Uint8Array): Uint8Array | undefined {
  const fields = inside(inside(derValues(certificate)?.[0])[0]);
  const info = fields[fields[0]?.tag === 0xa0 ? 6 : 5];
  return inside(info)[1]?.body;
}

/** An RSA key's modulus, or an elliptic key's public point: PKCS#1, SEC 1, or either inside PKCS#8. */
function publicNumbers(key: Uint8Array): readonly Uint8Array[] | undefined {
  const fields = inside(derValues(key)?.[0]);
  if (fields.length === 0) return undefined;
  const inner = fields.find((field) => field.tag === 0x04);
  // PKCS#8: version, algorithm, the key in an octet string.
  if (fields[1]?.tag === 0x30 && inner !== undefined) return publicNumbers(inner.body);
  if (fields[1]?.tag === 0x02) return [fields[1].body];
  const point = fields.find((field) => field.tag === 0xa1);
  return point === undefined ? undefined : inside(point).map((bits) => bits.body);
}

function contains(whole: Uint8Array, part: Uint8Array): boolean {
  for (let i = 0; i + part.length <= whole.length; i++) {
    if (part.every((byte, at) => whole[i + at] === byte)) return true;
  }
  return false;
}
