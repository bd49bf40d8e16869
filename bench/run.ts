import { parseArgs } from 'node:util';
import { runBundled } from './bundled.ts';
import { chaosDay } from './chaos-day.ts';
import { pictureBench } from './picture.ts';

/**
 * `npm run bench [-- --only NAME] [--json]`: how much computing the simulation takes, each figure with a peer or a floor beside it and
 * the ratio. No figure is a pass or a fail: machines differ.
 */
interface Result {
  readonly name: string;
  readonly pods: number;
  /** Wall milliseconds, the median of `runs`. */
  readonly ms: number;
  readonly warmUp: readonly number[];
  readonly runs: readonly number[];
  readonly nodes: number;
  readonly floorMs: number;
  readonly timesFloor: number;
  readonly peer?:
    | { readonly name: string; readonly pods: number; readonly ms: number; readonly running: number }
    | { readonly name: string; readonly failed: string };
}

const benches: Readonly<Record<string, { readonly pods: number; readonly nodes: number; readonly peer: boolean }>> = {
  'pods-100': { pods: 100, nodes: 3, peer: true },
  'pods-1000': { pods: 1000, nodes: 10, peer: true },
};

const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'boolean', default: false } } });
if (values.only === 'picture') {
  // In a browser, so only when it is asked for; frames per second are measured against an empty page's.
  const dense = await pictureBench({ pods: 3000, nodes: 30, changesPerSecond: 200, width: 1440, height: 900 });
  const detailed = await pictureBench({ pods: 60, nodes: 6, changesPerSecond: 20, width: 3840, height: 2160 });
  console.log(JSON.stringify({ results: [dense, detailed].map((one) => ({ name: 'picture', ...one })) }, null, 2));
  process.exit(0);
}
if (values.only === 'chaos-day') {
  // Minutes long, so only when it is asked for; real time is what it is measured against.
  console.log(JSON.stringify({ results: [{ name: 'chaos-day', pods: 500, ...chaosDay() }] }, null, 2));
  process.exit(0);
}
const names = values.only === undefined ? Object.keys(benches) : [values.only];
for (const name of names) {
  if (!Object.hasOwn(benches, name)) {
    console.error(
      `bench: there is no "${name}"; there are ${[...Object.keys(benches), 'chaos-day', 'picture'].join(', ')}`,
    );
    process.exit(2);
  }
}

async function webernetes(pods: number, nodes: number): Promise<NonNullable<Result['peer']>> {
  const name = '@ngrok/webernetes 0.3.5';
  try {
    const { ms, running } = await runBundled<{ ms: number; running: number }>(
      'peer-webernetes',
      [pods, nodes, 150_000],
      200_000,
    );
    return { name, pods, ms, running };
  } catch (error) {
    return { name, failed: (error as Error).message.split('\n')[0] ?? 'unknown' };
  }
}

const results: Result[] = [];
for (const name of names) {
  const { pods, nodes, peer } = benches[name]!;
  const own = await runBundled<Pick<Result, 'warmUp' | 'runs' | 'floorMs'>>('own-pods', [pods, nodes], 200_000);
  const ms = [...own.runs].sort((a, b) => a - b)[2]!;
  const result: Result = {
    name,
    pods,
    ms,
    ...own,
    nodes,
    timesFloor: Math.round(ms / own.floorMs),
    ...(peer ? { peer: await webernetes(pods, nodes) } : {}),
  };
  results.push(result);
  if (values.json) continue;
  console.log(`${name}: ${result.ms} ms for ${pods} one-container Pods on ${nodes} nodes to Running`);
  console.log(`  floor: ${result.floorMs} ms (a heap and frozen objects): ${result.timesFloor} times as much`);
  if (result.peer !== undefined && 'ms' in result.peer) {
    const ratio = (result.peer.ms / result.ms).toFixed(1);
    console.log(`  ${result.peer.name}: ${result.peer.ms} ms (${result.peer.running} Running): ${ratio} times as long`);
  } else if (result.peer !== undefined) console.log(`  ${result.peer.name}: did not run: ${result.peer.failed}`);
}
if (values.json) console.log(JSON.stringify({ results }, null, 2));
