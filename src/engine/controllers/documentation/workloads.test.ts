import { describe, expect, test } from 'vitest';
import type { Pod } from '../../api/types.ts';
import { controllerOf } from '../../api/meta.ts';
import type { Release } from '../../releases/index.ts';
import { ManifestScenario } from '../testing/manifest-scenario.ts';

/*
 * What pages of the official documentation (concepts/workloads, tasks, tutorials) say about workloads and their disruption, tried out. Where the page's image
 * is not among the simulated ones, nginx stands in for it.
 */

type Manifest = Readonly<Record<string, unknown>>;

const containers = (image: string, more: object = {}): object => ({ containers: [{ name: 'nginx', image, ...more }] });
const podTemplate = (labels: object, image: string): object => ({ metadata: { labels }, spec: containers(image) });

function workload(kind: string, name: string, labels: object, spec: object): Manifest {
  return {
    apiVersion: kind === 'ReplicationController' ? 'v1' : 'apps/v1',
    kind,
    metadata: { name },
    spec: { selector: kind === 'ReplicationController' ? labels : { matchLabels: labels }, ...spec },
  };
}

const nginxDeployment = (spec: object = {}): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'nginx-deployment', labels: { app: 'nginx' } },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'nginx' } },
    template: {
      metadata: { labels: { app: 'nginx' } },
      spec: containers('nginx:1.14.2', { ports: [{ containerPort: 80 }] }),
    },
    ...spec,
  },
});

const apps = '/apis/apps/v1/namespaces/default';

class Page extends ManifestScenario {
  patch(path: string, body: object): void {
    const response = this.request('PATCH', path, body);
    if (response.status !== 200) throw new Error(JSON.stringify(response.body));
  }

  /** As `kubectl set image` does: a strategic merge, which leaves the rest of the container alone. */
  setImage(resource: 'deployments' | 'daemonsets' | 'statefulsets', name: string, image: string): void {
    this.client.patch(resource, 'default', name, { spec: { template: { spec: containers(image) } } });
  }

  scale(resource: string, name: string, replicas: number): void {
    this.patch(`${apps}/${resource}/${name}/scale`, { spec: { replicas } });
  }

  deployment(name = 'nginx-deployment'): ReturnType<typeof this.client.get<'deployments'>> {
    return this.client.get('deployments', 'default', name);
  }

  available(name: string, replicas: number): void {
    this.when(() => this.deployment(name).status?.availableReplicas === replicas, 300);
    this.run(1);
  }

  /** `DESIRED CURRENT READY` of the ReplicaSets, by their image. */
  sets(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.client
        .list('replicasets', { namespace: 'default' })
        .map(({ spec, status }) => [
          spec?.template?.spec?.containers[0]?.image ?? '',
          `${spec?.replicas ?? 0} ${status?.replicas ?? 0} ${status?.readyReplicas ?? 0}`,
        ]),
    );
  }

  pods(labelSelector?: string): readonly Pod[] {
    return this.client.list('pods', {
      namespace: 'default',
      ...(labelSelector === undefined ? {} : { labelSelector }),
    });
  }

  names(labelSelector?: string): readonly string[] {
    return this.pods(labelSelector).map(({ metadata }) => metadata?.name ?? '');
  }

  evict(name: string): { readonly code: number; readonly message: string } {
    const { status, body } = this.request('POST', `/api/v1/namespaces/default/pods/${name}/eviction`, {
      apiVersion: this.release === '1.20' ? 'policy/v1beta1' : 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace: 'default' },
    });
    return { code: status, message: (body as { readonly message?: string }).message ?? '' };
  }

  remove(path: string, body?: object): void {
    const response = this.request('DELETE', path, body);
    if (response.status > 202) throw new Error(JSON.stringify(response.body));
  }
}

const page = (release: Release['name'] = '1.36', nodes = 2): Page => new Page(release, nodes);

