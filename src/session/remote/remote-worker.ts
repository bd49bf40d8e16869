import * as kubectl from '../../kubectl/index.ts';
import type { FromSession, ToSession } from '../protocol.ts';
import { RemoteHost } from './remote-host.ts';
import { remoteTransport } from './transport.ts';

/** The dedicated worker of a page that shows the cluster behind it: no engine, but the desk, and a way to the API of the page's own origin. */
const frameInterval = 33;

let host: RemoteHost | undefined;
/** What was said before there is a desk to say it to; undefined once there is one. */
let early: ToSession[] | undefined = [];

function fault(error: unknown): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  postMessage({ type: 'fault', message, fatal: false } satisfies FromSession);
}

async function get(base: string, path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(base + path, { headers: { accept: 'application/json' } });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json');
  return { status: response.status, body: isJson ? (JSON.parse(text) as unknown) : text };
}

function connect(prefix: string): void {
  const { origin } = self.location;
  const base = `${origin}${prefix.replace(/\/+$/, '')}`;
  const mine = new RemoteHost({
    post: (message) => postMessage(message),
    now: () => Date.now(),
    kubectl: () => kubectl,
    origin,
    transport: (wake) => remoteTransport(base, wake),
    api: {
      get: (path) => get(base, path),
      openSocket: (path, protocols) => new WebSocket(`${base.replace(/^http/, 'ws')}${path}`, [...protocols]),
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    },
  });
  host = mine;
  mine.connect().then(() => {
    for (const message of early ?? []) mine.receive(message);
    early = undefined;
    mine.turn();
    setInterval(() => guarded(() => mine.turn()), frameInterval);
  }, fault);
}

function guarded(work: () => void): void {
  try {
    work();
  } catch (error) {
    fault(error);
  }
}

addEventListener('message', ({ data }: MessageEvent<ToSession>) =>
  guarded(() => {
    if (data.type === 'connect') return connect(data.prefix);
    if (early !== undefined) early.push(data);
    else host?.receive(data);
  }),
);
