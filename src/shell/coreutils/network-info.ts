import { SysError, type InterfaceInfo, type ProcessContext } from '../../engine/sim/process.ts';
import { AppletError, attempt, out, type Applet, type Invocation } from './applet.ts';
import { parseOptions } from './options.ts';

function maskOf(prefix: number): string {
  const bits = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
}

function combine(address: string, prefix: number, broadcast: boolean): string {
  const mask = maskOf(prefix).split('.').map(Number);
  return address
    .split('.')
    .map((part, index) => (broadcast ? Number(part) | (~mask[index]! & 255) : Number(part) & mask[index]!))
    .join('.');
}

const isIPv4 = (address: string): boolean => !address.includes(':');

/** `ip addr`, `ip link`, `ip route`: what the interfaces tell. */
export const ip: Applet = function* (call) {
  const words = call.args.filter((word) => !/^-(4|6|o|br|brief|c|color)/.test(word));
  const refused = call.args.find((word) => /^-(o|br|brief)/.test(word));
  if (refused !== undefined) throw new AppletError(`option ${refused} is not simulated`, 1);
  const [object = '', action = 'show', ...rest] = words;
  if (object === '')
    throw new AppletError(
      'Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\nwhere  OBJECT := { address | link | route }',
      call.flavour === 'gnu' ? 255 : 1,
      true,
    );
  if (!/^(show|list|ls|s|l)$/.test(action)) {
    if (/^(add|del|delete|change|replace|flush|set|up|down|get)$/.test(action))
      throw new AppletError(`${object} ${action}: changing the network is not simulated`, 2);
    throw new AppletError(`Command "${action}" is unknown, try "ip ${object} help".`, 255, true);
  }
  const device = rest[0] === 'dev' ? rest[1] : rest[0];
  const chosen = call.p.interfaces().filter((link) => device === undefined || link.name === device);
  if (device !== undefined && chosen.length === 0 && !/^r/.test(object))
    throw new AppletError(`Device "${device}" does not exist.`, 1, true);
  const links = call.p.interfaces();
  if (/^a(d|dd|ddr|ddre|ddres|ddress)?$/.test(object))
    yield* out(call, chosen.map((link) => linkText(links.indexOf(link) + 1, link, true, call)).join(''));
  else if (/^l(i|in|ink)?$/.test(object))
    yield* out(call, chosen.map((link) => linkText(links.indexOf(link) + 1, link, false, call)).join(''));
  else if (/^r(o|ou|out|oute)?$/.test(object)) yield* out(call, routes(call));
  else throw new AppletError(`Object "${object}" is unknown, try "ip help".`, 255, true);
  return 0;
};

function linkText(index: number, link: InterfaceInfo, addresses: boolean, call: Invocation): string {
  const loopback = link.name === 'lo';
  const gnu = call.flavour === 'gnu';
  const state = gnu ? ` state ${loopback ? 'UNKNOWN' : 'UP'} group default` : '';
  const flags = loopback ? 'LOOPBACK,UP,LOWER_UP' : 'BROADCAST,MULTICAST,UP,LOWER_UP';
  let text = `${index}: ${link.name}: <${flags}> mtu ${link.mtu} qdisc noqueue${state} qlen 1000\n`;
  text += loopback
    ? '    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n'
    : `    link/ether ${link.mac} brd ff:ff:ff:ff:ff:ff\n`;
  if (!addresses) return text;
  for (const { address, prefix } of link.addresses) {
    if (isIPv4(address)) {
      const broadcast = loopback ? '' : ` brd ${combine(address, prefix, true)}`;
      text += `    inet ${address}/${prefix}${broadcast} scope ${loopback ? 'host' : 'global'} ${link.name}\n`;
    } else text += `    inet6 ${address}/${prefix} scope ${loopback ? 'host' : 'global'} \n`;
    text += '       valid_lft forever preferred_lft forever\n';
  }
  return text;
}

