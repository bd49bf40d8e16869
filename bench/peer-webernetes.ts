/**
 * The peer: the same Pods in @ngrok/webernetes. Run by itself (`peer-webernetes PODS NODES LIMIT_MS`) so that its memory
 * and globals are its own; prints one JSON line. Its clock follows the wall clock: stepping it by hand was slower still.
 */
import { BaseImage, Cluster, type ProcessContext } from '@ngrok/webernetes';

class PauseImage extends BaseImage {
  static readonly imageName = 'bench';
  static readonly imageVersion = '1.0';
  readonly defaultCommand = ['pause'];
  override async exec(context: ProcessContext): Promise<number> {
    return context.waitUntilKilled();
  }
}

const pods = Number(process.argv[2] ?? 100);
const nodes = Number(process.argv[3] ?? 5);
const limit = Number(process.argv[4] ?? 120_000);

const cluster = new Cluster({ nodes });
cluster.registerImage(PauseImage);
await cluster.init();
const running = new Set<string>();
let finish = (): void => {};
const all = new Promise<void>((resolve) => (finish = resolve));
cluster.informer('pods', (_type, pod) => {
  if (pod.status?.phase !== 'Running' || pod.metadata?.namespace !== 'default') return;
  running.add(pod.metadata.name ?? '');
  if (running.size === pods) finish();
});
const started = performance.now();
void cluster.apply(
  Array.from({ length: pods }, (_, i) => ({
    apiVersion: 'v1' as const,
    kind: 'Pod' as const,
    metadata: { name: `pod-${i}`, namespace: 'default' },
    spec: { containers: [{ name: 'c', image: 'bench:1.0' }] },
  })),
);
await Promise.race([all, new Promise((resolve) => setTimeout(resolve, limit))]);
console.log(JSON.stringify({ running: running.size, ms: Math.round(performance.now() - started) }));
process.exit(0);
