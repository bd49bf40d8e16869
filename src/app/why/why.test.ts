import { describe, expect, test } from 'vitest';
import type { Event, KubeObject } from '../../engine/api/types.ts';
import { podModel } from '../canvas/pod-model.ts';
import { crashed, ended, running, testPod, testSandbox, waiting } from '../testing.ts';
import { explanations } from './table/index.ts';
import type { Explanation } from './table/explanation.ts';
import { whyObject } from './why-object.ts';
import { whyPod } from './why-pod.ts';
import { whyRefused } from './why-refusal.ts';

const explain = (parts: Parameters<typeof testPod>[0], events: readonly Event[] = []) => {
  const pod = testPod(parts);
  return whyPod(pod, podModel(pod, undefined, [], '1.20'), undefined, events);
};

const event = (reason: string, message: string, container = 'a'): Event => ({
  metadata: { name: reason },
  reason,
  message,
  type: 'Warning',
  lastTimestamp: '2021-11-02T21:51:30Z',
  involvedObject: { kind: 'Pod', fieldPath: `spec.containers{${container}}` },
});

describe('whyPod', () => {
  test('a healthy Pod needs no explanation', () => {
    expect(explain({ node: 'node1', ip: '10.244.1.2', containers: { a: running } })).toBeUndefined();
  });

  test.each([
    ['NotScheduledYet', { phase: 'Pending' }],
    ['SandboxFirst', { phase: 'Pending', node: 'node1', containers: { a: waiting('ContainerCreating') } }],
    ['CrashLoopBackOff', { node: 'node1', containers: { a: crashed(1) } }],
    ['CrashLoopExitZero', { node: 'node1', containers: { a: crashed(0) } }],
    ['CommandNotFound', { node: 'node1', containers: { a: crashed(127) } }],
    ['Killed', { node: 'node1', containers: { a: crashed(137) } }],
    ['ErrImagePull', { phase: 'Pending', node: 'node1', containers: { a: waiting('ImagePullBackOff') } }],
    ['InvalidImageName', { phase: 'Pending', node: 'node1', containers: { a: waiting('InvalidImageName') } }],
    ['CreateContainerError', { phase: 'Pending', node: 'node1', containers: { a: waiting('CreateContainerError') } }],
    ['WaitingOther', { phase: 'Pending', node: 'node1', containers: { a: waiting('SomethingNew') } }],
    [
      'InitFailed',
      { phase: 'Pending', node: 'node1', inits: { i: crashed(1) }, containers: { a: waiting('PodInitializing') } },
    ],
    ['Completed', { phase: 'Succeeded', node: 'node1', containers: { a: ended(0) } }],
    ['Failed', { phase: 'Failed', node: 'node1', containers: { a: ended(3) } }],
    ['Evicted', { phase: 'Failed', reason: 'Evicted', node: 'node1' }],
    ['DeadlineExceeded', { phase: 'Failed', reason: 'DeadlineExceeded', node: 'node1' }],
    ['OutOfResource', { phase: 'Failed', reason: 'OutOfcpu', node: 'node1' }],
    ['RejectedByKubelet', { phase: 'Failed', reason: 'NodeAffinity', node: 'node1' }],
    ['NodeSilent', { phase: 'Unknown', reason: 'NodeLost', node: 'node1', containers: { a: running } }],
    [
      'Terminating',
      { node: 'node1', containers: { a: running }, metadata: { deletionTimestamp: '2021-11-02T21:52:00Z' } },
    ],
  ] as const)('%s', (reason, parts) => {
    expect(explain(parts)?.reason).toBe(reason);
  });

  test('names the container that is to blame, not the healthy one before it', () => {
    expect(explain({ node: 'node1', containers: { first: running, second: crashed(1) } })?.params).toMatchObject({
      container: 'second',
      code: 1,
    });
  });

  test('a back-off says when it ends', () => {
    expect(explain({ node: 'node1', containers: { a: crashed(1) } })?.next).toEqual({
      what: 'restart',
      at: Date.parse('2021-11-02T21:51:31Z'),
    });
  });

  test('a pull that failed says when the next one comes', () => {
    const pod = testPod({ phase: 'Pending', node: 'node1', containers: { a: waiting('ImagePullBackOff') } });
    const pullBackOff = { fromUnix: 1000, untilUnix: 21_000 };
    const model = podModel(pod, { ...testSandbox('a'), pullBackOff }, [], '1.20');
    expect(model.countdown).toEqual({ kind: 'pull', from: 1000, until: 21_000 });
    expect(whyPod(pod, model, undefined, [])?.next).toEqual({ what: 'pull', at: 21_000 });
  });

  test('a volume that is missing is told from the FailedMount event', () => {
    const why = explain({ phase: 'Pending', node: 'node1', containers: { a: waiting('ContainerCreating') } }, [
      event('FailedMount', 'MountVolume.SetUp failed for volume "c" : configmap "c" not found'),
    ]);
    expect(why).toMatchObject({ reason: 'FailedMount', params: { message: /configmap "c" not found/ } });
  });

  test('a readiness probe that fails is told from the Unhealthy event', () => {
    const pod = testPod({ node: 'node1', containers: { a: { ...running, ready: false } } });
    const probed = {
      ...pod,
      spec: { ...pod.spec, containers: [{ name: 'a', readinessProbe: { httpGet: { port: 80 } } }] },
    };
    const events = [event('Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 500')];
    expect(whyPod(probed, podModel(probed, undefined, [], '1.20'), undefined, events)?.reason).toBe('ReadinessFailing');
  });

  test('a crash loop made by a liveness probe blames the probe', () => {
    const events = [
      event('Unhealthy', 'Liveness probe failed: HTTP probe failed with statuscode: 404'),
      event('Killing', 'Container a failed liveness probe, will be restarted'),
    ];
    expect(explain({ node: 'node1', containers: { a: crashed(0) } }, events)?.reason).toBe('LivenessKilled');
  });
});

