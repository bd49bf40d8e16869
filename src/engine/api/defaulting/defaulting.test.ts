import { describe, expect, test } from 'vitest';
import { accepted, kindOf } from '../testing.ts';
import { applyDefaults } from './index.ts';

type Manifest = Readonly<Record<string, unknown>>;

const release = { name: '1.36' } as const;
const o = (apiVersion: string, kind: string, rest: object): Manifest => ({
  apiVersion,
  kind,
  metadata: { name: 'a' },
  ...rest,
});
const pod = (container: object, spec: object = {}): Manifest =>
  o('v1', 'Pod', { spec: { containers: [{ name: 'c', image: 'i', ...container }], ...spec } });
const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
const workload = (kind: string, spec: object): Manifest =>
  o('apps/v1', kind, { spec: { selector: { matchLabels: { a: 'b' } }, template, ...spec } });

describe('a Pod', () => {
  test('runs like this if nothing else is said', () => {
    expect(accepted(pod({}))).toMatchObject({
      spec: {
        restartPolicy: 'Always',
        terminationGracePeriodSeconds: 30,
        dnsPolicy: 'ClusterFirst',
        securityContext: {},
        schedulerName: 'default-scheduler',
        enableServiceLinks: true,
        containers: [
          {
            resources: {},
            terminationMessagePath: '/dev/termination-log',
            terminationMessagePolicy: 'File',
            imagePullPolicy: 'Always',
          },
        ],
      },
    });
  });

  test.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1.27', 'IfNotPresent'],
    ['registry:5000/nginx', 'Always'],
    ['registry:5000/nginx:1', 'IfNotPresent'],
    [`nginx@sha256:${'0'.repeat(64)}`, 'IfNotPresent'],
  ])('pulls %s %s', (image, policy) => {
    expect(accepted(pod({ image }))).toHaveProperty('spec.containers[0].imagePullPolicy', policy);
  });

  test.each<[string, object, object, string, unknown]>([
    ['a protocol', { ports: [{ containerPort: 80 }] }, {}, 'containers[0].ports[0].protocol', 'TCP'],
    ['a host port', { ports: [{ containerPort: 80 }] }, { hostNetwork: true }, 'containers[0].ports[0].hostPort', 80],
    [
      'the times of a probe',
      { livenessProbe: { httpGet: { port: 80 } } },
      {},
      'containers[0].livenessProbe',
      {
        httpGet: { port: 80, path: '/', scheme: 'HTTP' },
        timeoutSeconds: 1,
        periodSeconds: 10,
        successThreshold: 1,
        failureThreshold: 3,
      },
    ],
    [
      'requests from limits',
      { resources: { limits: { cpu: '1' } } },
      {},
      'containers[0].resources.requests',
      { cpu: '1' },
    ],
    [
      'the version of a field',
      { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] },
      {},
      'containers[0].env[0].valueFrom.fieldRef.apiVersion',
      'v1',
    ],
    ['an empty directory', {}, { volumes: [{ name: 'v' }] }, 'volumes[0]', { name: 'v', emptyDir: {} }],
    ['file modes', {}, { volumes: [{ name: 'v', configMap: { name: 'x' } }] }, 'volumes[0].configMap.defaultMode', 420],
    ['the old name of its account', {}, { serviceAccountName: 'x' }, 'serviceAccount', 'x'],
  ])('gets %s', (_what, container, spec, path, value) => {
    expect(accepted(pod(container, spec))).toHaveProperty(`spec.${path}`, value);
  });
});

describe('other kinds', () => {
  test.each<[string, Manifest, string, unknown]>([
    [
      'a Deployment rolls',
      workload('Deployment', {}),
      'spec.strategy',
      { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    ],
    ['a Deployment has one replica', workload('Deployment', {}), 'spec.replicas', 1],
    ['a Deployment keeps ten revisions', workload('Deployment', {}), 'spec.revisionHistoryLimit', 10],
    [
      'a DaemonSet rolls one by one',
      workload('DaemonSet', {}),
      'spec.updateStrategy.rollingUpdate',
      { maxUnavailable: 1, maxSurge: 0 },
    ],
    ['a StatefulSet is ordered', workload('StatefulSet', {}), 'spec.podManagementPolicy', 'OrderedReady'],
    ['a Service is inside', o('v1', 'Service', { spec: { ports: [{ port: 80 }] } }), 'spec.type', 'ClusterIP'],
    [
      'a Service leads to the same port',
      o('v1', 'Service', { spec: { ports: [{ port: 80 }] } }),
      'spec.ports[0].targetPort',
      80,
    ],
    ['a Job tries six times more', o('batch/v1', 'Job', { spec: { template } }), 'spec.backoffLimit', 6],
    [
      'a CronJob lets its Jobs overlap',
      o('batch/v1', 'CronJob', { spec: { schedule: '@daily', jobTemplate: { spec: { template } } } }),
      'spec.concurrencyPolicy',
      'Allow',
    ],
    [
      'a Secret is opaque, and its texts are data',
      o('v1', 'Secret', { stringData: { a: 'é' } }),
      'data',
      { a: 'w6k=' },
    ],
    [
      'a namespace carries its name',
      o('v1', 'Namespace', {}),
      'metadata.labels',
      { 'kubernetes.io/metadata.name': 'a' },
    ],
    [
      'a Node can give all that it has',
      o('v1', 'Node', { status: { capacity: { cpu: '4' } } }),
      'status.allocatable',
      { cpu: '4' },
    ],
    ['a claim is for a file system', o('v1', 'PersistentVolumeClaim', { spec: {} }), 'spec.volumeMode', 'Filesystem'],
    [
      'a limit is a request',
      o('v1', 'LimitRange', { spec: { limits: [{ type: 'Container', max: { cpu: '1' } }] } }),
      'spec.limits[0].defaultRequest',
      { cpu: '1' },
    ],
  ])('%s', (_claim, manifest, path, value) => {
    expect(accepted(manifest)).toHaveProperty(path, value);
  });
});

test('defaults stay within the release', () => {
  const service = o('v1', 'Service', { spec: { ports: [{ port: 80 }] } });
  expect(accepted(service)).toHaveProperty('spec.internalTrafficPolicy', 'Cluster');
  expect(accepted(service, '1.20')).not.toHaveProperty('spec.internalTrafficPolicy');
});

test('an object with nothing missing comes back itself', () => {
  const manifest = workload('Deployment', {});
  const full = accepted(manifest);
  expect(applyDefaults(kindOf(manifest), full, release)).toBe(full);
});
