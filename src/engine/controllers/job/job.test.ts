import { describe, expect, it } from 'vitest';
import { ManifestScenario } from '../testing/manifest-scenario.ts';

const job = (name: string, script: string, spec: object = {}, podSpec: object = {}): Record<string, unknown> => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: {
    template: {
      spec: {
        restartPolicy: 'Never',
        containers: [{ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', script] }],
        ...podSpec,
      },
    },
    ...spec,
  },
});

/** A world whose node has the image already, so that Pods start within a second. */
function start(release: '1.20' | '1.36'): ManifestScenario {
  const world = new ManifestScenario(release);
  world.create('pull', 'exit 0', { restartPolicy: 'Never' });
  world.run(20);
  world.mark();
  return world;
}

const created = (world: ManifestScenario, name: string): readonly number[] =>
  world
    .events(name)
    .filter(({ reason }) => reason === 'SuccessfulCreate')
    .map(({ firstTimestamp }) => world.seconds(firstTimestamp));

describe.each(['1.20', '1.36'] as const)('a Job of release v%s', (release) => {
  it('makes as many Pods at once as parallelism says until completions are reached', () => {
    const world = start(release);
    world.apply(job('j', 'sleep 5', { completions: 5, parallelism: 2 }));
    let most = 0;
    world.when(() => {
      most = Math.max(most, world.podsOf('j').filter(({ status }) => status?.phase === 'Running').length);
      return world.job('j').status?.completionTime !== undefined;
    });
    expect(most).toBe(2);
    expect(world.podsOf('j')).toHaveLength(5);
    expect(world.job('j').status).toMatchObject({ succeeded: 5 });
    expect(world.job('j').status?.active).toBeUndefined();
    expect(world.told('j').at(-1)).toBe('Completed: Job completed');
  });

  it('is complete in the status a moment after its last Pod', () => {
    const world = start(release);
    world.apply(job('j', 'sleep 5'));
    world.run(30);
    const { startTime, completionTime, conditions } = world.job('j').status ?? {};
    expect(world.seconds(startTime)).toBe(0);
    const podEnd = world.podsOf('j')[0]?.status?.containerStatuses?.[0]?.state?.terminated?.finishedAt;
    const gap = world.seconds(completionTime) - world.seconds(podEnd);
    expect(gap).toBeGreaterThanOrEqual(0);
    expect(gap).toBeLessThanOrEqual(2);
    expect(conditions?.map(({ type }) => type)).toEqual(
      release === '1.20' ? ['Complete'] : ['SuccessCriteriaMet', 'Complete'],
    );
  });

  it('stops after backoffLimit failures', () => {
    const world = start(release);
    world.apply(job('j', 'exit 3', { backoffLimit: 2 }));
    world.run(300);
    expect(world.end('j')).toBe('Failed: Job has reached the specified backoff limit');
    expect(world.job('j').status).toMatchObject({ failed: 3 });
    expect(world.podsOf('j').map(({ status }) => status?.phase)).toEqual(['Failed', 'Failed', 'Failed']);
    expect(world.told('j').at(-1)).toBe('BackoffLimitExceeded: Job has reached the specified backoff limit');
  });

  it('gives up at activeDeadlineSeconds and stops what runs', () => {
    const world = start(release);
    world.apply(job('j', 'sleep 600', { activeDeadlineSeconds: 20 }));
    world.run(19);
    expect(world.end('j')).toBeUndefined();
    world.run(120);
    expect(world.end('j')).toBe('Failed: Job was active longer than specified deadline');
    const deleted = world.events('j').find(({ reason }) => reason === 'SuccessfulDelete');
    expect(world.seconds(deleted?.firstTimestamp)).toBe(20);
    expect(world.podsOf('j')).toEqual([]);
    expect(world.job('j').status).toMatchObject({ failed: 1 });
    expect(world.told('j').at(-1)).toBe('DeadlineExceeded: Job was active longer than specified deadline');
  });

  it('counts the restarts of restartPolicy OnFailure towards backoffLimit', () => {
    const world = start(release);
    world.apply(job('j', 'exit 1', { backoffLimit: 2 }, { restartPolicy: 'OnFailure' }));
    world.run(120);
    expect(world.end('j')).toBe('Failed: Job has reached the specified backoff limit');
    expect(created(world, 'j')).toHaveLength(1);
    expect(world.podsOf('j')).toEqual([]);
  });

  it('without completions is done when one Pod succeeds and the rest have ended', () => {
    const world = start(release);
    const script = 'if [ "$(hostname)" = winner ]; then exit 0; fi; sleep 10';
    world.apply(job('j', script, { parallelism: 3 }));
    world.run(60);
    expect(world.end('j')).toMatch(/^Complete/);
    expect(world.job('j').status).toMatchObject({ succeeded: 3 });
  });

  it('takes its Pods with it when it is deleted', () => {
    const world = start(release);
    world.apply(job('j', 'sleep 3600', { parallelism: 2, completions: 2 }));
    world.run(10);
    world.client.delete('jobs', 'default', 'j', { propagationPolicy: 'Background' });
    world.run(60);
    expect(world.podsOf('j')).toEqual([]);
  });

  it('says which quota keeps it from making Pods', () => {
    const world = start(release);
    world.apply({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard: { pods: '1' } } });
    world.apply(job('j', 'sleep 3600', { parallelism: 3, completions: 3 }));
    world.run(10);
    expect(world.told('j')[0]).toMatch(/^SuccessfulCreate/);
    expect(world.told('j')[1]).toMatch(
      /^FailedCreate: Error creating: pods "j-.*" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1$/,
    );
    expect(world.job('j').status).toMatchObject({ active: 1 });
  });
});

