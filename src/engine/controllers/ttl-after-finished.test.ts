import { expect, it } from 'vitest';
import { ManifestScenario } from './testing/manifest-scenario.ts';

const job = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'j' },
  spec: {
    ttlSecondsAfterFinished: 100,
    template: {
      spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox:1.36', command: ['true'] }] },
    },
  },
};

it('deletes a finished Job and its Pods after ttlSecondsAfterFinished', () => {
  const world = new ManifestScenario('1.36');
  world.apply(job);
  world.when(() => world.job('j').status?.completionTime !== undefined);
  world.mark();
  const pod = world.podsOf('j')[0]!.metadata!.name!;
  world.run(98);
  expect(world.find(pod)).toBeDefined();
  const gone = world.when(() => world.client.find('jobs', 'default', 'j') === undefined);
  expect(Math.round(gone)).toBeGreaterThanOrEqual(99);
  expect(gone).toBeLessThan(101);
  expect(world.find(pod)).toBeUndefined();
});

it('takes a ttlSecondsAfterFinished that comes after the end', () => {
  const world = new ManifestScenario('1.36');
  world.apply({ ...job, spec: { template: job.spec.template } });
  world.run(30);
  world.client.patch('jobs', 'default', 'j', { spec: { ttlSecondsAfterFinished: 0 } }, { type: 'merge' });
  world.run(2);
  expect(world.client.find('jobs', 'default', 'j')).toBeUndefined();
});

it('does not exist in v1.20, which drops the field', () => {
  const world = new ManifestScenario('1.20');
  world.apply(job);
  world.run(300);
  expect(world.job('j').spec?.ttlSecondsAfterFinished).toBeUndefined();
  expect(world.job('j').status).toMatchObject({ succeeded: 1 });
});
