import { SysError, type SocketAddress } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { AppletError, type Invocation } from './applet.ts';

/** Datagrams for `nc -z`, which takes a port for open that does not refuse them within a second. */
const probes = 4;
const probeWait = 1000;

interface UdpClient {
  readonly host: string;
  readonly port: number;
  /** -w, ms: ends when nothing has come for so long after the end of the input. */
  readonly wait: number | undefined;
  readonly probe: boolean;
  readonly verbose: boolean;
}

/** `nc -u HOST PORT`: each piece of the input is a datagram, and what comes back is printed. */
export function* sendDatagrams(call: Invocation, { host, port, wait, probe, verbose }: UdpClient): Task<number> {
  const { p } = call;
  const address = yield* resolved(call, host, port);
  const fd = p.connectDatagram(address, port);
  const open =
    call.flavour === 'gnu'
      ? `Connection to ${host} ${port} port [udp/*] succeeded!\n`
      : `${host} (${address}:${port}) open\n`;
  try {
    if (probe) {
      for (let i = 0; i < probes; i++) yield* p.write(fd, 'X');
      const answered = yield* receive(call, fd, probeWait);
      if (answered === 'refused') return 1;
      if (verbose) yield* p.write(2, open);
      return 0;
    }
    if (verbose) yield* p.write(2, open);
    let ended = false;
    const sender = p.thread(
      (function* () {
        for (let chunk = yield* p.read(0); chunk !== ''; chunk = yield* p.read(0)) yield* p.write(fd, chunk);
        ended = true;
      })(),
    );
    for (;;) {
      const text = yield* receive(call, fd, wait);
      if (text === 'refused') return 1;
      if (text !== undefined) yield* p.write(1, text.data);
      else if (ended) {
        sender.cancel();
        return 0;
      }
    }
  } catch (error) {
    if (error instanceof SysError && error.code === 'ECONNREFUSED') return 1;
    throw error;
  } finally {
    p.close(fd);
  }
}

/** `nc -u -l PORT`: talks to whoever sends first. */
export function* receiveDatagrams(call: Invocation, address: string, port: number): Task<number> {
  const { p } = call;
  let fd: number;
  try {
    fd = p.bindDatagram(address, port);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new AppletError(call.flavour === 'gnu' ? error.message : `bind: ${error.message}`);
  }
  let peer: SocketAddress | undefined;
  for (;;) {
    const { data, from } = yield* p.receiveDatagram(fd);
    if (peer === undefined) {
      peer = from;
      const to = from;
      p.thread(
        (function* () {
          for (let chunk = yield* p.read(0); chunk !== ''; chunk = yield* p.read(0)) p.sendDatagram(fd, chunk, to);
        })(),
      );
    }
    if (from.address === peer.address && from.port === peer.port) yield* p.write(1, data);
  }
}

function* receive(
  { p }: Invocation,
  fd: number,
  wait: number | undefined,
): Task<{ readonly data: string } | 'refused' | undefined> {
  try {
    const next = p.receiveDatagram(fd);
    return wait === undefined ? yield* next : yield* p.timeout(wait, next);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    if (error.code === 'ECONNREFUSED') return 'refused';
    if (error.code === 'ETIMEDOUT') return undefined;
    throw error;
  }
}

function* resolved(call: Invocation, host: string, port: number): Task<string> {
  try {
    return (yield* call.p.resolve(host))[0] ?? host;
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== 'ENOTFOUND') throw error;
    throw new AppletError(
      call.flavour === 'gnu'
        ? `getaddrinfo for host "${host}" port ${port}: Name or service not known`
        : `bad address '${host}'`,
    );
  }
}
