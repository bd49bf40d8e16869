import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { aKubectl } from '../conformance/binaries.ts';
import { ensureBrowser } from './browser.ts';

/**
 * The whole test run: generated files, types, lint, unit and scenario tests, the build with its size budget, and the page in a
 * real browser. Goes on after a failure, so that one run shows everything, and ends with `N passed, M failed`.
 */
interface Count {
  passed: number;
  failed: number;
}

const bin = (name: string): string => `node_modules/.bin/${name}${process.platform === 'win32' ? '.cmd' : ''}`;
const total: Count = { passed: 0, failed: 0 };
/** What this machine could not run. */
const notRun: string[] = [];

function run(command: string, args: readonly string[], env: Record<string, string> = {}): boolean {
  const result = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  return result.status === 0;
}

function step(name: string, work: () => boolean): boolean {
  const started = Date.now();
  console.log(`\n== ${name}`);
  const ok = work();
  ended(name, started, ok);
  return ok;
}

function ended(name: string, started: number, ok: boolean): void {
  console.log(`-- ${name}: ${ok ? 'ok' : 'FAILED'} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

function count(name: string, ok: boolean): void {
  if (ok) total.passed++;
  else {
    total.failed++;
    console.log(`FAILED: ${name}`);
  }
}

/** One of the checks that run beside each other; what it printed comes out in one piece. */
async function check(name: string, command: string, args: readonly string[]): Promise<void> {
  const started = Date.now();
  const { ok, output } = await new Promise<{ ok: boolean; output: string }>((resolve) => {
    const child = spawn(bin(command), args, { shell: process.platform === 'win32' });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    child.on('error', (error) => resolve({ ok: false, output: `${output}${error.message}\n` }));
    child.on('close', (status) => resolve({ ok: status === 0, output }));
  });
  console.log(`\n== ${name}`);
  process.stdout.write(output);
  ended(name, started, ok);
  count(name, ok);
}

/** Adds a runner's own count; a runner that died without a report counts as one failure. */
function countReport(name: string, ok: boolean, file: string, read: (report: unknown) => Count): void {
  if (!existsSync(file)) {
    count(name, false);
    return;
  }
  const found = read(JSON.parse(readFileSync(file, 'utf8')));
  total.passed += found.passed;
  total.failed += found.failed;
  if (!ok && found.failed === 0) count(name, false);
}

mkdirSync('test-results', { recursive: true });
for (const name of ['unit', 'conformance', 'walk', 'e2e']) rmSync(`test-results/${name}.json`, { force: true });

count(
  'generate',
  step('generate', () => run(bin('tsx'), ['scripts/generate.ts'])),
);
await Promise.all([
  check('eslint', 'eslint', ['.']),
  check('types', 'tsc', ['--noEmit']),
  check('format', 'prettier', ['--check', '--log-level', 'warn', '.']),
  check('unused code', 'knip', ['--no-progress']),
]);

const unit = step('unit and scenario tests', () =>
  run(bin('vitest'), ['run', '--reporter=dot', '--reporter=json', '--outputFile.json=test-results/unit.json']),
);
countReport('unit', unit, 'test-results/unit.json', (report) => {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = report as Record<string, number>;
  return { passed: numPassedTests ?? 0, failed: Math.max(numFailedTests ?? 0, numFailedTestSuites ?? 0) };
});

// Where no kubectl of the Kubernetes project can be had it says so, and counts nothing.
for (const [name, title, file] of [
  ['conformance', 'conformance with the real kubectl', 'run'],
  ['walk', 'what the real kubectl must be able to do', 'walk'],
] as const) {
  const ok = step(title, () => run(bin('tsx'), [`conformance/${file}.ts`]));
  countReport(name, ok, `test-results/${name}.json`, (report) => {
    const { passed, failed, missing } = report as Count & { readonly missing: readonly string[] };
    for (const what of missing) notRun.push(`${name} of ${what}`);
    return { passed, failed };
  });
}

const built = step('build', () => run(bin('vite'), ['build']));
count('build', built);
if (built) {
  count(
    'size budget',
    step('size budget', () => run(bin('tsx'), ['scripts/size.ts'])),
  );
  let browser: string | undefined;
  let usable = true;
  try {
    browser = await ensureBrowser((line) => console.log(line));
  } catch (error) {
    usable = false;
    console.error((error as Error).message);
  }
  if (!usable) count('browser', false);
  else {
    const env: Record<string, string> = browser === undefined ? {} : { PODARIUM_BROWSER: browser };
    try {
      env['PODARIUM_KUBECTL'] = aKubectl();
    } catch (error) {
      env['PODARIUM_KUBECTL'] = '';
      notRun.push(`the page before kubectl proxy: ${(error as Error).message}`);
    }
    const ok = step('browser tests', () => run(bin('playwright'), ['test'], env));
    countReport('browser', ok, 'test-results/e2e.json', (report) => {
      const { stats } = report as { stats: { expected: number; unexpected: number; flaky: number } };
      return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
    });
  }
}

for (const what of notRun) console.log(`\n!! NOT RUN: ${what}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
