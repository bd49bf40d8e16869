import { describe, expect, it } from 'vitest';
import { controllerOf } from '../../api/meta.ts';
import type { CronJob, Job } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import { ManifestScenario } from '../testing/manifest-scenario.ts';

class CronScenario extends ManifestScenario {
  cron(script: string, spec: object = {}): void {
    const container = { name: 'main', image: 'busybox:1.36', command: ['sh', '-c', script] };
    this.apply({
      apiVersion: this.release === '1.20' ? 'batch/v1beta1' : 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'hello' },
      spec: {
        schedule: '* * * * *',
        jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [container] } } } },
        ...spec,
      },
    });
  }

  get cronJob(): CronJob {
    return this.client.get('cronjobs', 'default', 'hello');
  }

  get jobs(): readonly Job[] {
    return this.client.list('jobs', { namespace: 'default' }).filter((job) => controllerOf(job)?.name === 'hello');
  }

  get names(): readonly string[] {
    return this.jobs.map(({ metadata }) => metadata?.name ?? '');
  }

  change(spec: object): void {
    this.client.patch('cronjobs', 'default', 'hello', { spec }, { type: 'merge' });
  }
}

/** v1.36 starts at 09:00:00, v1.20 at 21:50:57. */
function start(release: Release['name']): CronScenario {
  const world = new CronScenario(release);
  world.create('pull', 'exit 0', { restartPolicy: 'Never' });
  world.run(release === '1.20' ? 3 : 60);
  world.mark();
  return world;
}

describe('a CronJob of release v1.36', () => {
  it('starts a Job each minute, named after the minute, and says so', () => {
    const world = start('1.36');
    world.cron('date; echo Hello');
    world.run(130);
    const minute = Math.floor(Date.UTC(2026, 4, 4, 9, 2) / 60_000);
    expect(world.names).toEqual([`hello-${minute}`, `hello-${minute + 1}`]);
    const [job] = world.jobs;
    expect(world.seconds(job?.metadata?.creationTimestamp)).toBe(60);
    expect(job?.metadata?.annotations).toEqual({
      'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-05-04T09:02:00Z',
    });
    expect(job?.metadata?.ownerReferences).toMatchObject([
      { apiVersion: 'batch/v1', kind: 'CronJob', controller: true },
    ]);
    expect(world.told('hello')).toEqual([
      `SuccessfulCreate: Created job hello-${minute}`,
      `SawCompletedJob: Saw completed job: hello-${minute}, condition: Complete`,
      `SuccessfulCreate: Created job hello-${minute + 1}`,
      `SawCompletedJob: Saw completed job: hello-${minute + 1}, condition: Complete`,
    ]);
    expect(world.cronJob.status).toEqual({
      lastScheduleTime: '2026-05-04T09:03:00Z',
      lastSuccessfulTime: world.jobs[1]?.status?.completionTime,
    });
  });

  it('lists the Job while it runs', () => {
    const world = start('1.36');
    world.cron('sleep 30');
    world.run(70);
    const [job] = world.jobs;
    expect(world.cronJob.status?.active).toMatchObject([
      { apiVersion: 'batch/v1', kind: 'Job', namespace: 'default', name: job?.metadata?.name, uid: job?.metadata?.uid },
    ]);
  });

  it('does not start beside a running Job under Forbid', () => {
    const world = start('1.36');
    world.cron('sleep 90', { concurrencyPolicy: 'Forbid' });
    world.run(130);
    expect(world.jobs).toHaveLength(1);
    expect(world.told('hello')).toContain(
      'JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid',
    );
    // It starts when the first has ended, for the time that it missed.
    world.run(30);
    expect(world.jobs).toHaveLength(2);
    expect(world.seconds(world.jobs[1]?.metadata?.creationTimestamp)).toBeLessThan(155);
    expect(world.cronJob.status?.lastScheduleTime).toBe('2026-05-04T09:03:00Z');
  });

  it('stops a running Job for the next under Replace', () => {
    const world = start('1.36');
    world.cron('sleep 3600', { concurrencyPolicy: 'Replace' });
    world.run(130);
    const minute = Math.floor(Date.UTC(2026, 4, 4, 9, 2) / 60_000);
    expect(world.names).toEqual([`hello-${minute + 1}`]);
    expect(world.told('hello')).toEqual([
      `SuccessfulCreate: Created job hello-${minute}`,
      `SuccessfulDelete: Deleted job hello-${minute}`,
      `SuccessfulCreate: Created job hello-${minute + 1}`,
    ]);
  });

  it('keeps three Jobs that succeeded and one that failed', () => {
    const world = start('1.36');
    const script = 'if [ $(( $(date +%M) % 2 )) = 0 ]; then exit 1; fi';
    world.cron(script, { jobTemplate: template(script, { backoffLimit: 0 }) });
    world.run(12 * 60);
    const ends = world.jobs.map(({ status }) => status?.conditions?.at(-1)?.type);
    expect(ends.filter((end) => end === 'Complete')).toHaveLength(3);
    expect(ends.filter((end) => end === 'Failed')).toHaveLength(1);
    expect(world.told('hello').some((text) => text.startsWith('SuccessfulDelete: Deleted job hello-'))).toBe(true);
  });

  it('starts nothing while it is suspended, and then the last time only', () => {
    const world = start('1.36');
    world.cron('exit 0', { suspend: true });
    world.run(290);
    expect(world.jobs).toEqual([]);
    world.change({ suspend: false });
    world.run(5);
    expect(world.jobs).toHaveLength(1);
    expect(world.cronJob.status?.lastScheduleTime).toBe('2026-05-04T09:05:00Z');
  });

  it('does not make up for what is older than startingDeadlineSeconds', () => {
    const world = start('1.36');
    world.cron('exit 0', { suspend: true, startingDeadlineSeconds: 20 });
    world.run(290);
    world.change({ suspend: false });
    world.run(5);
    expect(world.jobs).toEqual([]);
    world.run(10);
    expect(world.jobs).toHaveLength(1);
  });

  it('follows a time zone', () => {
    const world = start('1.36');
    world.cron('exit 0', { schedule: '5 17 * * *', timeZone: 'Asia/Shanghai' });
    world.run(300);
    expect(world.jobs[0]?.metadata?.annotations).toEqual({
      'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-05-04T17:05:00+08:00',
    });
  });

  it('takes a new schedule from then on', () => {
    const world = start('1.36');
    world.cron('exit 0', { schedule: '0 0 * * *' });
    world.run(90);
    world.change({ schedule: '*/5 * * * *' });
    world.run(180);
    expect(world.cronJob.status?.lastScheduleTime).toBe('2026-05-04T09:05:00Z');
  });

  it('notes a Job that somebody deleted', () => {
    const world = start('1.36');
    world.cron('sleep 3600');
    world.run(70);
    const [name = ''] = world.names;
    world.client.delete('jobs', 'default', name, { propagationPolicy: 'Background' });
    world.run(2);
    expect(world.told('hello')).toContain(`MissingJob: Active job went missing: ${name}`);
    expect(world.cronJob.status?.active).toBeUndefined();
  });

  it('takes its Jobs and their Pods along when it is deleted', () => {
    const world = start('1.36');
    world.cron('sleep 3600');
    world.run(70);
    const [name = ''] = world.names;
    world.client.delete('cronjobs', 'default', 'hello');
    world.run(60);
    expect(world.client.find('jobs', 'default', name)).toBeUndefined();
    expect(world.podsOf(name)).toEqual([]);
  });
});

