import { invalid, type FieldError } from '../field.ts';
import type { ReleaseRef } from '../json.ts';

/* k8s.io/apimachinery/pkg/util/validation/ip.go: addresses as the "legacy" fields take them. */

/** The address as sixteen-bit groups (IPv6) or octets (IPv4). */
interface Address {
  readonly family: 4 | 6;
  readonly parts: readonly number[];
  /** Octets written with leading zeroes, which net.ParseIP once ignored. */
  readonly leadingZeroes: boolean;
}

function parseIpv4(text: string): Address | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (match === null) return undefined;
  const octets = match.slice(1);
  if (octets.some((octet) => Number(octet) > 255)) return undefined;
  return {
    family: 4,
    parts: octets.map(Number),
    leadingZeroes: octets.some((octet) => octet.length > 1 && octet.startsWith('0')),
  };
}

function parseIpv6(text: string): Address | undefined {
  if (!text.includes(':')) return undefined;
  let head = text;
  let tail: number[] = [];
  let leadingZeroes = false;
  const lastColon = text.lastIndexOf(':');
  if (text.slice(lastColon + 1).includes('.')) {
    const v4 = parseIpv4(text.slice(lastColon + 1));
    if (v4 === undefined) return undefined;
    leadingZeroes = v4.leadingZeroes;
    const [a, b, c, d] = v4.parts as [number, number, number, number];
    tail = [a * 256 + b, c * 256 + d];
    head = text.slice(0, lastColon + 1);
    if (!head.endsWith('::')) head = head.slice(0, -1);
  }
  const halves = head.split('::');
  if (halves.length > 2) return undefined;
  const groups = (half: string): number[] | undefined => {
    if (half === '') return [];
    const out: number[] = [];
    for (const group of half.split(':')) {
      if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
      out.push(parseInt(group, 16));
    }
    return out;
  };
  const left = groups(halves[0]!);
  const right = halves.length === 2 ? groups(halves[1]!) : [];
  if (left === undefined || right === undefined) return undefined;
  const given = left.length + right.length + tail.length;
  if (halves.length === 1 ? given !== 8 : given > 7) return undefined;
  const parts = [...left, ...Array<number>(8 - given).fill(0), ...right, ...tail];
  return { family: 6, parts, leadingZeroes };
}

function parse(text: string): Address | undefined {
  return parseIpv4(text) ?? parseIpv6(text);
}

const isMapped = ({ family, parts }: Address): boolean =>
  family === 6 && parts.slice(0, 5).every((part) => part === 0) && parts[5] === 0xffff;

/** 4 or 6, or undefined for what is no address. */
export function ipFamilyOf(text: string): 4 | 6 | undefined {
  const address = parse(text);
  if (address === undefined) return undefined;
  return isMapped(address) ? 4 : address.family;
}

/** Whether addresses are of both families, one of each. */
export function isDualStack(addresses: readonly string[]): boolean {
  const families = new Set(addresses.map(ipFamilyOf));
  return families.has(4) && families.has(6);
}

const notAnIp = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

/** @param oldMessage what v1.20 said in that place. */
export function validateIp(
  value: string,
  field: string,
  release: ReleaseRef,
  oldMessage: string = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
): FieldError[] {
  const address = parse(value);
  if (address === undefined) return [invalid(field, value, release.name === '1.20' ? oldMessage : notAnIp)];
  if (release.name === '1.20') return [];
  if (address.leadingZeroes) return [invalid(field, value, 'must not have leading 0s')];
  return isMapped(address) ? [invalid(field, value, 'must not be an IPv4-mapped IPv6 address')] : [];
}

/** An address with its special uses excluded, as endpoints have it (ValidateEndpointIP, once ValidateNonSpecialIP). */
export function validateEndpointIp(value: string, field: string, release: ReleaseRef): FieldError[] {
  const address = parse(value);
  if (address === undefined) return [invalid(field, value, 'must be a valid IP address')];
  const old = release.name === '1.20';
  const [first = 0, second = 0] = address.parts;
  const v4 = address.family === 4;
  const errors: FieldError[] = [];
  if (address.parts.every((part) => part === 0)) {
    errors.push(invalid(field, value, `may not be unspecified (${old ? '0.0.0.0' : value})`));
  }
  const notIn = (range: string, v4Range: string, v6Range: string): void => {
    errors.push(invalid(field, value, `may not be in the ${range} range (${v4Range}${old ? '' : `, ${v6Range}`})`));
  };
  if (v4 ? first === 127 : address.parts.slice(0, 7).every((part) => part === 0) && address.parts[7] === 1) {
    notIn('loopback', '127.0.0.0/8', '::1/128');
  }
  if (v4 ? first === 169 && second === 254 : (first & 0xffc0) === 0xfe80) {
    notIn('link-local', '169.254.0.0/16', 'fe80::/10');
  }
  if (v4 ? first === 224 && second === 0 && address.parts[2] === 0 : (first & 0xff0f) === 0xff02) {
    notIn('link-local multicast', '224.0.0.0/24', 'ff02::/10');
  }
  return errors;
}

export function validateCidr(value: string, field: string, release: ReleaseRef, oldMessage?: string): FieldError[] {
  const slash = value.indexOf('/');
  const address = slash < 0 ? undefined : parse(value.slice(0, slash));
  const length = value.slice(slash + 1);
  const bits = address?.family === 4 ? 32 : 128;
  if (address === undefined || !/^\d+$/.test(length) || Number(length) > bits) {
    const message = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
    return [invalid(field, value, release.name === '1.20' ? (oldMessage ?? message) : message)];
  }
  if (release.name === '1.20') return [];
  if (address.leadingZeroes || (length.length > 1 && length.startsWith('0'))) {
    return [invalid(field, value, 'must not have leading 0s in IP or prefix length')];
  }
  if (isMapped(address)) return [invalid(field, value, 'must not have an IPv4-mapped IPv6 address')];
  return hasHostBits(address, Number(length))
    ? [invalid(field, value, 'must not have bits set beyond the prefix length')]
    : [];
}

function hasHostBits({ family, parts }: Address, prefix: number): boolean {
  const width = family === 4 ? 8 : 16;
  return parts.some((part, i) => {
    const inPrefix = Math.min(Math.max(prefix - i * width, 0), width);
    return (part & ((1 << (width - inPrefix)) - 1)) !== 0;
  });
}

/** Whether a range lies in another and is smaller; undefined if either is none. */
export function isStrictSubset(inner: string, outer: string): boolean | undefined {
  const parseRange = (text: string): { address: Address; length: number } | undefined => {
    const [ip = '', length = ''] = text.split('/');
    const address = parse(ip);
    return address === undefined || !/^\d+$/.test(length) ? undefined : { address, length: Number(length) };
  };
  const [a, b] = [parseRange(inner), parseRange(outer)];
  if (a === undefined || b === undefined) return undefined;
  if (a.address.family !== b.address.family || b.length >= a.length) return false;
  const width = a.address.family === 4 ? 8 : 16;
  return a.address.parts.every((part, i) => {
    const bits = Math.min(Math.max(b.length - i * width, 0), width);
    const mask = ((1 << bits) - 1) << (width - bits);
    return (part & mask) === (b.address.parts[i]! & mask);
  });
}