describe('concepts/workloads/controllers/deployment', () => {
  test("Creating a Deployment: the ReplicaSet of v1.20 is the page's nginx-deployment-66b6c48dd5", () => {
    const s = page('1.20');
    s.apply(nginxDeployment());
    s.available('nginx-deployment', 3);
    expect(s.client.list('replicasets', { namespace: 'default' })[0]?.metadata?.name).toBe(
      'nginx-deployment-66b6c48dd5',
    );
    for (const { metadata } of s.pods()) {
      expect(metadata?.labels).toEqual({ app: 'nginx', 'pod-template-hash': '66b6c48dd5' });
    }
  });

  test.each(['1.20', '1.36'] as const)('Updating a Deployment: one up, one down, three times (v%s)', (release) => {
    const s = page(release);
    s.apply(nginxDeployment());
    s.available('nginx-deployment', 3);
    s.setImage('deployments', 'nginx-deployment', 'nginx:1.16.1');
    s.when(() => s.sets()['nginx:1.14.2'] === '0 0 0' && s.sets()['nginx:1.16.1'] === '3 3 3', 300);
    const [old, current] = release === '1.20' ? ['66b6c48dd5', '559d658b74'] : ['6c5f67b5f7', '66b9cb6d4d'];
    const steps: readonly (readonly [string, string, number, number])[] = [
      ['up', old, 0, 3],
      ['up', current, 0, 1],
      ['down', old, 3, 2],
      ['up', current, 1, 2],
      ['down', old, 2, 1],
      ['up', current, 2, 3],
      ['down', old, 1, 0],
    ];
    expect(s.told('nginx-deployment')).toEqual(
      steps.map(([way, hash, from, to]) => {
        const count = release === '1.20' ? `to ${to}` : `from ${from} to ${to}`;
        return `ScalingReplicaSet: Scaled ${way} replica set nginx-deployment-${hash} ${count}`;
      }),
    );
  });

  test('Rollover: a second update does not wait for the first', () => {
    const s = page();
    s.apply(nginxDeployment({ replicas: 5 }));
    s.run(0.5);
    s.setImage('deployments', 'nginx-deployment', 'nginx:1.16.1');
    s.run(0.5);
    s.setImage('deployments', 'nginx-deployment', 'nginx:1.27');
    s.when(() => s.sets()['nginx:1.27'] === '5 5 5', 300);
    s.run(60);
    expect(s.sets()).toEqual({ 'nginx:1.14.2': '0 0 0', 'nginx:1.16.1': '0 0 0', 'nginx:1.27': '5 5 5' });
  });

  test('Rolling Back a Deployment: a typo in the image stops the rollout after one Pod', () => {
    const s = page();
    s.apply(nginxDeployment());
    s.available('nginx-deployment', 3);
    s.setImage('deployments', 'nginx-deployment', 'nginx:1.161');
    s.run(60);
    expect(s.sets()).toEqual({ 'nginx:1.14.2': '3 3 3', 'nginx:1.161': '1 1 0' });
    s.setImage('deployments', 'nginx-deployment', 'nginx:1.14.2');
    s.run(60);
    expect(s.sets()).toEqual({ 'nginx:1.14.2': '3 3 3', 'nginx:1.161': '0 0 0' });
    expect(s.deployment().metadata?.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
  });

  test('Proportional scaling: of 5 more Pods the old ReplicaSet gets 3 and the new one 2', () => {
    const s = page();
    s.apply(
      nginxDeployment({
        replicas: 10,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } },
      }),
    );
    s.available('nginx-deployment', 10);
    s.setImage('deployments', 'nginx-deployment', 'nginx:sometag');
    s.run(30);
    expect(s.sets()).toEqual({ 'nginx:1.14.2': '8 8 8', 'nginx:sometag': '5 5 0' });
    s.scale('deployments', 'nginx-deployment', 15);
    s.run(60);
    expect(s.sets()).toEqual({ 'nginx:1.14.2': '11 11 11', 'nginx:sometag': '7 7 0' });
  });

  test('Pausing and Resuming a rollout: several changes, one rollout', () => {
    const s = page();
    s.apply(nginxDeployment());
    s.available('nginx-deployment', 3);
    const path = `${apps}/deployments/nginx-deployment`;
    s.patch(path, { spec: { paused: true } });
    s.setImage('deployments', 'nginx-deployment', 'nginx:1.16.1');
    s.patch(path, { spec: { template: { spec: { terminationGracePeriodSeconds: 5 } } } });
    s.run(30);
    expect(s.sets()).toEqual({ 'nginx:1.14.2': '3 3 3' });
    s.patch(path, { spec: { paused: null } });
    s.when(() => s.sets()['nginx:1.16.1'] === '3 3 3', 300);
    expect(Object.keys(s.sets())).toHaveLength(2);
  });

  test('Failed Deployment: quota, then the deadline', () => {
    const s = page();
    s.apply({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'pods' }, spec: { hard: { pods: '0' } } });
    s.run(1);
    s.apply(nginxDeployment({ progressDeadlineSeconds: 30 }));
    s.run(40);
    const conditions = Object.fromEntries(
      (s.deployment().status?.conditions ?? []).map(({ type, status, reason }) => [type, `${status} ${reason ?? ''}`]),
    );
    expect(conditions).toEqual({
      Available: 'False MinimumReplicasUnavailable',
      ReplicaFailure: 'True FailedCreate',
      Progressing: 'False ProgressDeadlineExceeded',
    });
  });

  test('Clean up Policy: with revisionHistoryLimit 0 there is nothing to go back to', () => {
    const s = page();
    s.apply(nginxDeployment({ revisionHistoryLimit: 0 }));
    s.available('nginx-deployment', 3);
    s.setImage('deployments', 'nginx-deployment', 'nginx:1.16.1');
    s.when(() => Object.keys(s.sets()).join() === 'nginx:1.16.1', 300);
  });
});

