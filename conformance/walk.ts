import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readOpenApi } from '../src/cli/openapi.ts';
import { createCluster } from '../src/engine/cluster.ts';
import { releases, type Release } from '../src/engine/releases/index.ts';
import { kubeconfigText } from '../src/kubectl/index.ts';
import { startApiServer } from '../src/server/api-server.ts';
import { findKubectls, kubectlFor, type Kubectl } from './binaries.ts';
import { createNamespace } from './compare.ts';
import { readCorpus, readManifests, type Case } from './corpus.ts';
import { RealWorkstation } from './real.ts';

/*
 * Walks a kubectl of the Kubernetes project through everything that it must be able to do: every line of walk/ has to end without error,
 * and the server must not stumble. `--all` walks every kubectl since v1.31 that is found.
 */

const here = (name: string): string => new URL(name, import.meta.url).pathname;

const { values } = parseArgs({
  options: {
    release: { type: 'string' },
    only: { type: 'string', default: '' },
    all: { type: 'boolean', default: false },
    speed: { type: 'string', default: '4' },
    jobs: { type: 'string', default: '4' },
  },
});

/** Wall milliseconds that a line may take. */
const patience = 120_000;
const files = readManifests(here('manifests'));
const cases = readCorpus(here('walk')).filter(({ id }) => id.includes(values.only));
const found = findKubectls();
const total = { passed: 0, failed: 0, missing: [] as string[] };

/** The lines of a case that are for a release, without what says so. */
function linesFor(one: Case, release: string): readonly string[] {
  return one.lines.flatMap(({ text }) => {
    const only = /^\[(\d\.\d+)\] /.exec(text);
    if (only === null) return [text];
    return only[1] === release ? [text.slice(only[0].length)] : [];
  });
}

async function walk(release: Release['name'], kubectl: Kubectl): Promise<void> {
  const started = performance.now();
  const { sim, transport } = createCluster({
    release,
    nodes: 3,
    seed: 1,
    settle: 30_000,
    epoch: Date.now() - 4 * 3_600_000,
    openapi: readOpenApi(release),
  });
  let [passed, failed] = [0, 0];
  const fail = (title: string, text: string): void => {
    failed++;
    console.log(`\n${title}\n${text.replace(/^(?=.)/gm, '    ')}`);
  };
  const server = await startApiServer({
    sim,
    transport,
    port: 0,
    speed: Number(values.speed),
    onError: (error) => fail('SERVER ERROR', error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  const url = `http://127.0.0.1:${server.port}`;
  const workstation = new RealWorkstation(kubectl.path);
  const walkCase = async (one: Case, number: number): Promise<void> => {
    const namespace = `walk-${number}`;
    await createNamespace(url, namespace);
    const kubeconfig = kubeconfigText(url, 'podarium', 'podarium').replace(
      '    user: podarium\n',
      `    namespace: ${namespace}\n    user: podarium\n`,
    );
    workstation.writeFiles(namespace, { ...files, '.kube/config': kubeconfig });
    for (const line of linesFor(one, release)) {
      const { stdout, stderr, exitCode } = await workstation.run(line, namespace, { NS: namespace }, patience);
      if (exitCode === 0) passed++;
      else fail(`FAILED: ${one.id}\n  $ ${line}`, `${stdout}${stderr}-- exit ${exitCode}\n`);
    }
  };
  try {
    const numbered = cases.map((one, i) => [one, i + 1] as const);
    const queue = numbered.filter(([one]) => !one.alone);
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await walkCase(...next);
    };
    await Promise.all(Array.from({ length: Number(values.jobs) }, worker));
    for (const next of numbered.filter(([one]) => one.alone)) await walkCase(...next);
  } finally {
    workstation.close();
    await server.close();
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    `\nv${release} under kubectl ${kubectl.version}: ${passed} of ${passed + failed} lines without error (${cases.length} cases, ${seconds} s)`,
  );
  total.passed += passed;
  total.failed += failed;
}

for (const release of Object.keys(releases) as Release['name'][]) {
  if (values.release !== undefined && values.release.replace(/^v/, '') !== release) continue;
  const one = kubectlFor(release, found);
  if (typeof one === 'string') {
    console.log(`\n!! NOT WALKED: v${release}: ${one}\n`);
    total.missing.push(`v${release}: ${one}`);
    continue;
  }
  const all = values.all && release !== '1.20' ? found.filter(({ minor }) => minor >= 31) : [one];
  for (const kubectl of all) await walk(release, kubectl);
}

mkdirSync('test-results', { recursive: true });
writeFileSync('test-results/walk.json', JSON.stringify(total));
process.exitCode = total.failed === 0 ? 0 : 1;
