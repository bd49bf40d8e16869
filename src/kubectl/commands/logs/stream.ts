import { StatusError } from '../../../engine/api/status.ts';
import type { Task } from '../../../engine/sim/task.ts';
import type { Query } from '../../client/client.ts';
import { TaskGroup } from '../../client/concurrent.ts';
import type { Invocation } from '../../command.ts';
import { CommandError, isReportable } from '../../errors.ts';
import type { LogSource } from './sources.ts';

/** Prints the logs of every source: one after the other, or line by line together when several are followed. */
export function* printLogs(
  invocation: Invocation,
  sources: readonly LogSource[],
  query: Query,
  timeout: number,
): Task<void> {
  const { flags } = invocation;
  if (!flags.bool('follow') || sources.length < 2) {
    for (const source of sources) yield* consume(invocation, source, query, timeout);
    return;
  }
  const limit = flags.number('max-log-requests');
  if (sources.length > limit) {
    throw new CommandError(
      `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${limit}, use --max-log-requests to increase the limit`,
    );
  }
  const group = new TaskGroup();
  for (const source of sources) group.start(consume(invocation, source, query, timeout));
  yield* group.wait();
}

/** v1.36 asks again, once a second, when a followed log is refused (consumeWithRetry). */
function* consume(invocation: Invocation, source: LogSource, query: Query, timeout: number): Task<void> {
  const { flags, p, release } = invocation;
  const retry = flags.bool('follow') && release.name !== '1.20';
  const end = p.now() + timeout;
  for (;;) {
    try {
      return yield* readLog(invocation, source, query);
    } catch (error) {
      if (!isReportable(error)) throw error;
      if (flags.bool('ignore-errors')) {
        yield* invocation.out(`error: ${error.message}\n`);
        return;
      }
      if (!retry) throw error;
      yield* invocation.err(`${error.message}\n`);
      if (!(error instanceof StatusError)) throw error;
      if (p.now() + 1000 >= end) throw new CommandError('context deadline exceeded');
    }
    yield* p.sleep(1000);
  }
}

function* readLog(invocation: Invocation, source: LogSource, query: Query): Task<void> {
  const { namespace, pod, container } = source;
  const { flags } = invocation;
  const prefixed = flags.bool('prefix') || (flags.has('all-pods') && flags.bool('all-pods'));
  const writer = new LineWriter(invocation, prefixed ? `[pod/${pod}/${container}] ` : '');
  const { client, p } = invocation;
  const asked = p.now();
  const response = yield* client.request(
    'GET',
    `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`,
    {
      query: { ...query, container },
    },
  );
  if (typeof response.body === 'string') yield* writer.write(response.body);
  const stream = response.stream;
  if (stream !== undefined) {
    try {
      for (;;) {
        const chunk = yield* stream.take();
        if (chunk === undefined) break;
        yield* writer.write(String(chunk));
      }
    } finally {
      stream.close();
    }
  }
  yield* writer.end();
  if (stream !== undefined && client.timeout > 0 && p.now() - asked >= client.timeout) {
    throw new CommandError('context deadline exceeded (Client.Timeout or context cancellation while reading body)');
  }
}

/** Writes whole lines, so that several streams never mix within one. */
class LineWriter {
  #rest = '';

  constructor(
    private readonly invocation: Invocation,
    private readonly prefix: string,
  ) {}

  *write(chunk: string): Task<void> {
    const text = this.#rest + chunk;
    const end = text.lastIndexOf('\n') + 1;
    this.#rest = text.slice(end);
    if (end === 0) return;
    const lines = text.slice(0, end);
    yield* this.invocation.out(this.prefix === '' ? lines : lines.replace(/^(?=[\s\S])/gm, this.prefix));
  }

  *end(): Task<void> {
    if (this.#rest !== '') yield* this.invocation.out(this.prefix + this.#rest);
    this.#rest = '';
  }
}