describe('a CronJob of release v1.20', () => {
  it('starts a Job within ten seconds of each minute, named after the second', () => {
    const world = start('1.20');
    world.cron('date; echo Hello');
    world.run(150);
    const second = Date.UTC(2021, 10, 2, 21, 52) / 1000;
    expect(world.names).toEqual([`hello-${second}`, `hello-${second + 60}`]);
    for (const { metadata } of world.jobs) {
      const late = (world.seconds(metadata?.creationTimestamp) + 60) % 60;
      expect(late).toBeLessThanOrEqual(10);
      expect(metadata?.annotations).toBeUndefined();
      expect(metadata?.ownerReferences).toMatchObject([{ apiVersion: 'batch/v1beta1', kind: 'CronJob' }]);
    }
    expect(world.told('hello')).toContain(`SawCompletedJob: Saw completed job: hello-${second}, status: Complete`);
    expect(world.cronJob.status).toEqual({ lastScheduleTime: '2021-11-02T21:53:00Z' });
  });

  it('is silent where Forbid keeps it from starting', () => {
    const world = start('1.20');
    world.cron('sleep 600', { concurrencyPolicy: 'Forbid' });
    world.run(200);
    expect(world.jobs).toHaveLength(1);
    expect(world.told('hello')).toHaveLength(1);
  });

  it('says which start it missed', () => {
    const world = start('1.20');
    world.cron('exit 0', { suspend: true, startingDeadlineSeconds: 300, schedule: '52 21 * * *' });
    world.run(100);
    world.change({ startingDeadlineSeconds: 10, suspend: false });
    world.run(30);
    expect(world.jobs).toEqual([]);
  });
});

function template(script: string, spec: object): object {
  const container = { name: 'main', image: 'busybox:1.36', command: ['sh', '-c', script] };
  return { spec: { ...spec, template: { spec: { restartPolicy: 'Never', containers: [container] } } } };
}
