/** IPv4 arithmetic, and the little of IPv6 that the simulation has: the any address and loopback. */

export const anyAddresses: readonly string[] = ['0.0.0.0', '::'];

/** An IPv4 address as a number, or undefined if `text` is none. */
export function parseIPv4(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  let value = 0;
  for (const part of match.slice(1)) {
    if (part.length > 1 && part.startsWith('0')) return undefined;
    const byte = Number(part);
    if (byte > 255) return undefined;
    value = value * 256 + byte;
  }
  return value;
}

export function formatIPv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** Whether `text` is an IP address as this network knows them. */
export function isAddress(text: string): boolean {
  return parseIPv4(text) !== undefined || /^[0-9a-fA-F]*:[0-9a-fA-F:.]*$/.test(text);
}

export function isLoopback(address: string): boolean {
  return address === '::1' || (address.startsWith('127.') && parseIPv4(address) !== undefined);
}

export function isIPv6(address: string): boolean {
  return address.includes(':');
}

export interface Cidr {
  readonly network: number;
  readonly prefix: number;
}

/** @throws Error if `text` is not an IPv4 network in CIDR notation. */
export function parseCidr(text: string): Cidr {
  const [address, length, ...rest] = text.split('/');
  const value = parseIPv4(address ?? '');
  const prefix = Number(length);
  if (value === undefined || rest.length > 0 || !/^\d{1,2}$/.test(length ?? '') || prefix > 32)
    throw new Error(`invalid CIDR address: ${text}`);
  const size = 2 ** (32 - prefix);
  return { network: Math.floor(value / size) * size, prefix };
}

export function cidrSize(cidr: Cidr): number {
  return 2 ** (32 - cidr.prefix);
}

export function contains(cidr: Cidr, address: string): boolean {
  const value = parseIPv4(address);
  return value !== undefined && value >= cidr.network && value < cidr.network + cidrSize(cidr);
}

/**
 * Whether two listening sockets on one port exclude each other (Linux, both in LISTEN; SO_REUSEADDR does not help then).
 * `::` is dual-stack: it takes IPv4 too.
 */
export function bindsClash(a: string, b: string): boolean {
  if (a === b || a === '::' || b === '::') return true;
  if (isIPv6(a) !== isIPv6(b)) return false;
  return a === '0.0.0.0' || b === '0.0.0.0';
}

/** Whether a socket bound to `bound` takes what is sent to `destination`. */
export function bindTakes(bound: string, destination: string): boolean {
  if (bound === destination || bound === '::') return true;
  return bound === '0.0.0.0' && !isIPv6(destination);
}
