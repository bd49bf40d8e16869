import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { unifiedDiff } from '../src/engine/api/unified-diff.ts';
import { releases, type Release } from '../src/engine/releases/index.ts';
import { findKubectls, kubectlFor } from './binaries.ts';
import { type Comparison, compare } from './compare.ts';
import { readCorpus, readManifests } from './corpus.ts';
import { type Difference, findDifference, readDifferences } from './differences.ts';

/*
 * Holds our kubectl and API server against a kubectl of the Kubernetes project: every line of the corpus is run by both, against one
 * server, and must print the same and exit with the same status.
 */

const here = (name: string): string => new URL(name, import.meta.url).pathname;

const { values } = parseArgs({
  options: {
    release: { type: 'string' },
    only: { type: 'string', default: '' },
    speed: { type: 'string', default: '4' },
    jobs: { type: 'string', default: '6' },
    verbose: { type: 'boolean', default: false },
  },
});
const only = values.release?.replace(/^v/, '');
if (only !== undefined && !Object.hasOwn(releases, only)) {
  console.error(`unknown release "${values.release ?? ''}"`);
  process.exit(2);
}

const differences = readDifferences(here('differences.yaml'));
const corpus = readCorpus(here('corpus')).filter(({ id }) => id.includes(values.only));
const files = readManifests(here('manifests'));
const found = findKubectls();
const total = { passed: 0, failed: 0, missing: [] as string[] };

/** A preparation may print what it likes, but one of them not doing it would make the lines behind it meaningless. */
function isWrong({ compared, real, own }: Comparison): boolean {
  return compared ? real !== own : ![real, own].every((outcome) => outcome.endsWith('-- exit 0\n'));
}

function report(one: Comparison, title: string): void {
  const diff = one.real === one.own ? one.real : unifiedDiff(one.real, one.own);
  console.log(`\n${title}: ${one.case}\n  $ ${one.line}\n${diff.replace(/^(?=.)/gm, '    ')}`);
}

for (const release of Object.keys(releases) as Release['name'][]) {
  if (only !== undefined && release !== only) continue;
  const kubectl = kubectlFor(release, found);
  if (typeof kubectl === 'string') {
    console.log(`\n!! NOT RUN for v${release}: ${kubectl}\n`);
    total.missing.push(`v${release}: ${kubectl}`);
    continue;
  }
  const started = performance.now();
  const cases = corpus.filter((one) => one.release === undefined || one.release === release);
  const errors: unknown[] = [];
  const play = (played: typeof cases): Promise<readonly Comparison[]> =>
    compare({
      release,
      kubectl,
      cases: played,
      files,
      speed: Number(values.speed),
      jobs: Number(values.jobs),
      onError: (error) => errors.push(error),
    });
  const isUnexpected = (one: Comparison): boolean =>
    isWrong(one) && findDifference(differences, one.case, one.line, release, kubectl.minor) === undefined;
  let results = await play(cases);
  const suspects = new Set(results.filter(isUnexpected).map((one) => one.case));
  if (suspects.size > 0) {
    // The cluster goes on while a line is run, so the two may look at different moments: what differs once is played once more.
    console.log(`\nPlayed once more: ${[...suspects].join(', ')}`);
    const again = await play(cases.filter(({ id }) => suspects.has(id)));
    const rest = results.filter((one) => suspects.has(one.case));
    const steady = new Map(rest.map((one, i) => [one, isUnexpected(one) ? (again[i] ?? one) : one]));
    results = results.map((one) => steady.get(one) ?? one);
  }
  let [agree, wanted, differ] = [0, 0, 0];
  // A line can stand in a case twice, and differ only once.
  const [agreeing, differing] = [new Set<Difference>(), new Set<Difference>()];
  for (const one of results) {
    if (values.verbose) report(one, one.real === one.own ? 'same' : 'different');
    if (!one.compared) {
      if (!isWrong(one)) continue;
      differ++;
      report(one, 'PREPARATION FAILED');
      continue;
    }
    const difference = findDifference(differences, one.case, one.line, release, kubectl.minor);
    if (one.real === one.own) {
      agree++;
      if (difference !== undefined) agreeing.add(difference);
    } else if (difference !== undefined) {
      wanted++;
      differing.add(difference);
    } else {
      differ++;
      report(one, 'DIFFERENT');
    }
  }
  for (const one of agreeing) {
    if (!differing.has(one)) console.log(`\nNo longer different, take it off the list: ${one.case}: ${one.line}`);
  }
  for (const error of errors)
    console.log(`\nSERVER ERROR: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  differ += errors.length;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    `\nv${release} against kubectl ${kubectl.version}: ${agree} of ${agree + wanted + differ} lines agree, ` +
      `${wanted} differ for a reason, ${differ} differ (${cases.length} cases, ${seconds} s)`,
  );
  total.passed += agree + wanted;
  // Another minor version words many things otherwise: it can confirm, not refute.
  const ofThisRelease = kubectl.minor === Number(release.split('.')[1]);
  total.failed += ofThisRelease ? differ : errors.length;
  if (!ofThisRelease) {
    const note = `no kubectl of v${release} was found: kubectl ${kubectl.version} agrees on ${agree} lines, the other ${differ} are not counted`;
    console.log(`\n!! ${note}\n`);
    total.missing.push(`v${release}: ${note}`);
  }
}

mkdirSync('test-results', { recursive: true });
writeFileSync('test-results/conformance.json', JSON.stringify(total));
process.exitCode = total.failed === 0 ? 0 : 1;