/** From /proc/net/route where the kernel has it. */
function routes(call: Invocation): string {
  const text = attempt(() => call.p.readFile('/proc/net/route'));
  if (text instanceof SysError) throw new AppletError('the routing table is not simulated', 1);
  const lines = text.trim().split('\n').slice(1);
  return lines
    .map((line) => {
      const [device = '', destination = '', gateway = '', , , , , mask = ''] = line.split(/\s+/);
      const prefix = [...Number.parseInt(mask, 16).toString(2)].filter((bit) => bit === '1').length;
      const network = destination === '00000000' ? 'default' : `${dotted(destination)}/${prefix}`;
      const via = gateway === '00000000' ? '' : ` via ${dotted(gateway)}`;
      const source = call.p
        .interfaces()
        .find((link) => link.name === device)
        ?.addresses.find(({ address }) => isIPv4(address))?.address;
      const scope =
        via === '' && network !== 'default' ? ` scope link ${source === undefined ? '' : ` src ${source}`}` : '';
      return `${network}${via} dev ${device}${scope} \n`;
    })
    .join('');
}

/** The kernel writes addresses as little-endian hexadecimal. */
export function dotted(hex: string): string {
  return (hex.match(/../g) ?? [])
    .reverse()
    .map((byte) => Number.parseInt(byte, 16))
    .join('.');
}

export const ifconfig: Applet = function* (call) {
  const [name] = call.args.filter((word) => word !== '-a');
  const links = call.p.interfaces().filter((link) => name === undefined || link.name === name);
  if (name !== undefined && links.length === 0)
    throw new AppletError(`${name}: error fetching interface information: Device not found`, 1, call.flavour === 'gnu');
  if (call.args.length > 1) throw new AppletError('changing the network is not simulated');
  const texts = links.map((link) => {
    const address = link.addresses.find((one) => isIPv4(one.address));
    const loopback = link.name === 'lo';
    const lines = [
      `${link.name.padEnd(10)}Link encap:${loopback ? 'Local Loopback  ' : `Ethernet  HWaddr ${link.mac.toUpperCase()}  `}`,
      ...(address === undefined
        ? []
        : [
            `          inet addr:${address.address}${loopback ? '' : `  Bcast:${combine(address.address, address.prefix, true)}`}  Mask:${maskOf(address.prefix)}`,
          ]),
      ...link.addresses
        .filter((one) => !isIPv4(one.address))
        .map((one) => `          inet6 addr: ${one.address}/${one.prefix} Scope:${loopback ? 'Host' : 'Global'}`),
      `          UP ${loopback ? 'LOOPBACK RUNNING' : 'BROADCAST RUNNING MULTICAST'}  MTU:${link.mtu}  Metric:1`,
    ];
    return `${lines.join('\n')}\n`;
  });
  // Counters of packets are not kept, so their lines are left out.
  yield* out(call, texts.join('\n') + (texts.length > 0 ? '\n' : ''));
  return 0;
};

interface Socket {
  readonly family: 4 | 6;
  readonly local: readonly [address: string, port: number];
  readonly remote: readonly [address: string, port: number];
  readonly state: string;
}

const states: Readonly<Record<string, string>> = {
  '01': 'ESTABLISHED',
  '02': 'SYN_SENT',
  '03': 'SYN_RECV',
  '04': 'FIN_WAIT1',
  '05': 'FIN_WAIT2',
  '06': 'TIME_WAIT',
  '07': 'CLOSE',
  '08': 'CLOSE_WAIT',
  '09': 'LAST_ACK',
  '0A': 'LISTEN',
  '0B': 'CLOSING',
};

/** The sockets of /proc/net/tcp and tcp6, or udp and udp6. */
export function sockets(p: ProcessContext, protocol: 'tcp' | 'udp' = 'tcp'): Socket[] {
  const found: Socket[] = [];
  for (const family of [4, 6] as const) {
    const text = attempt(() => p.readFile(`/proc/net/${protocol}${family === 4 ? '' : '6'}`));
    if (text instanceof SysError) continue;
    for (const line of text.trim().split('\n').slice(1)) {
      const [, local = '', remote = '', state = ''] = line.trim().split(/\s+/);
      found.push({
        family,
        local: endpoint(local, family),
        remote: endpoint(remote, family),
        state: states[state] ?? state,
      });
    }
  }
  return found;
}

function endpoint(text: string, family: 4 | 6): readonly [string, number] {
  const [address = '', port = '0'] = text.split(':');
  const shown = family === 4 ? dotted(address) : /^0+$/.test(address) ? '::' : '::1';
  return [shown, Number.parseInt(port, 16)];
}

