import { readAddress } from './store/address.ts';
import { createCluster } from './store/create.ts';
import type { SessionPort } from './store/session.ts';
import { connectSession } from './store/session.ts';

/* Imported before anything else, so that the worker loads and the cluster boots while the page itself is still being evaluated. */

const worker = new Worker(new URL('../session/session-worker.ts', import.meta.url), {
  type: 'module',
  name: 'podarium',
});
connectSession(worker as SessionPort);
createCluster(readAddress(location.search).release);