describe('concepts/workloads/controllers/replicaset', () => {
  const frontend = workload(
    'ReplicaSet',
    'frontend',
    { tier: 'frontend' },
    {
      replicas: 3,
      template: podTemplate({ tier: 'frontend' }, 'nginx:1.27'),
    },
  );
  const bare = (name: string): Manifest => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { tier: 'frontend' } },
    spec: containers('nginx:1.27'),
  });

  test('Non-Template Pod acquisitions: Pods that come after the ReplicaSet are too many', () => {
    const s = page();
    s.apply(frontend);
    s.when(() => s.client.get('replicasets', 'default', 'frontend').status?.readyReplicas === 3, 120);
    s.apply(bare('pod1'), bare('pod2'));
    s.run(60);
    expect(s.names()).toHaveLength(3);
    expect(s.names().some((name) => name.startsWith('pod'))).toBe(false);
  });

  test('Non-Template Pod acquisitions: Pods that were there before are acquired', () => {
    const s = page();
    s.apply(bare('pod1'), bare('pod2'));
    s.run(30);
    s.apply(frontend);
    s.run(30);
    expect(s.names().filter((name) => name.startsWith('pod'))).toEqual(['pod1', 'pod2']);
    expect(s.pods().map((pod) => controllerOf(pod)?.name)).toEqual(['frontend', 'frontend', 'frontend']);
  });

  test('Deleting just a ReplicaSet: the Pods stay for the next one of the same selector', () => {
    const s = page();
    s.apply(frontend);
    s.run(30);
    const before = s.names();
    s.remove(`${apps}/replicasets/frontend`, { propagationPolicy: 'Orphan' });
    s.run(10);
    expect(s.pods().map((pod) => controllerOf(pod))).toEqual([undefined, undefined, undefined]);
    s.apply(frontend);
    s.run(10);
    expect(s.names()).toEqual(before);
  });

  test('Isolating Pods from a ReplicaSet: a Pod whose label is changed is replaced', () => {
    const s = page();
    s.apply(frontend);
    s.run(30);
    const [first = ''] = s.names();
    s.patch(`/api/v1/namespaces/default/pods/${first}`, { metadata: { labels: { tier: 'debug' } } });
    s.run(30);
    expect(s.names('tier=frontend')).toHaveLength(3);
    expect(s.pods('tier=debug').map((pod) => controllerOf(pod))).toEqual([undefined]);
  });

  test('Pod deletion cost: the cheap one goes first', () => {
    const s = page();
    s.apply(frontend);
    s.run(30);
    const [, , third = ''] = s.names();
    const annotations = { 'controller.kubernetes.io/pod-deletion-cost': '-1' };
    s.patch(`/api/v1/namespaces/default/pods/${third}`, { metadata: { annotations } });
    s.scale('replicasets', 'frontend', 2);
    s.run(60);
    expect(s.names()).toHaveLength(2);
    expect(s.names()).not.toContain(third);
  });

  test('Deleting a ReplicaSet and its Pods', () => {
    const s = page();
    s.apply(frontend);
    s.run(30);
    s.remove(`${apps}/replicasets/frontend`, { propagationPolicy: 'Foreground' });
    s.run(60);
    expect(s.names()).toEqual([]);
  });
});

