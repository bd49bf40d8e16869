import { describe, expect, it } from 'vitest';
import { ManifestScenario } from '../testing/manifest-scenario.ts';

/* What the pages of kubernetes.io about Jobs and CronJobs say will happen, typed from their facts; each test bears its page's name. */

type Manifest = Record<string, unknown>;

const job = (name: string, spec: object, podSpec: object): Manifest => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: { ...spec, template: { spec: { restartPolicy: 'Never', ...podSpec } } },
});

const busybox = (command: readonly string[], more: object = {}): object => ({
  containers: [{ name: 'main', image: 'docker.io/library/busybox:1.28', command, ...more }],
});

describe('docs', () => {
  it('Jobs: computes pi to 2000 places', () => {
    const world = new ManifestScenario('1.36');
    const command = ['perl', '-Mbignum=bpi', '-wle', 'print bpi(2000)'];
    const containers = [{ name: 'pi', image: 'perl:5.34.0', command }];
    world.apply(job('pi', { backoffLimit: 4 }, { containers }));
    world.run(300);
    expect(world.job('pi').status).toMatchObject({ succeeded: 1 });
    expect(world.told('pi').map((text) => text.split(':')[0])).toEqual(['SuccessfulCreate', 'Completed']);
    const pod = world.podsOf('pi')[0]?.metadata?.name ?? '';
    expect(world.log(pod)).toMatch(/^3\.14159265358979323846\d+\n$/);
  });

  it('Jobs, suspending a Job: a running one loses its Pods and starts again', () => {
    const world = new ManifestScenario('1.36');
    world.apply(job('myjob', { suspend: true, parallelism: 1, completions: 5 }, busybox(['sleep', '10'])));
    world.run(10);
    expect(world.job('myjob').status?.conditions).toMatchObject([{ type: 'Suspended', status: 'True' }]);
    const suspend = (value: boolean): void => {
      world.client.patch('jobs', 'default', 'myjob', { spec: { suspend: value } });
    };
    suspend(false);
    world.run(20);
    suspend(true);
    world.run(20);
    const before = world.job('myjob').status;
    expect(before).toMatchObject({ ready: 0 });
    expect(before?.active).toBeUndefined();
    suspend(false);
    world.run(90);
    expect(world.end('myjob')).toMatch(/^Complete/);
    expect(world.told('myjob')).toContain('Suspended: Job suspended');
    expect(world.told('myjob')).toContain('Resumed: Job resumed');
  });

  it('Jobs, backoff limit per index: even indexes fail once more and are given up', () => {
    const world = new ManifestScenario('1.36');
    const script = 'if [ $(( JOB_COMPLETION_INDEX % 2 )) = 0 ]; then exit 1; fi; echo test passed';
    const spec = {
      completions: 10,
      parallelism: 3,
      completionMode: 'Indexed',
      backoffLimitPerIndex: 1,
      maxFailedIndexes: 5,
    };
    world.apply(job('job-backoff-limit-per-index-example', spec, busybox(['sh', '-c', script])));
    world.run(400);
    expect(world.job('job-backoff-limit-per-index-example').status).toMatchObject({
      completedIndexes: '1,3,5,7,9',
      failedIndexes: '0,2,4,6,8',
      succeeded: 5,
      failed: 10,
    });
    expect(world.end('job-backoff-limit-per-index-example')).toBe('Failed: Job has failed indexes');
  });

  it('Jobs, success policy: ends when one of the leaders has succeeded', () => {
    const world = new ManifestScenario('1.36');
    const script = 'if [ "$JOB_COMPLETION_INDEX" = 2 ]; then exit 0; fi; sleep 3600';
    const successPolicy = { rules: [{ succeededIndexes: '0,2-3', succeededCount: 1 }] };
    const spec = { parallelism: 10, completions: 10, completionMode: 'Indexed', successPolicy };
    world.apply(job('job-success', spec, busybox(['sh', '-c', script])));
    world.run(120);
    const conditions = world.job('job-success').status?.conditions ?? [];
    expect(conditions.map(({ type, reason }) => [type, reason])).toEqual([
      ['SuccessCriteriaMet', 'SuccessPolicy'],
      ['Complete', 'SuccessPolicy'],
    ]);
    expect(world.podsOf('job-success')).toHaveLength(1);
  });

  it('Jobs, elastic indexed Jobs: completions and parallelism change together', () => {
    const world = new ManifestScenario('1.36');
    const spec = { completions: 2, parallelism: 2, completionMode: 'Indexed' };
    world.apply(job('elastic', spec, busybox(['sleep', '60'])));
    world.run(10);
    world.client.patch('jobs', 'default', 'elastic', { spec: { completions: 4, parallelism: 4 } });
    world.run(10);
    expect(world.job('elastic').status).toMatchObject({ active: 4 });
    world.client.patch('jobs', 'default', 'elastic', { spec: { completions: 1, parallelism: 1 } });
    world.run(5);
    expect(world.job('elastic').status).toMatchObject({ active: 1 });
    world.run(120);
    expect(world.job('elastic').status).toMatchObject({ completedIndexes: '0', succeeded: 1 });
    expect(world.end('elastic')).toMatch(/^Complete/);
  });

  it('Jobs, delayed creation of replacement pods: one Pod for an index at a time', () => {
    const world = new ManifestScenario('1.36');
    const script = 'trap "sleep 20; exit 1" TERM; sleep 3600 & wait';
    world.apply(job('new', { podReplacementPolicy: 'Failed' }, busybox(['sh', '-c', script])));
    world.run(10);
    world.client.delete('pods', 'default', world.podsOf('new')[0]!.metadata!.name!);
    world.run(10);
    expect(world.job('new').status).toMatchObject({ terminating: 1 });
    expect(world.podsOf('new')).toHaveLength(1);
    world.run(60);
    expect(world.job('new').status).toMatchObject({ terminating: 0, active: 1, failed: 1 });
  });

  it('Handling retriable and non-retriable pod failures with Pod failure policy: exit code 42 fails the Job', () => {
    const world = new ManifestScenario('1.36');
    const rules = [{ action: 'FailJob', onExitCodes: { containerName: 'main', operator: 'In', values: [42] } }];
    const spec = { completions: 8, parallelism: 2, backoffLimit: 6, podFailurePolicy: { rules } };
    const command = ['sh', '-c', 'echo "Hello world! I am going to exit with 42 now."; sleep 30; exit 42'];
    world.apply(job('job-pod-failure-policy-failjob', spec, busybox(command)));
    world.run(120);
    const conditions = world.job('job-pod-failure-policy-failjob').status?.conditions ?? [];
    expect(conditions.map(({ type, reason }) => [type, reason])).toEqual([
      ['FailureTarget', 'PodFailurePolicy'],
      ['Failed', 'PodFailurePolicy'],
    ]);
    expect(conditions[0]?.message).toMatch(
      /^Container main for pod default\/job-pod-failure-policy-failjob-\w{5} failed with exit code 42 matching FailJob rule at index 0$/,
    );
  });

  it('Handling retriable and non-retriable pod failures with Pod failure policy: a drained node does not count', () => {
    const world = new ManifestScenario('1.36', 2);
    const rules = [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }];
    const spec = { completions: 4, parallelism: 2, backoffLimit: 0, podFailurePolicy: { rules } };
    world.apply(job('job-pod-failure-policy-ignore', spec, busybox(['sh', '-c', 'sleep 90; exit 0'])));
    world.run(30);
    const [first] = world.podsOf('job-pod-failure-policy-ignore');
    world.client.evict('default', first!.metadata!.name!);
    world.run(400);
    expect(world.end('job-pod-failure-policy-ignore')).toMatch(/^Complete/);
    expect(world.job('job-pod-failure-policy-ignore').status?.failed).toBeUndefined();
  });

  it('Indexed Job for Parallel Processing with Static Work Assignment: each Pod reads its own index', () => {
    const world = new ManifestScenario('1.36');
    const fieldPath = "metadata.annotations['batch.kubernetes.io/job-completion-index']";
    world.apply(
      job(
        'indexed-job',
        { completions: 5, parallelism: 3, completionMode: 'Indexed' },
        {
          containers: [
            {
              name: 'worker',
              image: 'docker.io/library/busybox',
              command: ['rev', '/input/data.txt'],
              volumeMounts: [{ mountPath: '/input', name: 'input' }],
            },
          ],
          volumes: [{ name: 'input', downwardAPI: { items: [{ path: 'data.txt', fieldRef: { fieldPath } }] } }],
        },
      ),
    );
    world.run(60);
    expect(world.job('indexed-job').status).toMatchObject({ completedIndexes: '0-4', succeeded: 5 });
    const logs = world.podsOf('indexed-job').map(({ metadata }) => world.log(metadata!.name!).trim());
    expect(logs.sort()).toEqual(['0', '1', '2', '3', '4']);
  });

  it('Job with Pod-to-Pod Communication: Pods find each other by JOB-INDEX.SERVICE', () => {
    const world = new ManifestScenario('1.36', 2);
    world.apply({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'headless-svc' },
      spec: { clusterIP: 'None', selector: { 'job-name': 'example-job' }, ports: [{ port: 80 }] },
    });
    const script = [
      'for i in 0 1 2; do',
      '  until nslookup example-job-$i.headless-svc.default.svc.cluster.local > /dev/null 2>&1; do sleep 1; done',
      '  echo "found example-job-$i"',
      'done',
      'sleep 10',
    ].join('\n');
    const spec = { completions: 3, parallelism: 3, completionMode: 'Indexed' };
    world.apply(job('example-job', spec, { subdomain: 'headless-svc', ...busybox(['sh', '-c', script]) }));
    world.run(90);
    expect(world.end('example-job')).toMatch(/^Complete/);
    const [pod] = world.podsOf('example-job');
    expect(world.log(pod?.metadata?.name ?? '')).toBe(
      'found example-job-0\nfound example-job-1\nfound example-job-2\n',
    );
  });

  it('Parallel Processing using Expansions: one Job for each item', () => {
    const world = new ManifestScenario('1.36');
    for (const item of ['apple', 'banana', 'cherry']) {
      const command = ['sh', '-c', `echo Processing item ${item} && sleep 5`];
      const manifest = job(`process-item-${item}`, {}, busybox(command));
      world.apply({ ...manifest, metadata: { name: `process-item-${item}`, labels: { jobgroup: 'jobexample' } } });
    }
    world.run(60);
    const jobs = world.client.list('jobs', { namespace: 'default', labelSelector: 'jobgroup=jobexample' });
    expect(jobs.map(({ status }) => status?.succeeded)).toEqual([1, 1, 1]);
    const logs = jobs.map(({ metadata }) => world.log(world.podsOf(metadata!.name!)[0]!.metadata!.name!));
    expect(logs).toEqual(['Processing item apple\n', 'Processing item banana\n', 'Processing item cherry\n']);
  });

  it('Automatic Cleanup for Finished Jobs: goes 100 s after its end', () => {
    const world = new ManifestScenario('1.36');
    world.apply(job('pi-with-ttl', { ttlSecondsAfterFinished: 100 }, busybox(['true'])));
    const finished = world.when(() => world.end('pi-with-ttl') !== undefined);
    const gone = world.when(() => world.client.find('jobs', 'default', 'pi-with-ttl') === undefined);
    expect(Math.abs(gone - finished - 100)).toBeLessThanOrEqual(1);
    expect(world.podsOf('pi-with-ttl')).toEqual([]);
  });

  it.each(['1.20', '1.36'] as const)(
    'Running Automated Tasks with a CronJob: says hello each minute (v%s)',
    (release) => {
      const world = new ManifestScenario(release);
      world.apply({
        apiVersion: release === '1.20' ? 'batch/v1beta1' : 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'hello' },
        spec: {
          schedule: '* * * * *',
          jobTemplate: {
            spec: {
              template: {
                spec: {
                  restartPolicy: 'OnFailure',
                  containers: [
                    {
                      name: 'hello',
                      image: 'busybox:1.28',
                      imagePullPolicy: 'IfNotPresent',
                      command: ['/bin/sh', '-c', 'date; echo Hello from the Kubernetes cluster'],
                    },
                  ],
                },
              },
            },
          },
        },
      });
      world.run(6 * 60);
      const jobs = world.client.list('jobs', { namespace: 'default' });
      expect(jobs.filter(({ status }) => status?.succeeded === 1).length).toBeGreaterThanOrEqual(3);
      expect(jobs.length).toBeLessThanOrEqual(4);
      const pod = world.podsOf(jobs[0]?.metadata?.name ?? '')[0]?.metadata?.name ?? '';
      expect(world.log(pod)).toMatch(/ UTC 20\d\d\nHello from the Kubernetes cluster\n$/);
    },
  );

  it('CronJob, time zones: 9 in New York', () => {
    const world = new ManifestScenario('1.36');
    world.apply({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'ny' },
      spec: {
        schedule: '0 9 * * *',
        timeZone: 'America/New_York',
        jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', ...busybox(['true']) } } } },
      },
    });
    world.run(4 * 3600 + 120);
    expect(world.client.get('cronjobs', 'default', 'ny').status?.lastScheduleTime).toBe('2026-05-04T13:00:00Z');
  });
});
