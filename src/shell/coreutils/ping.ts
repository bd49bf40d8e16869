import { SysError } from '../../engine/sim/process.ts';
import type { Task } from '../../engine/sim/task.ts';
import { AppletError, out, type Applet, type Invocation } from './applet.ts';
import { parseOptions, type OptionSpec } from './options.ts';

const spec: OptionSpec = { flags: '4nqO', values: 'cWiws', refused: '6AbBdDfhLRUvVaMItTSpQl', usage: '[OPTIONS] HOST' };

interface Tally {
  sent: number;
  readonly times: number[];
  /** GNU's counts those that somebody on the way answered for. */
  errors: number;
}

/** ICMP echo requests, one a second, until -c of them are answered or Ctrl-C comes. */
export const ping: Applet = function* (call) {
  const { p } = call;
  const gnu = call.flavour === 'gnu';
  const options = parseOptions(call, spec);
  const [host] = options.operands;
  if (host === undefined)
    throw new AppletError(
      gnu
        ? 'usage error: Destination address required'
        : 'BusyBox v1.35.0 (2022-01-17 19:57:02 CET) multi-call binary.\n\nUsage: ping [OPTIONS] HOST',
      gnu ? 2 : 1,
      !gnu,
    );
  const address = yield* resolved(call, host);
  const count = Number(options.value('c') ?? Infinity);
  const wait = Number(options.value('W') ?? 10) * 1000;
  const interval = Number(options.value('i') ?? 1) * 1000;
  const deadline = p.now() + Number(options.value('w') ?? Infinity) * 1000;
  const size = Number(options.value('s') ?? 56);
  const began = p.now();
  const tally: Tally = { sent: 0, times: [], errors: 0 };
  let stopped = false;
  p.onSignal('SIGINT', () => (stopped = true));
  yield* out(
    call,
    gnu
      ? `PING ${host} (${address}) ${size}(${size + 28}) bytes of data.\n`
      : `PING ${host} (${address}): ${size} data bytes\n`,
  );
  while (!stopped && tally.sent < count && p.now() < deadline) {
    const sent = p.now();
    const last = tally.sent + 1 >= count;
    const line = yield* once(call, address, size, Math.min(last ? wait : interval, deadline - sent), tally);
    if (line !== undefined && !options.has('q')) yield* out(call, line);
    const rest = Math.min(sent + interval, deadline) - p.now();
    if (!last && rest > 0 && !stopped) yield* quietly(p.sleep(rest));
  }
  yield* out(call, summary(host, gnu, tally, p.now() - began));
  return tally.times.length > 0 ? 0 : 1;
};

function* once(
  { p, flavour }: Invocation,
  address: string,
  size: number,
  wait: number,
  tally: Tally,
): Task<string | undefined> {
  const gnu = flavour === 'gnu';
  const number = gnu ? tally.sent + 1 : tally.sent;
  tally.sent++;
  try {
    const { time, ttl } = yield* p.echo(address, wait);
    tally.times.push(time);
    const shown = time.toFixed(3);
    return `${size + 8} bytes from ${address}: ${gnu ? 'icmp_seq' : 'seq'}=${number} ttl=${ttl} time=${shown} ms\n`;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    if (error.code === 'EINTR' || error.code === 'ETIMEDOUT') return undefined;
    if (error.code === 'ENETUNREACH')
      throw new AppletError(gnu ? 'connect: Network is unreachable' : 'sendto: Network unreachable', gnu ? 2 : 1);
    if (error.code !== 'EHOSTUNREACH') throw error;
    tally.errors++;
    const own = p.interfaces().find(({ name }) => name !== 'lo')?.addresses[0]?.address ?? '127.0.0.1';
    return gnu ? `From ${own} icmp_seq=${number} Destination Host Unreachable\n` : undefined;
  }
}

function summary(host: string, gnu: boolean, { sent, times, errors }: Tally, elapsed: number): string {
  const loss = sent === 0 ? 0 : Math.round(((sent - times.length) / sent) * 100);
  const least = Math.min(...times).toFixed(3);
  const most = Math.max(...times).toFixed(3);
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const title = `\n--- ${host} ping statistics ---\n`;
  if (!gnu) {
    const range = times.length === 0 ? '' : `round-trip min/avg/max = ${least}/${mean.toFixed(3)}/${most} ms\n`;
    return `${title}${sent} packets transmitted, ${times.length} packets received, ${loss}% packet loss\n${range}`;
  }
  const deviation = Math.sqrt(times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / times.length);
  const range =
    times.length === 0
      ? '\n'
      : `rtt min/avg/max/mdev = ${least}/${mean.toFixed(3)}/${most}/${deviation.toFixed(3)} ms\n`;
  const failed = errors === 0 ? '' : ` +${errors} errors,`;
  return `${title}${sent} packets transmitted, ${times.length} received,${failed} ${loss}% packet loss, time ${Math.round(elapsed)}ms\n${range}`;
}

function* resolved({ p, flavour }: Invocation, host: string): Task<string> {
  try {
    return (yield* p.resolve(host))[0] ?? host;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const gnu = flavour === 'gnu';
    throw new AppletError(gnu ? `${host}: Name or service not known` : `bad address '${host}'`, gnu ? 2 : 1);
  }
}

/** Ctrl-C ends the pause. */
function* quietly(wait: Task<void>): Task<void> {
  try {
    yield* wait;
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== 'EINTR') throw error;
  }
}