test('concepts/workloads/controllers/replicationcontroller: Running an example ReplicationController', () => {
  const s = page();
  s.apply(
    workload(
      'ReplicationController',
      'nginx',
      { app: 'nginx' },
      {
        replicas: 3,
        template: podTemplate({ app: 'nginx' }, 'nginx:1.27'),
      },
    ),
  );
  s.when(() => s.client.get('replicationcontrollers', 'default', 'nginx').status?.readyReplicas === 3, 120);
  expect(s.names().every((name) => /^nginx-[a-z0-9]{5}$/.test(name))).toBe(true);
  expect(s.told('nginx').filter((told) => told.startsWith('SuccessfulCreate: Created pod: nginx-'))).toHaveLength(3);
});

describe('concepts/workloads/controllers/daemonset and tasks/manage-daemon', () => {
  const control = { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' };
  const master = { key: 'node-role.kubernetes.io/master', operator: 'Exists', effect: 'NoSchedule' };
  const fluentd = workload(
    'DaemonSet',
    'fluentd-elasticsearch',
    { name: 'fluentd-elasticsearch' },
    {
      template: {
        metadata: { labels: { name: 'fluentd-elasticsearch' } },
        spec: { ...containers('nginx:1.25'), tolerations: [control, master], terminationGracePeriodSeconds: 30 },
      },
    },
  );
  const ready = (s: Page, count: number): void => {
    s.when(() => s.client.get('daemonsets', 'default', 'fluentd-elasticsearch').status?.numberReady === count, 120);
  };

  test('Create a DaemonSet: with its tolerations it runs on the control plane too', () => {
    const s = page();
    s.apply(fluentd);
    ready(s, 3);
    expect(
      s
        .pods()
        .map(({ spec }) => spec?.nodeName)
        .sort(),
    ).toEqual(['master', 'node1', 'node2']);
  });

  test('Perform a Rolling Update on a DaemonSet, and Perform a Rollback', () => {
    const s = page();
    s.apply(fluentd);
    ready(s, 3);
    s.run(1);
    for (const image of ['nginx:1.27', 'nginx:1.25']) {
      s.setImage('daemonsets', 'fluentd-elasticsearch', image);
      s.when(() => {
        const { observedGeneration, updatedNumberScheduled, numberAvailable } =
          s.client.get('daemonsets', 'default', 'fluentd-elasticsearch').status ?? {};
        return (
          observedGeneration === (image === 'nginx:1.27' ? 2 : 3) &&
          updatedNumberScheduled === 3 &&
          numberAvailable === 3
        );
      }, 300);
    }
    const revisions = s.client.list('controllerrevisions', { namespace: 'default' }).map(({ revision }) => revision);
    // "revision 1" of the history is gone: it came back as revision 3.
    expect([...revisions].sort()).toEqual([2, 3]);
  });

  test('Running Pods on Only Some Nodes', () => {
    const s = page();
    s.client.patch('nodes', undefined, 'node2', { metadata: { labels: { ssd: 'true' } } });
    s.apply(
      workload(
        'DaemonSet',
        'ssd-driver',
        { app: 'ssd-driver-pod' },
        {
          template: {
            metadata: { labels: { app: 'ssd-driver-pod' } },
            spec: { ...containers('nginx:1.27'), nodeSelector: { ssd: 'true' } },
          },
        },
      ),
    );
    s.run(30);
    expect(s.pods().map(({ spec }) => spec?.nodeName)).toEqual(['node2']);
  });
});

describe('tutorials/stateful-application/basic-stateful-set and tasks/run-application', () => {
  const web = (spec: object = {}): Manifest =>
    workload(
      'StatefulSet',
      'web',
      { app: 'nginx' },
      {
        serviceName: 'nginx',
        replicas: 2,
        template: podTemplate({ app: 'nginx' }, 'nginx:1.27'),
        ...spec,
      },
    );
  const ready = (s: Page, count: number): void => {
    s.when(() => s.client.get('statefulsets', 'default', 'web').status?.readyReplicas === count, 300);
  };

  test('Ordered Pod Creation, Scaling up and Scaling down', () => {
    const s = page();
    s.apply(web());
    ready(s, 2);
    s.scale('statefulsets', 'web', 5);
    ready(s, 5);
    expect(s.names()).toEqual(['web-0', 'web-1', 'web-2', 'web-3', 'web-4']);
    s.patch(`${apps}/statefulsets/web`, { spec: { replicas: 3 } });
    s.when(() => s.names().length === 3, 120);
    expect(s.names()).toEqual(['web-0', 'web-1', 'web-2']);
  });

  test('Staging an update and rolling out a canary with a partition', () => {
    const s = page();
    s.apply(web({ replicas: 3, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 3 } } }));
    ready(s, 3);
    const images = (): readonly (string | undefined)[] =>
      [...s.pods()]
        .sort((a, b) => ((a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1))
        .map(({ spec }) => spec?.containers[0]?.image);
    s.setImage('statefulsets', 'web', 'nginx:1.28');
    s.remove('/api/v1/namespaces/default/pods/web-2');
    s.run(60);
    expect(images()).toEqual(['nginx:1.27', 'nginx:1.27', 'nginx:1.27']);
    s.patch(`${apps}/statefulsets/web`, { spec: { updateStrategy: { rollingUpdate: { partition: 2 } } } });
    s.run(60);
    expect(images()).toEqual(['nginx:1.27', 'nginx:1.27', 'nginx:1.28']);
  });

  test('Non-cascading delete: web-0 outlives the set and is adopted again', () => {
    const s = page();
    s.apply(web());
    ready(s, 2);
    const uid = s.pod('web-0').metadata?.uid;
    s.remove(`${apps}/statefulsets/web`, { propagationPolicy: 'Orphan' });
    s.run(10);
    s.remove('/api/v1/namespaces/default/pods/web-1');
    s.run(40);
    expect(s.names()).toEqual(['web-0']);
    s.apply(web());
    ready(s, 2);
    expect(s.pod('web-0').metadata?.uid).toBe(uid);
  });

  test('Parallel Pod management', () => {
    const s = page();
    s.apply(web({ podManagementPolicy: 'Parallel' }));
    s.run(0.5);
    expect(s.names()).toEqual(['web-0', 'web-1']);
  });

  test('Force Delete StatefulSet Pods: a new Pod of the name comes at once', () => {
    const s = page();
    s.apply(web());
    ready(s, 2);
    const uid = s.pod('web-1').metadata?.uid;
    s.remove('/api/v1/namespaces/default/pods/web-1', { gracePeriodSeconds: 0 });
    s.run(0.5);
    expect(s.find('web-1')?.metadata?.uid).not.toBe(uid);
  });

  test('Run a Stateless Application Using a Deployment', () => {
    const s = page();
    s.apply(nginxDeployment({ replicas: 2 }));
    s.available('nginx-deployment', 2);
    s.setImage('deployments', 'nginx-deployment', 'nginx:1.16.1');
    s.when(() => s.sets()['nginx:1.16.1'] === '2 2 2', 300);
    s.scale('deployments', 'nginx-deployment', 4);
    s.available('nginx-deployment', 4);
    s.remove(`${apps}/deployments/nginx-deployment`);
    s.run(60);
    expect(s.names()).toEqual([]);
  });
});

