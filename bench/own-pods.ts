/**
 * Our side of the Pod benches, run by itself as the peer is (`own-pods PODS NODES`): four runs warm the compiler, as a page that has
 * been open for a moment is, then five are measured. Prints one JSON line: `{ warmUp, runs, floorMs }`, all wall milliseconds.
 */
import { floor } from './floor.ts';
import { podsToRunning } from './pods.ts';

const pods = Number(process.argv[2] ?? 100);
const nodes = Number(process.argv[3] ?? 5);
const measured = (count: number): number[] =>
  Array.from({ length: count }, () => Math.round(podsToRunning(pods, nodes)));

const warmUp = measured(4);
const runs = measured(5);
console.log(JSON.stringify({ warmUp, runs, floorMs: Math.round(floor(pods) * 10) / 10 }));
