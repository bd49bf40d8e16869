import { SessionHost } from './host.ts';
import type { KubectlRoom } from './late-kubectl.ts';
import type { FromSession, ToSession } from './protocol.ts';

/** The dedicated worker that owns the engine: it gives the host the wall time, carries messages, and fetches the API description. */
const frameInterval = 33;

const documents = {
  '1.20': new URL('../generated/schema-1.20.json?url', import.meta.url),
  '1.36': new URL('../generated/schema-1.36.json?url', import.meta.url),
} as const;

let kubectl: KubectlRoom | undefined;

const host = new SessionHost(
  (message: FromSession) => postMessage(message),
  () => performance.now(),
  () => {
    if (kubectl === undefined) throw new Error('kubectl has not been loaded');
    return kubectl;
  },
);

function fault(error: unknown): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  postMessage({ type: 'fault', message, fatal: false } satisfies FromSession);
}

function guarded(work: () => void): void {
  try {
    work();
  } catch (error) {
    fault(error);
  }
}

async function loadKubectl(): Promise<void> {
  kubectl ??= await import('../kubectl/index.ts');
}

async function loadOpenApi(release: keyof typeof documents): Promise<void> {
  const response = await fetch(documents[release]);
  if (!response.ok) throw new Error(`${documents[release].pathname}: ${response.status}`);
  host.setOpenApi(await response.json());
}

/**
 * Messages that wait until kubectl and the description are there: kubectl validates against it, and a replay must find the same. A
 * new cluster boots without them, so that the first picture and the prompt need not wait.
 */
let waiting: ToSession[] | undefined;

function receive(message: ToSession): void {
  if (waiting !== undefined) {
    waiting.push(message);
    return;
  }
  if (message.type !== 'create' && message.type !== 'open') {
    deliver(message);
    return;
  }
  const boots = message.type === 'create';
  const { config } = message.type === 'create' ? message : message.recording;
  waiting = boots ? [] : [message];
  Promise.all([loadKubectl(), loadOpenApi(config.release)])
    .catch(fault)
    .finally(() => {
      const held = waiting ?? [];
      waiting = undefined;
      for (const one of held) deliver(one);
    });
  if (boots) deliver(message);
}

function deliver(message: ToSession): void {
  guarded(() => {
    host.receive(message);
    host.turn();
  });
}

addEventListener('message', (event: MessageEvent<ToSession>) => receive(event.data));
setInterval(() => guarded(() => host.turn()), frameInterval);
