import { SysError } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { AppletError, type Applet, type Invocation } from './applet.ts';
import { receiveDatagrams, sendDatagrams } from './nc-udp.ts';
import { parseOptions, usage, type OptionSpec } from './options.ts';

const spec: OptionSpec = {
  flags: 'lvznkN4u',
  values: 'pwq',
  refused: 'e6sixXUDbT',
  usage: '[-iN] [-wN] [-l] [-p PORT] [-f FILE|IPADDR PORT] [-e PROG]',
};

/** OpenBSD's nc: connects or listens, and copies both ways. */
export const nc: Applet = function* (call) {
  const options = parseOptions(call, spec);
  const { p } = call;
  const verbose = options.has('v');
  if (options.has('l')) {
    const port = Number(options.value('p') ?? options.operands.at(-1));
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw usage(call, spec, 'missing port number');
    const host = options.operands.length > 1 ? options.operands[0]! : '0.0.0.0';
    if (options.has('u')) return yield* receiveDatagrams(call, host, port);
    let listener: number;
    try {
      listener = p.listen(host, port);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      throw new AppletError(call.flavour === 'gnu' ? error.message : `bind: ${error.message}`);
    }
    if (verbose)
      yield* p.write(2, call.flavour === 'gnu' ? `Listening on ${host} ${port}\n` : `listening on [::]:${port} ...\n`);
    do {
      const connection = yield* p.accept(listener);
      if (verbose) {
        yield* p.write(
          2,
          call.flavour === 'gnu'
            ? `Connection received on ${connection.remote.address} ${connection.remote.port}\n`
            : `connect to [::ffff:${connection.local.address}]:${port} from [::ffff:${connection.remote.address}]:${connection.remote.port}\n`,
        );
      }
      yield* relay(call, connection.fd);
    } while (options.has('k'));
    return 0;
  }
  const [host, ports] = options.operands;
  if (host === undefined || ports === undefined) {
    throw new AppletError(
      call.flavour === 'gnu'
        ? 'usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]\n\t  [-m minttl] [-O length] [-P proxy_username] [-p source_port]\n\t  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]\n\t  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]\n\t  [destination] [port]'
        : `BusyBox v1.35.0 (2022-01-17 19:57:02 CET) multi-call binary.\n\nUsage: nc ${spec.usage}`,
      1,
      true,
    );
  }
  let status = 0;
  const limit = options.value('w');
  for (const port of portRange(ports)) {
    if (options.has('u')) {
      const wait = limit === undefined ? undefined : Number(limit) * 1000;
      status = yield* sendDatagrams(call, { host, port, wait, probe: options.has('z'), verbose });
      continue;
    }
    const fd = yield* connect(call, host, port, limit, verbose);
    if (fd === undefined) {
      status = 1;
      continue;
    }
    status = 0;
    if (options.has('z')) p.close(fd);
    else yield* relay(call, fd);
  }
  return status;
};

function portRange(text: string): number[] {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (match === null) throw new AppletError(`port number invalid: ${text}`);
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
  if (from > 65_535 || to > 65_535) throw new AppletError(`port number too large: ${text}`);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

function* connect(
  call: Invocation,
  host: string,
  port: number,
  timeout: string | undefined,
  verbose: boolean,
): Task<number | undefined> {
  const { p } = call;
  let address = host;
  const gnu = call.flavour === 'gnu';
  try {
    address = (yield* p.resolve(host))[0] ?? host;
    const work = p.connect(address, port);
    const fd = timeout === undefined ? yield* work : yield* p.timeout(Number(timeout) * 1000, work);
    if (verbose)
      yield* p.write(
        2,
        gnu ? `Connection to ${host} ${port} port [tcp/*] succeeded!\n` : `${host} (${address}:${port}) open\n`,
      );
    return fd;
  } catch (error) {
    if (!(error instanceof SysError) || error.code === 'EINTR') throw error;
    if (error.code === 'ENOTFOUND') {
      throw new AppletError(
        gnu ? `getaddrinfo for host "${host}" port ${port}: Name or service not known` : `bad address '${host}'`,
      );
    }
    const reason =
      error.code === 'ETIMEDOUT' && gnu && timeout !== undefined ? 'Operation now in progress' : error.message;
    if (!gnu) yield* p.write(2, `nc: ${host} (${address}:${port}): ${error.message}\n`);
    else if (verbose)
      yield* p.write(
        2,
        `nc: connect to ${host} ${host === address ? '' : `(${address}) `}port ${port} (tcp) ${error.code === 'ETIMEDOUT' ? 'timed out' : 'failed'}: ${reason}\n`,
      );
    return undefined;
  }
}

/** Copies standard input to the connection and the connection to standard output, until the peer closes. */
export function* relay(call: Invocation, fd: number): Task<void> {
  const { p } = call;
  const sender = p.thread(
    (function* () {
      try {
        for (let chunk = yield* p.read(0); chunk !== ''; chunk = yield* p.read(0)) yield* p.write(fd, chunk);
        p.shutdown(fd);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
      }
    })(),
  );
  try {
    for (let chunk = yield* p.read(fd); chunk !== ''; chunk = yield* p.read(fd)) yield* p.write(1, chunk);
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== 'ECONNRESET') throw error;
    throw new AppletError('read: Connection reset by peer');
  } finally {
    sender.cancel();
    p.close(fd);
  }
}
