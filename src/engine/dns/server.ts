import { serveHttp } from '../network/http.ts';
import { decodeDnsQuestion, dnsPort, encodeDns, type DnsQuestion, type DnsReply } from '../sim/dns.ts';
import { SysError, type ProcessContext, type Program } from '../sim/process.ts';
import { block, type Task } from '../sim/task.ts';
import { answerFromZone } from './records.ts';
import { answerFromUpstream } from './upstream.ts';
import type { ClusterZone } from './zone.ts';

export interface CoreDnsOptions {
  readonly zone: ClusterZone;
  readonly domain: string;
  readonly version: string;
  /** Go's version and the commit, as the second line of its banner has them. */
  readonly build: string;
  readonly memory: number;
  readonly reverseEndpoints: boolean;
  /** How long the cache plugin keeps answers about the cluster's own names, ms; 0: not at all. */
  readonly cacheTime: number;
}

/** How long the forward plugin waits for an upstream server that does not answer. */
const upstreamTimeout = 2000;
/** kubeadm's Corefile: `lameduck 5s`. */
const lameduck = 5000;

/** CoreDNS with kubeadm's Corefile: names on port 53 by UDP and TCP, /health on 8080, /ready on 8181, metrics on 9153. */
export function coreDns(options: CoreDnsOptions): Program {
  return function* run(p) {
    p.allocate(options.memory);
    const cache = new AnswerCache(options.cacheTime);
    const answer = (question: DnsQuestion): Task<DnsReply> => resolve(p, question, options, cache);
    let leaving = false;
    p.onSignal('SIGTERM', () => (leaving = true));
    p.onSignal('SIGINT', () => (leaving = true));
    let datagrams: number;
    try {
      datagrams = p.bindDatagram('0.0.0.0', dnsPort);
      p.thread(serveStreams(p, p.listen('0.0.0.0', dnsPort), answer));
      p.thread(serveText(p, 8080, 'OK'));
      p.thread(serveText(p, 8181, 'OK'));
      p.thread(serveText(p, 9153, metrics(options.version)));
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* p.write(2, `Listen: listen tcp :53: bind: ${error.message.toLowerCase()}\n`);
      return 1;
    }
    yield* p.write(1, `.:53\nCoreDNS-${options.version}\nlinux/amd64, ${options.build}\n`);
    p.thread(serveDatagrams(p, datagrams, answer));
    while (!leaving) yield* untilSignal();
    yield* p.write(1, '[INFO] SIGTERM: Shutting down servers then terminating\n');
    yield* p.write(1, '[INFO] plugin/health: Going into lameduck mode for 5s\n');
    yield* p.sleep(lameduck);
    return 0;
  };
}

function* untilSignal(): Task<void> {
  try {
    yield* block<void>(() => () => {});
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== 'EINTR') throw error;
  }
}

function* serveDatagrams(p: ProcessContext, fd: number, answer: (question: DnsQuestion) => Task<DnsReply>): Task<void> {
  for (;;) {
    const { data, from } = yield* p.receiveDatagram(fd);
    const question = decodeDnsQuestion(data);
    if (question === undefined) continue;
    p.thread(
      (function* respond() {
        const reply = yield* answer(question);
        p.sendDatagram(fd, encodeDns(reply), from);
      })(),
    );
  }
}

/** DNS over TCP: a connection carries questions one after the other, a line each. */
function* serveStreams(p: ProcessContext, fd: number, answer: (question: DnsQuestion) => Task<DnsReply>): Task<void> {
  for (;;) {
    const client = yield* p.accept(fd);
    p.thread(
      (function* converse() {
        try {
          for (;;) {
            const data = yield* p.read(client.fd);
            if (data === '') return;
            const question = decodeDnsQuestion(data);
            if (question === undefined) return;
            yield* p.write(client.fd, encodeDns(yield* answer(question)));
          }
        } catch (error) {
          if (!(error instanceof SysError)) throw error;
        } finally {
          p.close(client.fd);
        }
      })(),
    );
  }
}

function* serveText(p: ProcessContext, port: number, body: string): Task<void> {
  yield* serveHttp(p, p.listen('0.0.0.0', port), function* ({ target }) {
    const known = ['/health', '/ready', '/metrics'].includes(target);
    const headers = [['Content-Type', 'text/plain; charset=utf-8']] as const;
    return known ? { headers, body } : { status: 404, headers, body: '404 page not found\n' };
  });
}

function metrics(version: string): string {
  return `# HELP coredns_build_info A metric with a constant '1' value labeled by version, revision, and goversion from which CoreDNS was built.\n# TYPE coredns_build_info gauge\ncoredns_build_info{version="${version}"} 1\n`;
}

function* resolve(
  p: ProcessContext,
  question: DnsQuestion,
  { zone, domain, reverseEndpoints }: CoreDnsOptions,
  cache: AnswerCache,
): Task<DnsReply> {
  const known = cache.find(question, p.now());
  if (known !== undefined) return known;
  const serial = Math.floor(p.now() / 1000);
  const own = answerFromZone(zone, question, { domain, reverseEndpoints, serial });
  if (own !== undefined) {
    const reply = { ...own, answers: shuffled(p, own.answers) };
    cache.keep(question, reply, p.now());
    return reply;
  }
  const reply = answerFromUpstream(question.name);
  if (reply.rcode === 'SERVFAIL') {
    yield* p.sleep(upstreamTimeout);
    yield* p.write(1, `[ERROR] plugin/errors: 2 ${question.name}. ${question.type}: read udp: i/o timeout\n`);
  }
  return reply;
}

/** The plugin loadbalance: addresses in a random order, aliases first. */
function shuffled(p: ProcessContext, records: DnsReply['answers']): DnsReply['answers'] {
  const aliases = records.filter(({ type }) => type === 'CNAME');
  const addresses = records.filter(({ type }) => type !== 'CNAME');
  for (let i = addresses.length - 1; i > 0; i--) {
    const j = Math.floor(p.random() * (i + 1));
    [addresses[i], addresses[j]] = [addresses[j]!, addresses[i]!];
  }
  return [...aliases, ...addresses];
}

/** The plugin cache: what was answered is answered again, failures too, so a Service may be seen late. */
class AnswerCache {
  readonly #replies = new Map<string, { readonly reply: DnsReply; readonly until: number }>();

  constructor(private readonly time: number) {}

  find({ name, type }: DnsQuestion, now: number): DnsReply | undefined {
    const key = `${name.toLowerCase()} ${type}`;
    const found = this.#replies.get(key);
    if (found === undefined) return undefined;
    if (found.until <= now) {
      this.#replies.delete(key);
      return undefined;
    }
    const left = Math.ceil((found.until - now) / 1000);
    const aged = (records: DnsReply['answers']): DnsReply['answers'] =>
      records.map((record) => ({ ...record, ttl: Math.min(record.ttl, left) }));
    const { reply } = found;
    // Authoritative all the same: CoreDNS sets the bit, since some clients want it.
    return { ...reply, answers: aged(reply.answers), authority: aged(reply.authority) };
  }

  keep({ name, type }: DnsQuestion, reply: DnsReply, now: number): void {
    if (this.time === 0) return;
    if (this.#replies.size >= cacheSize) this.#replies.delete(this.#replies.keys().next().value ?? '');
    this.#replies.set(`${name.toLowerCase()} ${type}`, { reply, until: now + this.time });
  }
}

/** The plugin's capacity for each kind of answer. */
const cacheSize = 9984;