describe.each(['1.20', '1.36'] as const)(
  'tasks/run-application/configure-pdb and concepts/workloads/pods/disruptions, v%s',
  (release) => {
    const budget = (name: string, spec: object): Manifest => ({
      apiVersion: release === '1.20' ? 'policy/v1beta1' : 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name },
      spec: { selector: { matchLabels: { app: 'zookeeper' } }, ...spec },
    });
    const zookeeper = workload(
      'StatefulSet',
      'zk',
      { app: 'zookeeper' },
      {
        serviceName: 'zk',
        replicas: 3,
        podManagementPolicy: 'Parallel',
        template: podTemplate({ app: 'zookeeper' }, 'nginx:1.27'),
      },
    );
    function guarded(spec: object): Page {
      const s = page(release);
      s.apply(zookeeper, budget('zk-pdb', spec));
      s.when(() => s.client.get('statefulsets', 'default', 'zk').status?.readyReplicas === 3, 120);
      s.run(1);
      return s;
    }

    test.each([{ minAvailable: 2 }, { maxUnavailable: 1 }])(
      'Specifying a Disruption Budget: %o allows 1 disruption',
      (spec) => {
        const s = guarded(spec);
        expect(s.client.get('poddisruptionbudgets', 'default', 'zk-pdb').status).toMatchObject({
          currentHealthy: 3,
          desiredHealthy: 2,
          disruptionsAllowed: 1,
          expectedPods: 3,
        });
      },
    );

    test('API-initiated Eviction: 201 within the budget, 429 beyond it', () => {
      const s = guarded({ maxUnavailable: 1 });
      expect(s.evict('zk-0').code).toBe(201);
      expect(s.evict('zk-1')).toMatchObject({
        code: 429,
        message: "Cannot evict pod as it would violate the pod's disruption budget.",
      });
      if (release === '1.36')
        expect(s.condition('zk-0', 'DisruptionTarget')).toMatchObject({ reason: 'EvictionByEvictionAPI' });
    });

    test('API-initiated Eviction: two budgets over one Pod are a misconfiguration, 500', () => {
      const s = guarded({ maxUnavailable: 1 });
      s.apply(budget('second', { minAvailable: 1 }));
      s.run(1);
      expect(s.evict('zk-0')).toEqual({
        code: 500,
        message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
      });
    });

    test('A budget does not stop a delete, but counts it', () => {
      const s = guarded({ maxUnavailable: 1 });
      s.remove('/api/v1/namespaces/default/pods/zk-0');
      s.run(0.2);
      expect(s.client.get('poddisruptionbudgets', 'default', 'zk-pdb').status?.disruptionsAllowed).toBe(0);
      expect(s.evict('zk-1').code).toBe(429);
    });
  },
);

test('tasks/run-application/configure-pdb: Unhealthy Pod Eviction Policy AlwaysAllow lets a broken Pod go', () => {
  const s = page();
  s.apply(nginxDeployment({ template: podTemplate({ app: 'nginx' }, 'nginx:no-such-tag') }), {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'pdb' },
    spec: { selector: { matchLabels: { app: 'nginx' } }, minAvailable: 3, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
  });
  s.run(10);
  const [name = ''] = s.names();
  expect(s.evict(name).code).toBe(201);
});
