import type { Pod } from '../../../engine/api/types.ts';
import { CommandError } from '../../errors.ts';
import { isRecord, listAt, namespaceOf, nameOf, textAt, type Json } from '../../object.ts';
import type { KubectlRelease } from '../../releases.ts';

export interface ForwardedPort {
  /** 0: any free one. */
  readonly local: number;
  readonly remote: number;
}

export interface ListenAddress {
  readonly address: string;
  /** localhost is two addresses, and one of them is enough. */
  readonly mode: 'all' | 'any';
}

/** `5000`, `8888:5000`, `:5000` (client-go/tools/portforward parsePorts). */
export function parsePorts(words: readonly string[]): readonly ForwardedPort[] {
  return words.map((word) => {
    const parts = word.split(':');
    if (parts.length > 2) throw new CommandError(`invalid port format '${word}'`);
    const localText = parts.length === 2 && parts[0] === '' ? '0' : parts[0]!;
    const local = parseUint16(localText, `error parsing local port '${localText}'`);
    const remoteText = parts[1] ?? parts[0]!;
    const remote = parseUint16(remoteText, `error parsing remote port '${remoteText}'`);
    if (remote === 0) throw new CommandError('remote port must be > 0');
    return { local, remote };
  });
}

function parseUint16(text: string, context: string): number {
  if (!/^\d+$/.test(text))
    throw new CommandError(`${context}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
  const value = Number(text);
  if (value > 65535)
    throw new CommandError(`${context}: strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`);
  return value;
}

/** IP addresses and `localhost` (parseAddresses). */
export function parseAddresses(words: readonly string[]): readonly ListenAddress[] {
  const found = new Map<string, ListenAddress>();
  for (const word of words) {
    if (word === 'localhost') {
      if (!found.has('127.0.0.1')) found.set('127.0.0.1', { address: '127.0.0.1', mode: 'all' });
      if (!found.has('::1')) found.set('::1', { address: '::1', mode: 'all' });
    } else if (/^\d{1,3}(\.\d{1,3}){3}$/.test(word) || /^[\da-f:]*:[\da-f:.]*$/i.test(word)) {
      found.set(word, { address: word, mode: 'any' });
    } else {
      throw new CommandError(`${word} is not a valid IP`);
    }
  }
  return [...found.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
}

function split(word: string): readonly [string, string] {
  const parts = word.split(':');
  return parts.length === 2 ? [parts[0]!, parts[1]!] : [parts[0]!, parts[0]!];
}

function join(local: string, remote: string): string {
  return local === remote ? remote : `${local}:${remote}`;
}

/** Names of container ports become numbers; UDP is refused (convertPodNamedPortToNumber, checkUDPPortInPod). */
export function podPorts(words: readonly string[], pod: Pod, release: KubectlRelease): readonly string[] {
  const ports = (pod.spec?.containers ?? []).flatMap((container) => container.ports ?? []);
  refuseUdp(
    words,
    ports.map((port) => ({ number: port.containerPort, protocol: port.protocol ?? 'TCP' })),
    (name) => podPort(pod, name),
  );
  return words.map((word) => {
    const [local, remote] = split(word);
    if (remote === '' && release.name !== '1.20') throw new CommandError('remote port cannot be empty');
    const number = isNumber(remote) ? remote : String(podPort(pod, remote));
    return local === remote ? number : `${local}:${number}`;
  });
}

function podPort(pod: Pod, name: string): number {
  for (const container of pod.spec?.containers ?? []) {
    const port = container.ports?.find((one) => one.name === name);
    if (port !== undefined) return port.containerPort;
  }
  throw new CommandError(`Pod '${pod.metadata?.name ?? ''}' does not have a named port '${name}'`);
}

/** Service ports become the target ports of the chosen Pod (translateServicePortToTargetPort). */
export function servicePorts(words: readonly string[], service: Json, pod: Pod): readonly string[] {
  const ports = listAt(service, 'spec', 'ports').filter(isRecord);
  refuseUdp(
    words,
    ports.map((port) => ({ number: Number(port['port']), protocol: textAt(port, 'protocol') || 'TCP' })),
    (name) => servicePort(service, ports, name),
  );
  return words.map((word) => {
    const [localWord, remoteWord] = split(word);
    const number = isNumber(remoteWord) ? Number(remoteWord) : servicePort(service, ports, remoteWord);
    const local = !isNumber(remoteWord) && localWord === remoteWord ? String(number) : localWord;
    return join(local, String(targetPort(service, ports, pod, number)));
  });
}

function servicePort(service: Json, ports: readonly Json[], name: string): number {
  const port = ports.find((one) => textAt(one, 'name') === name);
  if (port === undefined) throw new CommandError(`Service '${nameOf(service)}' does not have a named port '${name}'`);
  return Number(port['port']);
}

/** util.LookupContainerPortNumberByServicePort. */
function targetPort(service: Json, ports: readonly Json[], pod: Pod, number: number): number {
  const port = ports.find((one) => Number(one['port']) === number);
  if (port === undefined) throw new CommandError(`Service ${nameOf(service)} does not have a service port ${number}`);
  if (textAt(service, 'spec', 'clusterIP') === 'None') return number;
  const target = port['targetPort'];
  if (typeof target === 'number') return target === 0 ? number : target;
  if (typeof target !== 'string') return number;
  for (const container of pod.spec?.containers ?? []) {
    const named = container.ports?.find((one) => one.name === target);
    if (named !== undefined) return named.containerPort;
  }
  throw new CommandError(`Pod '${pod.metadata?.name ?? namespaceOf(service)}' does not have a named port '${target}'`);
}

function refuseUdp(
  words: readonly string[],
  ports: readonly { readonly number: number; readonly protocol: string }[],
  lookup: (name: string) => number,
): void {
  const numbers = (protocol: string): Set<number> =>
    new Set(ports.filter((port) => port.protocol === protocol).map((port) => port.number));
  const tcp = numbers('TCP');
  const udp = numbers('UDP');
  for (const word of words) {
    const [, remote] = split(word);
    if (remote === '') continue;
    const number = isNumber(remote) ? Number(remote) : lookup(remote);
    if (udp.has(number) && !tcp.has(number)) throw new CommandError(`UDP protocol is not supported for ${remote}`);
  }
}

function isNumber(text: string): boolean {
  return /^[-+]?\d+$/.test(text);
}