describe('retries', () => {
  it('come 10, 20, 40 and 80 s after each failure under v1.36', () => {
    const world = start('1.36');
    world.apply(job('j', 'exit 1', { backoffLimit: 4 }));
    world.run(300);
    const ends = world
      .podsOf('j')
      .map(({ status }) => world.seconds(status?.containerStatuses?.[0]?.state?.terminated?.finishedAt));
    const gaps = created(world, 'j')
      .slice(1)
      .map((at, i) => at - ends[i]!);
    expect(gaps).toEqual([10, 20, 40, 80]);
  });

  it('come at once and then 10, 20 and 40 s after each failure under v1.20', () => {
    const world = start('1.20');
    world.apply(job('j', 'exit 1', { backoffLimit: 4 }));
    world.run(300);
    const times = created(world, 'j');
    const gaps = times.slice(1).map((at, i) => at - times[i]!);
    expect(gaps).toHaveLength(4);
    [0, 10, 20, 40].forEach((backOff, i) => {
      expect(gaps[i]).toBeGreaterThanOrEqual(backOff);
      expect(gaps[i]).toBeLessThanOrEqual(backOff + 2);
    });
  });
});

describe('a Job of release v1.36', () => {
  it('tracks its Pods with a finalizer until they are counted', () => {
    const world = start('1.36');
    world.apply(job('j', 'sleep 5'));
    world.run(3);
    expect(world.podsOf('j')[0]?.metadata?.finalizers).toEqual(['batch.kubernetes.io/job-tracking']);
    expect(world.job('j').status).toEqual({
      startTime: expect.any(String) as string,
      active: 1,
      ready: 1,
      terminating: 0,
      uncountedTerminatedPods: {},
    });
    world.run(20);
    expect(world.podsOf('j')[0]?.metadata?.finalizers).toBeUndefined();
  });

  it('replaces a Pod that is deleted while it runs and counts it as failed', () => {
    const world = start('1.36');
    world.apply(job('j', 'sleep 100'));
    world.run(10);
    const name = world.podsOf('j')[0]!.metadata!.name!;
    world.client.delete('pods', 'default', name);
    world.run(25);
    expect(world.job('j').status).toMatchObject({ active: 1, failed: 1, terminating: 1 });
    world.run(20);
    expect(world.find(name)).toBeUndefined();
    expect(world.job('j').status).toMatchObject({ active: 1, failed: 1, terminating: 0 });
  });

  it('waits for the end of a Pod with podReplacementPolicy Failed', () => {
    const world = start('1.36');
    world.apply(job('j', 'sleep 100', { podReplacementPolicy: 'Failed' }));
    world.run(10);
    world.client.delete('pods', 'default', world.podsOf('j')[0]!.metadata!.name!);
    world.run(25);
    expect(world.job('j').status).toMatchObject({ terminating: 1, ready: 0 });
    expect(created(world, 'j')).toEqual([0]);
    world.run(40);
    expect(created(world, 'j')).toHaveLength(2);
    expect(world.job('j').status).toMatchObject({ active: 1, failed: 1, terminating: 0 });
  });

  it('gives the Pods of an indexed Job their index', () => {
    const world = start('1.36');
    world.apply(
      job('j', 'echo "$JOB_COMPLETION_INDEX on $(hostname)"', {
        completionMode: 'Indexed',
        completions: 3,
        parallelism: 3,
      }),
    );
    world.run(30);
    const pods = world.podsOf('j');
    expect(pods.map(({ metadata }) => metadata?.name?.slice(0, -5))).toEqual(['j-0-', 'j-1-', 'j-2-']);
    expect(pods.map(({ spec }) => spec?.hostname)).toEqual(['j-0', 'j-1', 'j-2']);
    const key = 'batch.kubernetes.io/job-completion-index';
    expect(pods.map(({ metadata }) => [metadata?.annotations?.[key], metadata?.labels?.[key]])).toEqual([
      ['0', '0'],
      ['1', '1'],
      ['2', '2'],
    ]);
    expect(pods.map(({ metadata }) => world.log(metadata!.name!))).toEqual(['0 on j-0\n', '1 on j-1\n', '2 on j-2\n']);
    expect(world.job('j').status).toMatchObject({ completedIndexes: '0-2', succeeded: 3 });
  });

  it('retries only the index that failed', () => {
    const world = start('1.36');
    const script = 'if [ "$JOB_COMPLETION_INDEX" = 1 ]; then exit 1; fi';
    world.apply(job('j', script, { completionMode: 'Indexed', completions: 3, parallelism: 3, backoffLimit: 1 }));
    world.run(60);
    expect(world.end('j')).toBe('Failed: Job has reached the specified backoff limit');
    const names = world.podsOf('j').map(({ metadata }) => metadata?.name?.slice(0, -6));
    expect(names).toEqual(['j-0', 'j-1', 'j-2', 'j-1']);
    expect(world.job('j').status).toMatchObject({ completedIndexes: '0,2', succeeded: 2, failed: 2 });
  });

  it('gives each index its own backoffLimitPerIndex', () => {
    const world = start('1.36');
    const script = 'case $JOB_COMPLETION_INDEX in 1|3) exit 1;; esac';
    world.apply(
      job('j', script, { completionMode: 'Indexed', completions: 5, parallelism: 5, backoffLimitPerIndex: 1 }),
    );
    world.run(60);
    expect(world.end('j')).toBe('Failed: Job has failed indexes');
    expect(world.job('j').status).toMatchObject({ completedIndexes: '0,2,4', failedIndexes: '1,3', failed: 4 });
    const last = world.podsOf('j').filter(({ metadata }) => metadata?.name?.startsWith('j-1-') === true);
    expect(last.map(({ metadata }) => metadata?.annotations?.['batch.kubernetes.io/job-index-failure-count'])).toEqual([
      '0',
      '1',
    ]);
  });

  it('ends at once where more than maxFailedIndexes have failed', () => {
    const world = start('1.36');
    const script = 'if [ "$JOB_COMPLETION_INDEX" = 4 ]; then sleep 1000; fi; exit 1';
    const spec = { completions: 5, parallelism: 5, backoffLimitPerIndex: 0, maxFailedIndexes: 2 };
    world.apply(job('j', script, { completionMode: 'Indexed', ...spec }));
    world.run(60);
    expect(world.end('j')).toBe('Failed: Job has exceeded the specified maximal number of failed indexes');
    expect(world.told('j').at(-1)).toMatch(/^MaxFailedIndexesExceeded: /);
  });

  it('fails as a podFailurePolicy says, and not for what it ignores', () => {
    const world = start('1.36');
    const rules = [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }];
    world.apply(job('j', 'sleep 5; exit 42', { podFailurePolicy: { rules }, completions: 8, parallelism: 2 }));
    world.run(60);
    const pod = world.podsOf('j')[0]?.metadata?.name ?? '';
    const message = `Container main for pod default/${pod} failed with exit code 42 matching FailJob rule at index 0`;
    expect(world.job('j').status?.conditions?.map(({ type, reason }) => [type, reason])).toEqual([
      ['FailureTarget', 'PodFailurePolicy'],
      ['Failed', 'PodFailurePolicy'],
    ]);
    expect(world.end('j')).toBe(`Failed: ${message}`);
    expect(created(world, 'j')).toHaveLength(2);
  });

  it('does not count an evicted Pod where the policy ignores DisruptionTarget', () => {
    const world = start('1.36');
    const rules = [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }];
    world.apply(job('j', 'trap "exit 1" TERM; sleep 30 & wait', { podFailurePolicy: { rules }, backoffLimit: 0 }));
    world.run(10);
    world.client.evict('default', world.podsOf('j')[0]!.metadata!.name!);
    world.run(120);
    expect(world.end('j')).toBe('Complete: Reached expected number of succeeded pods');
    expect(world.job('j').status?.failed).toBeUndefined();
    expect(created(world, 'j')).toHaveLength(2);
  });

  it('is complete when its successPolicy is met, and stops the others', () => {
    const world = start('1.36');
    const spec = { completionMode: 'Indexed', completions: 4, parallelism: 4 };
    const script = 'if [ "$JOB_COMPLETION_INDEX" = 0 ]; then exit 0; fi; sleep 3600';
    world.apply(job('j', script, { ...spec, successPolicy: { rules: [{ succeededIndexes: '0' }] } }));
    world.run(20);
    expect(world.job('j').status?.conditions?.map(({ type }) => type)).toEqual(['SuccessCriteriaMet']);
    expect(world.job('j').status).toMatchObject({ terminating: 3, succeeded: 1 });
    world.run(40);
    expect(world.end('j')).toBe('Complete: Matched rules at index 0');
    expect(world.podsOf('j')).toHaveLength(1);
  });

  it('stops its Pods while it is suspended and starts its clock anew', () => {
    const world = start('1.36');
    world.apply(job('j', 'sleep 30', { suspend: true, activeDeadlineSeconds: 50 }));
    world.run(10);
    expect(world.podsOf('j')).toEqual([]);
    expect(world.job('j').status?.startTime).toBeUndefined();
    const suspend = (value: boolean): void => {
      world.client.patch('jobs', 'default', 'j', { spec: { suspend: value } }, { type: 'merge' });
    };
    suspend(false);
    world.run(20);
    expect(world.seconds(world.job('j').status?.startTime)).toBe(10);
    suspend(true);
    world.run(40);
    expect(world.podsOf('j')).toEqual([]);
    expect(world.job('j').status?.conditions).toMatchObject([{ type: 'Suspended', status: 'True' }]);
    suspend(false);
    world.run(45);
    expect(world.end('j')).toMatch(/^Complete/);
    const kinds = world.events('j').map(({ reason, count }) => `${reason} ${count ?? 0}`);
    expect(kinds).toEqual([
      'Suspended 2',
      'SuccessfulCreate 1',
      'Resumed 2',
      'SuccessfulDelete 1',
      'SuccessfulCreate 1',
      'Completed 1',
    ]);
  });

  it('is left alone where somebody else manages it', () => {
    const world = start('1.36');
    world.apply(job('j', 'exit 0', { managedBy: 'example.com/queue' }));
    world.run(30);
    expect(world.job('j').status).toEqual({});
    expect(world.podsOf('j')).toEqual([]);
  });

  it('follows parallelism up and down', () => {
    const world = start('1.36');
    world.apply(job('j', 'sleep 3600', { parallelism: 1, completions: 4 }));
    world.run(10);
    const scale = (parallelism: number): void => {
      world.client.patch('jobs', 'default', 'j', { spec: { parallelism } }, { type: 'merge' });
    };
    scale(3);
    world.run(10);
    expect(world.job('j').status).toMatchObject({ active: 3, ready: 3 });
    scale(1);
    world.run(10);
    expect(world.job('j').status).toMatchObject({ active: 1 });
    expect(world.told('j').filter((text) => text.startsWith('SuccessfulDelete'))).toHaveLength(2);
  });

  it('adopts a Pod that its selector takes', () => {
    const world = start('1.36');
    const labels = { app: 'batch' };
    world.client.create('pods', 'default', {
      metadata: { name: 'lonely', labels },
      spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox:1.36', command: ['sleep', '20'] }] },
    });
    const manifest = job('j', 'sleep 20', { manualSelector: true, selector: { matchLabels: labels } });
    const { template } = manifest['spec'] as { readonly template: object };
    world.apply({
      ...manifest,
      spec: { ...(manifest['spec'] as object), template: { metadata: { labels }, ...template } },
    });
    world.run(60);
    expect(world.podsOf('j').map(({ metadata }) => metadata?.name)).toEqual(['lonely']);
    expect(world.job('j').status).toMatchObject({ succeeded: 1 });
  });
});
