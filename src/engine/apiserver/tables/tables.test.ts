import { describe, expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../api/types.ts';
import { type Release, releases } from '../../releases/index.ts';
import { printerOf } from './index.ts';

const now = Date.UTC(2026, 0, 1, 12, 0, 0);
const ago = (seconds: number): string => `${new Date(now - seconds * 1000).toISOString().slice(0, 19)}Z`;

/** The cells of an object by the names of its columns; wide ones only where asked for. */
function row(
  storage: string,
  object: object,
  release: Release['name'] = '1.36',
  wide = false,
): Record<string, unknown> {
  const printer = printerOf(storage);
  const whole = { ...object, metadata: { name: 'x', creationTimestamp: ago(90), ...(object as KubeObject).metadata } };
  const cells = printer.cells(whole as KubeObject, { now, release: releases[release] });
  const columns = printer.columns(releases[release]);
  expect(cells).toHaveLength(columns.length);
  return Object.fromEntries(
    columns.flatMap((column, i) => (column.priority === 0 || wide ? [[column.name, cells[i]]] : [])),
  );
}

const container = (name: string, state: object, more: object = {}): object => ({
  name,
  ready: false,
  restartCount: 0,
  state,
  lastState: {},
  ...more,
});
const running = { running: { startedAt: ago(60) } };
const waiting = (reason: string): object => ({ waiting: { reason } });
const ended = (exitCode: number, reason?: string, finishedAt = ago(10)): object => ({
  terminated: { exitCode, finishedAt, ...(reason === undefined ? {} : { reason }) },
});
const pod = (status: object, spec: object = {}, metadata: object = {}): Pod =>
  ({
    metadata,
    spec: { containers: [{ name: 'a' }], ...spec },
    status: { phase: 'Running', ...status },
  }) as unknown as Pod;
const two = { containers: [{ name: 'a' }, { name: 'b' }] };
const ready = [{ type: 'Ready', status: 'True' }];
const sidecar = { initContainers: [{ name: 's', restartPolicy: 'Always' }] };

describe('READY and STATUS of a Pod', () => {
  test.each<[string, Pod, string, string, string]>([
    ['without a node', pod({ phase: 'Pending' }), '0/1', 'Pending', 'Pending'],
    [
      'that is being made',
      pod({ phase: 'Pending', containerStatuses: [container('a', waiting('ContainerCreating'))] }),
      '0/1',
      'ContainerCreating',
      'ContainerCreating',
    ],
    [
      'that runs',
      pod({ containerStatuses: [container('a', running, { ready: true })], conditions: ready }),
      '1/1',
      'Running',
      'Running',
    ],
    [
      'that crashes',
      pod({ containerStatuses: [container('a', waiting('CrashLoopBackOff'))] }),
      '0/1',
      'CrashLoopBackOff',
      'CrashLoopBackOff',
    ],
    [
      'that is done',
      pod({ phase: 'Succeeded', containerStatuses: [container('a', ended(0, 'Completed'))] }),
      '0/1',
      'Completed',
      'Completed',
    ],
    [
      'that failed without a reason',
      pod({ phase: 'Failed', containerStatuses: [container('a', ended(3))] }),
      '0/1',
      'ExitCode:3',
      'ExitCode:3',
    ],
    [
      'that was killed by a signal',
      pod({ phase: 'Failed', containerStatuses: [container('a', { terminated: { exitCode: 137, signal: 9 } })] }),
      '0/1',
      'Signal:9',
      'Signal:9',
    ],
    [
      'of which one container is done and one is ready',
      pod(
        {
          containerStatuses: [container('a', ended(0, 'Completed')), container('b', running, { ready: true })],
          conditions: ready,
        },
        two,
      ),
      '1/2',
      'Running',
      'Running',
    ],
    [
      'of which one container is done and the Pod is not ready',
      pod(
        { containerStatuses: [container('a', ended(0, 'Completed')), container('b', running, { ready: true })] },
        two,
      ),
      '1/2',
      'NotReady',
      'NotReady',
    ],
    [
      'of which one container is done and one failed',
      pod(
        {
          phase: 'Failed',
          containerStatuses: [container('a', ended(0, 'Completed')), container('b', ended(1, 'Error'))],
        },
        two,
      ),
      '0/2',
      'Error',
      'Completed',
    ],
    [
      'that initializes',
      pod(
        { phase: 'Pending', initContainerStatuses: [container('i', running)] },
        { initContainers: [{ name: 'i' }, { name: 'j' }] },
      ),
      '0/1',
      'Init:0/2',
      'Init:0/2',
    ],
    [
      'whose second init container waits',
      pod(
        {
          phase: 'Pending',
          initContainerStatuses: [container('i', ended(0, 'Completed')), container('j', waiting('PodInitializing'))],
        },
        { initContainers: [{ name: 'i' }, { name: 'j' }] },
      ),
      '0/1',
      'Init:1/2',
      'Init:1/2',
    ],
    [
      'whose init container fails',
      pod(
        { phase: 'Failed', initContainerStatuses: [container('i', ended(1, 'Error'))] },
        { initContainers: [{ name: 'i' }] },
      ),
      '0/1',
      'Init:Error',
      'Init:Error',
    ],
    [
      'whose init container crashes',
      pod(
        { phase: 'Pending', initContainerStatuses: [container('i', waiting('CrashLoopBackOff'))] },
        { initContainers: [{ name: 'i' }] },
      ),
      '0/1',
      'Init:CrashLoopBackOff',
      'Init:CrashLoopBackOff',
    ],
    [
      'that goes',
      pod({ containerStatuses: [container('a', running, { ready: true })] }, {}, { deletionTimestamp: ago(0) }),
      '1/1',
      'Terminating',
      'Terminating',
    ],
    [
      'that goes on a lost node',
      pod({ reason: 'NodeLost' }, {}, { deletionTimestamp: ago(0) }),
      '0/1',
      'Unknown',
      'Unknown',
    ],
    ['on a lost node', pod({ phase: 'Unknown', reason: 'NodeLost' }), '0/1', 'NodeLost', 'Unknown'],
    ['that was evicted', pod({ phase: 'Failed', reason: 'Evicted' }), '0/1', 'Evicted', 'Evicted'],
    [
      'that is done and goes',
      pod(
        { phase: 'Succeeded', containerStatuses: [container('a', ended(0, 'Completed'))] },
        {},
        { deletionTimestamp: ago(0) },
      ),
      '0/1',
      'Completed',
      'Terminating',
    ],
  ])('%s', (_what, object, readyCell, today, before) => {
    expect(row('/pods', object)).toMatchObject({ Ready: readyCell, Status: today });
    expect(row('/pods', object, '1.20')).toMatchObject({ Ready: readyCell, Status: before });
  });

  test('a sidecar counts as a container from v1.28 on', () => {
    const object = pod(
      {
        initContainerStatuses: [container('s', running, { started: true, ready: true })],
        containerStatuses: [container('a', running, { ready: true })],
        conditions: ready,
      },
      sidecar,
    );
    expect(row('/pods', object)).toMatchObject({ Ready: '2/2', Status: 'Running' });
  });

  test('a scheduling gate shows', () => {
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }];
    expect(row('/pods', pod({ phase: 'Pending', conditions }))).toMatchObject({ Status: 'SchedulingGated' });
  });

  test('restarts say when the last one was, from v1.22 on', () => {
    const object = pod({
      containerStatuses: [
        container('a', running, { ready: true, restartCount: 3, lastState: ended(1, 'Error', ago(12)) }),
      ],
    });
    expect(row('/pods', object)).toMatchObject({ Restarts: '3 (12s ago)' });
    expect(row('/pods', object, '1.20')).toMatchObject({ Restarts: 3 });
    expect(row('/pods', pod({ containerStatuses: [container('a', running)] }))).toMatchObject({ Restarts: '0' });
  });

  test('the wide columns', () => {
    const object = pod(
      { podIPs: [{ ip: '10.244.1.5' }], nominatedNodeName: 'n2', conditions: [{ type: 'g', status: 'True' }] },
      { nodeName: 'n1', readinessGates: [{ conditionType: 'g' }, { conditionType: 'h' }] },
    );
    expect(row('/pods', object, '1.36', true)).toMatchObject({
      IP: '10.244.1.5',
      Node: 'n1',
      'Nominated Node': 'n2',
      'Readiness Gates': '1/2',
    });
  });

  test('a finished Pod says so in a condition of its row', () => {
    const conditions = printerOf('/pods').conditions!;
    expect(conditions(pod({ phase: 'Succeeded' }))).toEqual([
      { type: 'Completed', status: 'True', reason: 'Succeeded', message: 'The pod has completed successfully.' },
    ]);
    expect(conditions(pod({ phase: 'Running' }))).toEqual([]);
  });
});

