import { encodeDns, type DnsQuestion, type DnsRecord, type DnsReply, type DnsType } from '../../../engine/sim/dns.ts';
import { SysError } from '../../../engine/sim/process.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { AppletError, out, type Applet, type Invocation } from '../applet.ts';
import { candidatesOf, nameServersOf, reverseName, typeOf } from './name-servers.ts';

interface Options {
  readonly name: string;
  readonly type: DnsType;
  readonly server: string | undefined;
  readonly short: boolean;
  readonly search: boolean;
  readonly answerOnly: boolean;
  readonly comments: boolean;
  readonly timeout: number;
  readonly tries: number;
}

function parse({ args }: Invocation): Options {
  let name: string | undefined;
  let type: DnsType | undefined;
  let server: string | undefined;
  const flags = new Set<string>();
  let timeout = 5000;
  let tries = 3;
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    const timing = /^\+(time|timeout|tries|retry)=(\d+)$/.exec(word);
    if (word.startsWith('@')) server = word.slice(1);
    else if (timing !== null) {
      const value = Number(timing[2]);
      if (timing[1] === 'tries') tries = Math.max(1, value);
      else if (timing[1] === 'retry') tries = value + 1;
      else timeout = Math.max(1, value) * 1000;
    } else if (word.startsWith('+')) {
      if (!knownFlags.has(word.slice(1))) throw new AppletError(`option ${word} is not simulated`);
      flags.add(word.slice(1));
    } else if (word === '-x') {
      name = reverseName(args[++i] ?? '');
      if (name === undefined) throw new AppletError(`Invalid IP address ${args[i] ?? ''}`, 1, true);
      type = 'PTR';
    } else if (word === '-t' || word === '-q') {
      const value = args[++i] ?? '';
      if (word === '-q') name = value;
      else type = typeOf(value);
    } else if (word.startsWith('-')) throw new AppletError(`option ${word} is not simulated`);
    else if (typeOf(word) !== undefined) type = typeOf(word);
    else if (word.toUpperCase() !== 'IN') name ??= word;
  }
  return {
    name: name ?? '.',
    type: type ?? (name === undefined ? 'NS' : 'A'),
    server,
    short: flags.has('short'),
    search: flags.has('search'),
    answerOnly: flags.has('noall') && flags.has('answer'),
    comments: !flags.has('nocomments'),
    timeout,
    tries,
  };
}

const knownFlags: ReadonlySet<string> = new Set(
  'short search nosearch noall answer noquestion nocomments nostats nocmd recurse norecurse'.split(' '),
);

/** dig of BIND 9: exactly the name that is given, unless +search says otherwise. */
export const dig: Applet = function* (call) {
  const options = parse(call);
  const { p } = call;
  const config = nameServersOf(p);
  const server = options.server ?? config.servers[0] ?? '127.0.0.1';
  const [address = server] = yield* p.resolve(server);
  const names = options.search ? candidatesOf(options.name, config) : [options.name.replace(/\.$/, '')];
  let question: DnsQuestion = { name: names[0] ?? '', type: options.type };
  let reply: DnsReply | undefined;
  const began = p.now();
  for (const name of names) {
    question = { name, type: options.type };
    reply = yield* ask(call, address, question, options);
    if (reply === undefined || reply.rcode !== 'NXDOMAIN') break;
  }
  const banner = `\n; <<>> DiG 9.18.41 <<>> ${call.args.join(' ')}\n;; global options: +cmd\n`;
  if (reply === undefined) {
    yield* out(
      call,
      `${options.short ? '' : `${banner.trimEnd()}\n`};; connection timed out; no servers could be reached\n`,
    );
    return 9;
  }
  if (options.short) yield* out(call, reply.answers.map(({ data }) => `${data}\n`).join(''));
  else if (options.answerOnly) yield* out(call, reply.answers.map(line).join(''));
  else {
    const took = Math.max(0, Math.round(p.now() - began));
    yield* out(
      call,
      `${banner}${message(reply, question, options.comments)}${footer(reply, question, server, address, took, p.now())}`,
    );
  }
  return 0;
};

function* ask(
  { p }: Invocation,
  server: string,
  question: DnsQuestion,
  { timeout, tries }: Options,
): Task<DnsReply | undefined> {
  for (let i = 0; i < tries; i++) {
    try {
      return yield* p.query(server, question, timeout);
    } catch (error) {
      if (!(error instanceof SysError) || !['ETIMEDOUT', 'ECONNREFUSED', 'ENETUNREACH'].includes(error.code))
        throw error;
    }
  }
  return undefined;
}

function message(reply: DnsReply, { name, type }: DnsQuestion, comments: boolean): string {
  const { rcode, answers, authority, additional } = reply;
  const id = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_536, 7);
  const flags = reply.authoritative ? 'qr aa rd' : 'qr rd ra';
  const head =
    `;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${rcode}, id: ${id}\n` +
    `;; flags: ${flags}; QUERY: 1, ANSWER: ${answers.length}, AUTHORITY: ${authority.length}, ADDITIONAL: ${additional.length + 1}\n` +
    (reply.authoritative ? ';; WARNING: recursion requested but not available\n' : '') +
    '\n;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n';
  const section = (title: string, records: readonly DnsRecord[]): string =>
    records.length === 0 ? '' : `;; ${title} SECTION:\n${records.map(line).join('')}\n`;
  return (
    (comments ? head : '') +
    `;; QUESTION SECTION:\n;${tabbed(`${name}.`, 31)}IN\t${type}\n\n` +
    section('ANSWER', answers) +
    section('AUTHORITY', authority) +
    section('ADDITIONAL', additional)
  );
}

function footer(
  reply: DnsReply,
  question: DnsQuestion,
  server: string,
  address: string,
  took: number,
  now: number,
): string {
  const when = new Date(now).toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1 $3 $2 $5 UTC $4');
  const size = 29 + question.name.length + encodeDns(reply).length / 4;
  return (
    `;; Query time: ${took} msec\n;; SERVER: ${address}#53(${server}) (UDP)\n;; WHEN: ${when}\n` +
    `;; MSG SIZE  rcvd: ${Math.round(size)}\n\n`
  );
}

function line({ name, ttl, type, data }: DnsRecord): string {
  return `${tabbed(`${name}.`, 24)}${ttl}\tIN\t${type}\t${data}\n`;
}

/** Padded with tabs to a column, at least one. */
function tabbed(text: string, column: number): string {
  const stops = Math.max(1, Math.ceil((column - text.length) / 8));
  return text + '\t'.repeat(stops);
}