describe('whyObject', () => {
  const around = { pods: [], listens: () => undefined };
  const condition = (type: string, status: string, reason: string) => ({ type, status, reason, message: 'm' });

  test.each([
    [
      'deployments',
      { spec: { replicas: 2 }, status: { replicas: 2, updatedReplicas: 2, availableReplicas: 2 } },
      undefined,
    ],
    ['deployments', { spec: { replicas: 2 }, status: { replicas: 1, updatedReplicas: 1 } }, 'Progressing'],
    ['deployments', { spec: { replicas: 0 } }, 'ScaledToZero'],
    ['deployments', { spec: { paused: true } }, 'DeploymentPaused'],
    [
      'deployments',
      { status: { conditions: [condition('Progressing', 'False', 'ProgressDeadlineExceeded')] } },
      'ProgressDeadlineExceeded',
    ],
    [
      'replicasets',
      { spec: { replicas: 1 }, status: { conditions: [condition('ReplicaFailure', 'True', 'FailedCreate')] } },
      'ReplicaFailure',
    ],
    ['statefulsets', { spec: { replicas: 3 }, status: { readyReplicas: 1 } }, 'StatefulSetWaits'],
    ['daemonsets', { status: { desiredNumberScheduled: 2, numberReady: 1 } }, 'DaemonSetUnready'],
    ['jobs', { status: { conditions: [condition('Failed', 'True', 'BackoffLimitExceeded')] } }, 'BackoffLimitExceeded'],
    ['jobs', { status: { conditions: [condition('Suspended', 'True', 'JobSuspended')] } }, 'JobSuspended'],
    ['jobs', { status: { active: 1 } }, 'JobRunning'],
    ['services', { spec: { selector: { app: 'a' } } }, 'NoPodsMatch'],
    ['services', { spec: {} }, 'NoSelector'],
    ['persistentvolumeclaims', { status: { phase: 'Pending' } }, 'ClaimPending'],
    ['namespaces', { status: { phase: 'Terminating' } }, 'NamespaceTerminating'],
    ['configmaps', {}, undefined],
  ] as const)('%s %j: %s', (resource, object, reason) => {
    expect(whyObject(resource, 'Thing', { metadata: { name: 'a' }, ...object } as KubeObject, around)?.reason).toBe(
      reason,
    );
  });

  test('a Service whose Pods listen elsewhere is told apart from one whose Pods are not ready', () => {
    const pod = testPod({
      containers: { a: running },
      metadata: { labels: { app: 'a' } },
      conditions: [{ type: 'Ready', status: 'True' }],
    });
    const service = {
      metadata: { name: 's' },
      spec: { selector: { app: 'a' }, ports: [{ port: 80, targetPort: 9090 }] },
    } as KubeObject;
    const why = (listening: readonly number[]) =>
      whyObject('services', 'Service', service, { pods: [pod], listens: () => new Set(listening) });
    expect(why([8080])?.reason).toBe('NobodyListens');
    expect(why([9090])).toBeUndefined();
    const unready = { ...pod, status: { ...pod.status, conditions: [] } };
    expect(whyObject('services', 'Service', service, { pods: [unready], listens: () => undefined })?.reason).toBe(
      'NoneReady',
    );
  });
});

