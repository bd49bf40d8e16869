import { describe, expect, it } from 'vitest';
import { Chaos } from './testing/chaos.ts';

/* `npm run bench -- --only chaos-day` plays a day of it with 500 Pods. */
const hour = 3_600_000;

function mistreat(release: '1.20' | '1.36', seed: number): Chaos {
  const chaos = new Chaos({ release, seed, nodes: 4, pods: 30, duration: hour, every: 90_000 });
  chaos.settle();
  chaos.trouble();
  chaos.run(hour / 2);
  return chaos;
}

describe.each(['1.20', '1.36'] as const)('an hour of failing nodes, kills and rollouts, v%s', (release) => {
  const chaos = mistreat(release, 1);

  it('end with what every controller wants', () => {
    expect(Object.keys(chaos.done).length).toBeGreaterThan(6);
    expect(chaos.unsettled()).toEqual([]);
  });

  it('leave no process, address, sandbox, lease or watch behind', () => {
    chaos.clear();
    expect(chaos.footprint()).toEqual(chaos.empty);
  });

  it('go the same way again with the same seed', () => {
    const again = mistreat(release, 1);
    again.clear();
    expect(again.hash).toBe(chaos.hash);
  });
});

it('a Deployment that lost its Pods for longer than its deadline lets the cluster rest', () => {
  const chaos = new Chaos({ release: '1.36', seed: 1, nodes: 2, pods: 10, duration: 0, every: 1 });
  chaos.settle();
  for (const [name, { machine }] of chaos.cluster.nodes) if (name !== 'master') machine.powerOff();
  chaos.run(hour / 2);
  const { sim } = chaos.cluster;
  const until = sim.now + 60_000;
  let steps = 0;
  while ((sim.nextEventAt ?? Infinity) <= until) {
    sim.step();
    steps++;
  }
  expect(steps).toBeLessThan(1000);
});