describe('a Node', () => {
  const node = (status: string, spec: object = {}, labels: object = {}): object => ({
    metadata: { labels },
    spec,
    status: {
      conditions: [{ type: 'Ready', status }],
      addresses: [{ type: 'InternalIP', address: '172.18.0.2' }],
      nodeInfo: {
        kubeletVersion: 'v1',
        osImage: 'Debian',
        kernelVersion: '6.1',
        containerRuntimeVersion: 'containerd://2',
        architecture: 'amd64',
      },
    },
  });
  test.each<[string, object, string, string]>([
    ['is ready', node('True'), 'Ready', '<none>'],
    ['is not ready', node('False'), 'NotReady', '<none>'],
    ['does not answer', node('Unknown'), 'NotReady', '<none>'],
    ['is cordoned', node('True', { unschedulable: true }), 'Ready,SchedulingDisabled', '<none>'],
    [
      'has roles',
      node('True', {}, { 'node-role.kubernetes.io/master': '', 'node-role.kubernetes.io/control-plane': '' }),
      'Ready',
      'control-plane,master',
    ],
    ['has said nothing yet', { status: {} }, 'Unknown', '<none>'],
  ])('that %s', (_what, object, status, roles) => {
    expect(row('/nodes', object)).toMatchObject({ Status: status, Roles: roles, Age: '90s' });
  });

  test('tells its architecture today and did not in v1.20', () => {
    expect(row('/nodes', node('True'), '1.36', true)).toMatchObject({
      'Kernel-Version': '6.1 (amd64)',
      'External-IP': '<none>',
    });
    expect(row('/nodes', node('True'), '1.20', true)).toMatchObject({
      'Kernel-Version': '6.1',
      'Internal-IP': '172.18.0.2',
    });
  });
});

