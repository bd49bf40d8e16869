import { describe, expect, test } from 'vitest';
import type { PodTemplate } from '../pod-control.ts';
import { templateHash } from './index.ts';

type Spec = NonNullable<PodTemplate['spec']>;

/** What the API server fills in. */
const defaults: Partial<Spec> = {
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  dnsPolicy: 'ClusterFirst',
  securityContext: {},
  schedulerName: 'default-scheduler',
};

function container(name: string, image: string, more: Partial<Spec['containers'][number]>): Spec['containers'][number] {
  return {
    name,
    image,
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
    ...more,
  };
}

const nginx = (image: string): PodTemplate => ({
  metadata: { labels: { app: 'nginx' } },
  spec: { ...defaults, containers: [container('nginx', image, { ports: [{ containerPort: 80, protocol: 'TCP' }] })] },
});

const timing = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };

/** Inlined structs, numbers and texts in one field, maps, quantities with and without their text, and letters beyond ASCII. */
const rich: PodTemplate = {
  metadata: { labels: { b: '2', a: '1' }, annotations: { x: 'y' } },
  spec: {
    ...defaults,
    hostNetwork: true,
    nodeSelector: { disk: 'ssd' },
    tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 }],
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'k', operator: 'In', values: ['v', 'w'] }] }],
        },
      },
    },
    volumes: [
      { name: 'v', emptyDir: {} },
      { name: 'w', emptyDir: { sizeLimit: '1Gi', medium: 'Memory' } },
      { name: 'c', configMap: { name: 'cm', defaultMode: 420, items: [{ key: 'k', path: 'p' }] } },
      { name: 'h', hostPath: { path: '/x', type: '' } },
    ],
    initContainers: [container('i', 'busybox:1.36', { command: ['sh', '-c', 'echo é'] })],
    containers: [
      container('m', 'busybox:1.36', {
        args: ['a b', 'c'],
        env: [
          { name: 'A', value: '1' },
          { name: 'B', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
        ],
        resources: {
          requests: { cpu: '100m', memory: '128Mi' },
          limits: { cpu: '1', memory: '100Mi', 'ephemeral-storage': '2G' },
        },
        volumeMounts: [{ name: 'v', mountPath: '/d', readOnly: true }],
        livenessProbe: { httpGet: { path: '/', port: 80, scheme: 'HTTP' }, ...timing },
        readinessProbe: { tcpSocket: { port: 'web' }, ...timing },
        lifecycle: { preStop: { exec: { command: ['x'] } } },
        securityContext: { runAsUser: 1000, readOnlyRootFilesystem: true, capabilities: { add: ['NET_ADMIN'] } },
      }),
    ],
  },
};

// 66b6c48dd5 and 559d658b74 are those of the documentation's Deployment page of that time; all were computed by Kubernetes' own code.
describe('the hash of a Pod template is that of Kubernetes', () => {
  test.each([
    ['nginx:1.14.2', nginx('nginx:1.14.2'), undefined, '66b6c48dd5', '6c5f67b5f7'],
    ['nginx:1.16.1', nginx('nginx:1.16.1'), undefined, '559d658b74', '66b9cb6d4d'],
    ['a rich one', rich, undefined, '6b4cfd49cc', '67c8dc6496'],
  ] as const)('%s', (_name, template, collisions, then, now) => {
    expect(templateHash(template, collisions, '1.20')).toBe(then);
    expect(templateHash(template, collisions, '1.36')).toBe(now);
  });

  test('and another one after a collision', () => {
    expect(templateHash(nginx('nginx:1.14.2'), 1, '1.36')).toBe('6f4479b5f6');
  });
});
