import { isLink, recordingOf } from './share/link.ts';
import { readAddress } from './store/address.ts';
import { createCluster } from './store/create.ts';
import type { SessionPort } from './store/session.ts';
import { connectSession, send } from './store/session.ts';
import { toast } from './store/toasts.ts';

/* Imported before anything else, so that the worker loads and the cluster boots while the page itself is still being evaluated. */

const address = readAddress(location.search);

if (address.cluster === undefined) startOwn();
else startRemote(address.cluster);

function startOwn(): void {
  const worker = new Worker(new URL('../session/session-worker.ts', import.meta.url), {
    type: 'module',
    name: 'podarium',
  });
  connectSession(worker as SessionPort);
  if (isLink(location.hash)) void openLink(location.hash);
  else createCluster(address.release);
}

/** No engine: a smaller worker that asks the API behind this page. */
function startRemote(prefix: string): void {
  const worker = new Worker(new URL('../session/remote/remote-worker.ts', import.meta.url), {
    type: 'module',
    name: 'podarium-remote',
  });
  connectSession(worker as SessionPort);
  send({ type: 'connect', prefix });
}

/** A link that holds no session is said to, and a new cluster begins. */
async function openLink(hash: string): Promise<void> {
  // A reload begins anew: what was done meanwhile is not in the link.
  history.replaceState(null, '', location.pathname + location.search);
  try {
    send({ type: 'open', recording: await recordingOf(hash) });
  } catch (error) {
    toast({ tone: 'bad', key: 'badLink', detail: (error as Error).message });
    createCluster(address.release);
  }
}