describe('other kinds', () => {
  test.each<[string, object, Record<string, unknown>]>([
    ['/namespaces', { status: { phase: 'Active' } }, { Name: 'x', Status: 'Active', Age: '90s' }],
    [
      '/services',
      {
        spec: { type: 'NodePort', clusterIPs: ['10.96.0.9'], ports: [{ port: 80, nodePort: 30080, protocol: 'TCP' }] },
      },
      { Type: 'NodePort', 'Cluster-IP': '10.96.0.9', 'External-IP': '<none>', 'Port(s)': '80:30080/TCP' },
    ],
    ['/services', { spec: { type: 'ClusterIP', clusterIPs: ['None'] } }, { 'Cluster-IP': 'None', 'Port(s)': '<none>' }],
    [
      '/services',
      { spec: { type: 'LoadBalancer', clusterIPs: ['10.96.0.9'], ports: [] } },
      { 'External-IP': '<pending>' },
    ],
    [
      '/services',
      { spec: { type: 'ExternalName', externalName: 'a.b' } },
      { 'Cluster-IP': '<none>', 'External-IP': 'a.b' },
    ],
    [
      'apps/deployments',
      {
        spec: { replicas: 3, template: { spec: { containers: [] } } },
        status: { readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1 },
      },
      { Ready: '1/3', 'Up-to-date': 2, Available: 1 },
    ],
    [
      'apps/replicasets',
      { spec: { replicas: 3 }, status: { replicas: 2, readyReplicas: 1 } },
      { Desired: 3, Current: 2, Ready: 1 },
    ],
    [
      'apps/daemonsets',
      {
        spec: { template: { spec: { nodeSelector: { a: 'b' }, containers: [] } } },
        status: { desiredNumberScheduled: 2, currentNumberScheduled: 2, numberReady: 1 },
      },
      { Desired: 2, Ready: 1, 'Node Selector': 'a=b' },
    ],
    [
      'batch/jobs',
      { spec: { completions: 2, template: {} }, status: { succeeded: 1, startTime: ago(30) } },
      { Status: 'Running', Completions: '1/2', Duration: '30s' },
    ],
    [
      'batch/jobs',
      {
        spec: { parallelism: 3, template: {} },
        status: { conditions: [{ type: 'Complete', status: 'True' }], startTime: ago(30), completionTime: ago(10) },
      },
      { Status: 'Complete', Completions: '0/1 of 3', Duration: '20s' },
    ],
    [
      '/endpoints',
      {
        subsets: [
          { addresses: ['1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4'].map((ip) => ({ ip })), ports: [{ port: 80 }] },
        ],
      },
      { Endpoints: '1.1.1.1:80,1.1.1.2:80,1.1.1.3:80 + 1 more...' },
    ],
    ['/endpoints', {}, { Endpoints: '<none>' }],
    [
      'discovery.k8s.io/endpointslices',
      { addressType: 'IPv4', endpoints: [] },
      { AddressType: 'IPv4', Ports: '<unset>', Endpoints: '<unset>' },
    ],
    ['/configmaps', { data: { a: '' }, binaryData: { b: '' } }, { Data: 2 }],
    ['/secrets', { type: 'Opaque', data: { a: '' } }, { Type: 'Opaque', Data: 1 }],
    [
      '/persistentvolumeclaims',
      { spec: { storageClassName: 'fast' }, status: { phase: 'Pending' } },
      { Status: 'Pending', Volume: '', Capacity: '', StorageClass: 'fast', VolumeAttributesClass: '<unset>' },
    ],
    [
      'storage.k8s.io/storageclasses',
      {
        metadata: { name: 'fast', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
        provisioner: 'p',
      },
      { Name: 'fast (default)', ReclaimPolicy: 'Delete', AllowVolumeExpansion: false },
    ],
    [
      'policy/poddisruptionbudgets',
      { spec: { minAvailable: '50%' }, status: { disruptionsAllowed: 1 } },
      { 'Min Available': '50%', 'Max Unavailable': 'N/A', 'Allowed Disruptions': 1 },
    ],
    [
      'networking.k8s.io/ingresses',
      { spec: { rules: [{}, { host: 'a' }] } },
      { Class: '<none>', Hosts: 'a', Ports: '80' },
    ],
    ['/limitranges', {}, { Name: 'x', 'Created At': ago(90) }],
    [
      'autoscaling/horizontalpodautoscalers',
      {
        spec: {
          scaleTargetRef: { kind: 'Deployment', name: 'd' },
          minReplicas: 1,
          maxReplicas: 3,
          metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 50 } } }],
        },
      },
      { Reference: 'Deployment/d', Targets: 'cpu: <unknown>/50%', MinPods: '1', MaxPods: 3 },
    ],
    [
      'apps/controllerrevisions',
      {
        metadata: {
          ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'w', uid: 'u', controller: true }],
        },
        revision: 2,
      },
      { Controller: 'statefulset.apps/w', Revision: 2 },
    ],
  ])('%s %j shows %j', (storage, object, expected) => {
    expect(row(storage, object)).toMatchObject(expected);
  });

  test('columns came and went with releases', () => {
    const columns = (storage: string, release: Release['name']): string[] =>
      printerOf(storage)
        .columns(releases[release])
        .filter((one) => one.priority === 0)
        .map((one) => one.name);
    expect(columns('/serviceaccounts', '1.20')).toEqual(['Name', 'Secrets', 'Age']);
    expect(columns('/serviceaccounts', '1.36')).toEqual(['Name', 'Age']);
    expect(columns('batch/jobs', '1.20')).toEqual(['Name', 'Completions', 'Duration', 'Age']);
    expect(columns('/resourcequotas', '1.20')).toEqual(['Name', 'Age', 'Request', 'Limit']);
    expect(columns('batch/cronjobs', '1.36')).toContain('Timezone');
  });

  test('an Event counts its series, which v1.20 did without the first', () => {
    const event = {
      involvedObject: { kind: 'Pod', name: 'a', fieldPath: 'spec.containers{c}' },
      type: 'Normal',
      reason: 'Pulled',
      message: ' done ',
      source: { component: 'kubelet', host: 'n1' },
      firstTimestamp: ago(100),
      lastTimestamp: ago(40),
      count: 2,
    };
    expect(row('/events', event, '1.36', true)).toMatchObject({
      'Last Seen': '40s',
      Object: 'pod/a',
      Source: 'kubelet, n1',
      Message: 'done',
      'First Seen': '100s',
      Count: 2,
    });
    const series = { ...event, series: { count: 3, lastObservedTime: ago(5) } };
    expect(row('/events', series, '1.36', true)).toMatchObject({ 'Last Seen': '5s', Count: 3 });
    expect(row('/events', series, '1.20', true)).toMatchObject({ Count: 4 });
  });
});
