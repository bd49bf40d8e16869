import { createCluster } from '../src/engine/cluster.ts';
import type { Release } from '../src/engine/releases/index.ts';
import { readOpenApi } from '../src/cli/openapi.ts';
import { kubeconfigText } from '../src/kubectl/index.ts';
import { startApiServer } from '../src/server/api-server.ts';
import type { Kubectl } from './binaries.ts';
import type { Case } from './corpus.ts';
import { describeOutcome, type Outcome } from './outcome.ts';
import { RealWorkstation } from './real.ts';
import { OwnWorkstation } from './workstation.ts';

/** One line that both have run. */
export interface Comparison {
  readonly case: string;
  readonly line: string;
  readonly compared: boolean;
  readonly real: string;
  readonly own: string;
}

export interface CompareOptions {
  readonly release: Release['name'];
  readonly kubectl: Kubectl;
  readonly cases: readonly Case[];
  readonly files: Readonly<Record<string, string>>;
  /** Virtual seconds a wall second. */
  readonly speed: number;
  /** Cases at a time. */
  readonly jobs: number;
  readonly onError: (error: unknown) => void;
}

/** Wall milliseconds that a line may take. */
const patience = 60_000;

/** Runs every case twice against one server: by the real kubectl, and by our own. */
export async function compare(options: CompareOptions): Promise<readonly Comparison[]> {
  const { release, speed, files } = options;
  const openapi = readOpenApi(release);
  // Behind the wall clock for as long as this runs: to a kubectl on this machine nothing is younger than now.
  const cluster = createCluster({
    release,
    nodes: 1,
    seed: 1,
    settle: 30_000,
    epoch: Date.now() - 4 * 3_600_000,
    openapi,
  });
  const { sim, transport } = cluster;
  const server = await startApiServer({ sim, transport, port: 0, speed, onError: options.onError });
  const url = `http://127.0.0.1:${server.port}`;
  const real = new RealWorkstation(options.kubectl.path);
  const own = new OwnWorkstation(release, url, speed, sim.unixNow);

  const runCase = async (one: Case, number: number): Promise<Comparison[]> => {
    const outcomes: Outcome[][] = [];
    const namespaces = ['real', 'ours'].map((who) => `case-${String(number).padStart(3, '0')}-${who}`);
    for (const [i, workstation] of [real, own].entries()) {
      const namespace = namespaces[i]!;
      await createNamespace(url, namespace);
      const kubeconfig = kubeconfigText(url, 'podarium', 'podarium').replace(
        '    user: podarium\n',
        `    namespace: ${namespace}\n    user: podarium\n`,
      );
      workstation.writeFiles(namespace, { ...files, '.kube/config': kubeconfig });
      const mine: Outcome[] = [];
      for (const { text } of one.lines) mine.push(await workstation.run(text, namespace, { NS: namespace }, patience));
      outcomes.push(mine);
      await fetch(`${url}/api/v1/namespaces/${namespace}`, { method: 'DELETE' });
    }
    return one.lines.map(({ text, compared }, i) => ({
      case: one.id,
      line: text,
      compared,
      real: describeOutcome(outcomes[0]![i]!, namespaces[0]!),
      own: describeOutcome(outcomes[1]![i]!, namespaces[1]!),
    }));
  };

  try {
    const numbered = options.cases.map((one, i) => ({ one, number: i + 1 }));
    const results = new Map<number, Comparison[]>();
    const queue = numbered.filter(({ one }) => !one.alone);
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        results.set(next.number, await runCase(next.one, next.number));
      }
    };
    await Promise.all(Array.from({ length: options.jobs }, worker));
    for (const { one, number } of numbered.filter((next) => next.one.alone))
      results.set(number, await runCase(one, number));
    return numbered.flatMap(({ number }) => results.get(number) ?? []);
  } finally {
    own.close();
    real.close();
    await server.close();
  }
}

/** With the ServiceAccount that Pods need. */
export async function createNamespace(url: string, name: string): Promise<void> {
  await fetch(`${url}/api/v1/namespaces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ metadata: { name } }),
  });
  for (;;) {
    const answer = await fetch(`${url}/api/v1/namespaces/${name}/serviceaccounts/default`);
    await answer.text();
    if (answer.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
