import type { SocketAddress } from '../sim/process.ts';
import { isIPv6, parseIPv4 } from './addresses.ts';
import type { Endpoint } from './endpoint.ts';
import type { Listener } from './listener.ts';

const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';

/** include/net/tcp_states.h. */
const stateNumbers: Readonly<Record<Endpoint['state'], string>> = {
  ESTABLISHED: '01',
  FIN_WAIT2: '05',
  CLOSE: '07',
  CLOSE_WAIT: '08',
};

/** An address in the kernel's notation: hexadecimal, each 32-bit word in host (little-endian) order. */
function hexAddress(address: string, port: number): string {
  const suffix = port.toString(16).toUpperCase().padStart(4, '0');
  if (isIPv6(address)) return `${address === '::1' ? `${'0'.repeat(24)}01000000` : '0'.repeat(32)}:${suffix}`;
  const value = parseIPv4(address) ?? 0;
  const bytes = [0, 8, 16, 24].map((shift) => Math.floor(value / 2 ** shift) % 256);
  return `${bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('')}:${suffix}`;
}

/** The text of /proc/net/tcp or tcp6 (Documentation/networking/proc_net_tcp.rst). */
export function procTable(family: 4 | 6, listeners: readonly Listener[], endpoints: Iterable<Endpoint>): string {
  const nowhere = family === 4 ? '0.0.0.0' : '::';
  const rows: { readonly local: string; readonly remote: string; readonly state: string }[] = [];
  const wanted = (address: string): boolean => isIPv6(address) === (family === 6);
  for (const { address, port } of listeners)
    if (wanted(address)) rows.push({ local: hexAddress(address, port), remote: hexAddress(nowhere, 0), state: '0A' });
  for (const { local, remote, state } of endpoints)
    if (wanted(local.address))
      rows.push({
        local: hexAddress(local.address, local.port),
        remote: hexAddress(remote.address, remote.port),
        state: stateNumbers[state],
      });
  const lines = rows.map(
    ({ local, remote, state }, index) =>
      `${String(index).padStart(4)}: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 0 1`,
  );
  return `${[header, ...lines].join('\n')}\n`;
}

/** The text of /proc/net/udp or udp6: the same, and of each socket how many datagrams it lost. */
export function procUdpTable(
  family: 4 | 6,
  sockets: readonly { readonly address: string; readonly port: number; readonly peer: SocketAddress | undefined }[],
): string {
  const nowhere = { address: family === 4 ? '0.0.0.0' : '::', port: 0 };
  const lines = sockets
    .filter(({ address }) => isIPv6(address) === (family === 6))
    .map(({ address, port, peer = nowhere }, index) => {
      const state = peer === nowhere ? stateNumbers.CLOSE : stateNumbers.ESTABLISHED;
      const ends = `${hexAddress(address, port)} ${hexAddress(peer.address, peer.port)} ${state}`;
      return `${String(index).padStart(5)}: ${ends} 00000000:00000000 00:00000000 00000000     0        0 0 2 0000000000000000 0`;
    });
  return `${[` ${header} ref pointer drops`, ...lines].join('\n')}\n`;
}