export const netstat: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'lntapuew',
    long: { listening: 'l', numeric: 'n', tcp: 't', all: 'a', programs: 'p', udp: 'u' },
    refused: 'rixsgMcC',
    usage: '[-ral] [-tuwx] [-en]',
  });
  const listening = options.has('l');
  const all = options.has('a');
  const title = all ? 'servers and established' : listening ? 'only servers' : 'w/o servers';
  const program = options.has('p');
  let text = `Active Internet connections (${title})\nProto Recv-Q Send-Q Local Address           Foreign Address         State      ${program ? ' PID/Program name    ' : ' '}\n`;
  const place = ([address, port]: readonly [string, number]): string => `${address}:${port === 0 ? '*' : port}`;
  for (const { protocol, ...socket } of chosen(call.p, options.has('t'), options.has('u'))) {
    if (!all && isServer(protocol, socket) !== listening) continue;
    const state = protocol === 'udp' && socket.state === 'CLOSE' ? '' : socket.state;
    text += `${`${protocol}${socket.family === 4 ? '' : '6'}`.padEnd(5)}      0      0 ${place(socket.local).padEnd(23)} ${place(socket.remote).padEnd(23)} ${state.padEnd(11)}${program ? ' -                   ' : ' '}\n`;
  }
  yield* out(call, text);
  return 0;
};

/** Both protocols where neither is named. */
function chosen(p: ProcessContext, tcp: boolean, udp: boolean): (Socket & { readonly protocol: 'tcp' | 'udp' })[] {
  const protocols = (['tcp', 'udp'] as const).filter((one) => (one === 'tcp' ? tcp || !udp : udp || !tcp));
  return protocols.flatMap((protocol) => sockets(p, protocol).map((socket) => ({ ...socket, protocol })));
}

/** A UDP socket without a peer waits for anybody. */
function isServer(protocol: 'tcp' | 'udp', { state }: Socket): boolean {
  return state === (protocol === 'tcp' ? 'LISTEN' : 'CLOSE');
}

const shortStates: Readonly<Record<string, string>> = {
  ESTABLISHED: 'ESTAB',
  FIN_WAIT1: 'FIN-WAIT-1',
  FIN_WAIT2: 'FIN-WAIT-2',
  CLOSE_WAIT: 'CLOSE-WAIT',
  TIME_WAIT: 'TIME-WAIT',
  CLOSE: 'UNCONN',
  SYN_SENT: 'SYN-SENT',
  LAST_ACK: 'LAST-ACK',
};

export const ss: Applet = function* (call) {
  const options = parseOptions(call, {
    flags: 'lntaupH4',
    refused: 'oeimsrxwdE6',
    long: { listening: 'l', numeric: 'n', tcp: 't', all: 'a', processes: 'p', udp: 'u', 'no-header': 'H' },
  });
  const rows = chosen(call.p, options.has('t'), options.has('u')).filter(
    ({ protocol, ...socket }) => options.has('a') || isServer(protocol, socket) === options.has('l'),
  );
  const netid = options.has('t') === options.has('u');
  const place = ([address, port]: readonly [string, number]): readonly [string, string] => [
    address.includes(':') ? `[${address}]` : address,
    port === 0 ? '*' : String(port),
  ];
  const cells = rows.map((socket) => ({
    protocol: socket.protocol,
    state: shortStates[socket.state] ?? socket.state,
    local: place(socket.local),
    remote: place(socket.remote),
  }));
  const width = (pick: (cell: (typeof cells)[number]) => string, title: string): number =>
    Math.max(title.length, ...cells.map((cell) => pick(cell).length));
  const state = width((cell) => cell.state, 'State');
  const local = width((cell) => cell.local[0], 'Local Address');
  const remote = width((cell) => cell.remote[0], 'Peer Address');
  let text = options.has('H')
    ? ''
    : `${netid ? 'Netid ' : ''}${'State'.padEnd(state)} Recv-Q Send-Q ${'Local Address'.padStart(local)}:Port  ${'Peer Address'.padStart(remote)}:Port Process\n`;
  for (const cell of cells) {
    text += `${netid ? cell.protocol.padEnd(6) : ''}${cell.state.padEnd(state)} ${'0'.padEnd(6)} ${'0'.padEnd(6)} ${cell.local[0].padStart(local)}:${cell.local[1].padEnd(5)} ${cell.remote[0].padStart(remote)}:${cell.remote[1].padEnd(5)}\n`;
  }
  yield* out(call, text);
  return 0;
};