describe('whyRefused', () => {
  test.each([
    [
      'ExceededQuota',
      'Error from server (Forbidden): error when creating "a.yaml": pods "a" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2',
    ],
    [
      'QuotaNeedsValues',
      'Error from server (Forbidden): pods "a" is forbidden: failed quota: q: must specify limits.cpu',
    ],
    ['LimitRange', 'pods "a" is forbidden: maximum cpu usage per Container is 1, but limit is 2'],
    ['PodSecurity', 'pods "a" is forbidden: violates PodSecurity "restricted:latest": privileged'],
    [
      'NoServiceAccount',
      'pods "a" is forbidden: error looking up service account default/x: serviceaccount "x" not found',
    ],
    ['NamespaceMissing', 'Error from server (NotFound): error when creating "a.yaml": namespaces "x" not found'],
    ['NamespaceEnding', 'unable to create new content in namespace x because it is being terminated'],
    ['AlreadyExists', 'Error from server (AlreadyExists): error when creating "a.yaml": pods "a" already exists'],
    ['Immutable', 'The Pod "a" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.x`'],
    ['Invalid', 'The Pod "a" is invalid: spec.containers[0].image: Required value'],
    [
      'UnknownField',
      'error validating data: ValidationError(Pod.spec): unknown field "imagee" in io.k8s.api.core.v1.Container',
    ],
    ['UnknownKind', 'error: unable to recognize "a.yaml": no matches for kind "Podd" in version "v1"'],
    [
      'Conflict',
      'Operation cannot be fulfilled on pods "a": the object has been modified; please apply your changes to the latest version and try again',
    ],
  ] as const)('%s', (reason, printed) => {
    expect(whyRefused(printed)?.reason).toBe(reason);
  });

  test('what went well is not explained', () => {
    expect(whyRefused('pod/a created')).toBeUndefined();
  });
});

describe('the explanations', () => {
  const placeholders = (text: string): string[] => [...new Set(text.match(/\{\{\w+\}\}/g))].toSorted();

  test.each(Object.keys(explanations) as (keyof typeof explanations)[])(
    '%s says the same in both languages',
    (reason) => {
      const { en, zh, advice }: Explanation = explanations[reason];
      expect(placeholders(zh)).toEqual(placeholders(en));
      expect(placeholders(advice?.zh ?? '')).toEqual(placeholders(advice?.en ?? ''));
      expect(`${zh}${advice?.zh ?? ''}`).not.toMatch(/[\u4e00-\u9fff][,;?!]/);
    },
  );
});
