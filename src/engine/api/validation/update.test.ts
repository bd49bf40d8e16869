import { describe, expect, test } from 'vitest';
import { updateRefusal } from '../testing.ts';

type Manifest = Readonly<Record<string, unknown>>;

const o = (apiVersion: string, kind: string, rest: object): Manifest => ({
  apiVersion,
  kind,
  metadata: { name: 'a' },
  ...rest,
});
const pod = (spec: object): Manifest => o('v1', 'Pod', { spec: { containers: [{ name: 'c', image: 'i' }], ...spec } });
const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
const workload = (kind: string, spec: object): Manifest =>
  o('apps/v1', kind, { spec: { selector: { matchLabels: { a: 'b' } }, template, ...spec } });

describe('a change', () => {
  test.each<[string, Manifest, Manifest]>([
    ['of the image of a Pod', pod({}), pod({ containers: [{ name: 'c', image: 'j', imagePullPolicy: 'Always' }] })],
    ['of a deadline that comes sooner', pod({ activeDeadlineSeconds: 9 }), pod({ activeDeadlineSeconds: 5 })],
    ['of one more toleration', pod({}), pod({ tolerations: [{ key: 'a', operator: 'Exists' }] })],
    ['of the replicas of a StatefulSet', workload('StatefulSet', {}), workload('StatefulSet', { replicas: 3 })],
    ['of the template of a Deployment', workload('Deployment', {}), workload('Deployment', { minReadySeconds: 3 })],
  ])('%s is taken', (_claim, before, after) => {
    expect(updateRefusal(before, after)).toBeUndefined();
    expect(updateRefusal(before, after, '1.20')).toBeUndefined();
  });

  test.each<[string, Manifest, Manifest, string, string?]>([
    [
      'of anything else of a Pod',
      pod({}),
      pod({ hostname: 'x' }),
      'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n@@ -64,7 +64,7 @@\n   "SELinuxChangePolicy": null\n  },\n  "ImagePullSecrets": null,\n- "Hostname": "",\n+ "Hostname": "x",\n  "Subdomain": "",\n  "SetHostnameAsFQDN": null,\n  "Affinity": null,\n',
    ],
    [
      'of the number of containers',
      pod({}),
      pod({ containers: [] }),
      '[spec.containers: Required value, spec.containers: Forbidden: pod updates may not add or remove containers]',
    ],
    [
      'of a selector',
      workload('Deployment', {}),
      workload('Deployment', {
        selector: { matchLabels: { x: 'y' } },
        template: { ...template, metadata: { labels: { x: 'y' } } },
      }),
      'spec.selector: Invalid value: {"matchLabels":{"x":"y"}}: field is immutable',
    ],
    [
      'of the identities of a StatefulSet',
      workload('StatefulSet', { serviceName: 'x' }),
      workload('StatefulSet', { serviceName: 'y' }),
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ],
    [
      'of an immutable ConfigMap',
      o('v1', 'ConfigMap', { data: { a: '1' }, immutable: true }),
      o('v1', 'ConfigMap', { data: { a: '2' } }),
      '[immutable: Forbidden: field is immutable when `immutable` is set, data: Forbidden: field is immutable when `immutable` is set]',
    ],
    [
      'of the type of a Secret',
      o('v1', 'Secret', { type: 'Opaque' }),
      o('v1', 'Secret', { type: 'mine' }),
      'type: Invalid value: "mine": field is immutable',
    ],
    [
      'of a range of a Node',
      o('v1', 'Node', { spec: { podCIDR: '10.0.0.0/24' } }),
      o('v1', 'Node', { spec: { podCIDR: '10.0.1.0/24' } }),
      'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
    ],
    [
      'of the value of a PriorityClass',
      o('scheduling.k8s.io/v1', 'PriorityClass', { value: 5 }),
      o('scheduling.k8s.io/v1', 'PriorityClass', { value: 6 }),
      'value: Forbidden: may not be changed in an update.',
    ],
    [
      'to counts that cannot be',
      workload('Deployment', {}),
      workload('Deployment', { replicas: 1 }),
      '[status.readyReplicas: Invalid value: 3: cannot be greater than status.replicas, status.availableReplicas: Invalid value: 4: cannot be greater than status.replicas, status.availableReplicas: Invalid value: 4: cannot be greater than readyReplicas]',
      'status',
    ],
    [
      'of the name',
      pod({}),
      { ...pod({}), metadata: { name: 'b' } },
      'metadata.name: Invalid value: "b": field is immutable',
    ],
  ])('%s is refused', (_claim, before, after, message, subresource) => {
    const status = subresource === 'status' ? { status: { replicas: 1, readyReplicas: 3, availableReplicas: 4 } } : {};
    expect(updateRefusal(before, { ...after, ...status }, '1.36', subresource)).toBe(message);
  });

  test('of the size of a bound claim only grows', () => {
    const claim = (storage: string): Manifest =>
      o('v1', 'PersistentVolumeClaim', {
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
        status: { phase: 'Bound', capacity: { storage: '1Gi' } },
      });
    expect(updateRefusal(claim('1Gi'), claim('2Gi'))).toBeUndefined();
    expect(updateRefusal(claim('1Gi'), claim('512Mi'))).toBe(
      'spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
    );
  });

  test('of a finished Job does not bring it back', () => {
    const job = (status: object): Manifest =>
      o('batch/v1', 'Job', {
        spec: { manualSelector: true, selector: {}, template: { spec: { ...template.spec, restartPolicy: 'Never' } } },
        status,
      });
    const complete = {
      startTime: '2026-01-01T00:00:00Z',
      completionTime: '2026-01-01T00:01:00Z',
      conditions: [
        { type: 'SuccessCriteriaMet', status: 'True' },
        { type: 'Complete', status: 'True' },
      ],
    };
    const started = { startTime: '2026-01-01T00:00:00Z', active: 1 };
    expect(updateRefusal(job(started), job(complete), '1.36', 'status')).toBeUndefined();
    expect(updateRefusal(job(complete), job(started), '1.36', 'status')).toBe(
      '[status.conditions: Invalid value: cannot disable the terminal Complete=True condition, status.conditions: Invalid value: cannot disable the SuccessCriteriaMet=True condition]',
    );
  });
});

describe('v1.20 says it in other words', () => {
  test.each<[string, Manifest, Manifest, string]>([
    [
      'of a selector',
      workload('Deployment', {}),
      workload('Deployment', {
        selector: { matchLabels: { x: 'y' } },
        template: { ...template, metadata: { labels: { x: 'y' } } },
      }),
      'spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{"x":"y"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable',
    ],
    [
      'of a template that is not selected',
      workload('Deployment', {}),
      workload('Deployment', { template: { ...template, metadata: { labels: { x: 'y' } } } }),
      'spec.template.metadata.labels: Invalid value: map[string]string{"x":"y"}: `selector` does not match template `labels`',
    ],
    [
      'of the identities of a StatefulSet',
      workload('StatefulSet', { serviceName: 'x' }),
      workload('StatefulSet', { serviceName: 'y' }),
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'template', and 'updateStrategy' are forbidden",
    ],
    [
      'of the provisioner of a StorageClass',
      o('storage.k8s.io/v1', 'StorageClass', { provisioner: 'a/b' }),
      o('storage.k8s.io/v1', 'StorageClass', { provisioner: 'c/d' }),
      'provisioner: Forbidden: updates to provisioner are forbidden.',
    ],
  ])('%s', (_claim, before, after, message) => {
    expect(updateRefusal(before, after, '1.20')).toBe(message);
  });
});
