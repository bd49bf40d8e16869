import { describe, expect, it } from 'vitest';
import { Scenario } from '../kubelet/testing.ts';

const root = '/apis/metrics.k8s.io/v1beta1';

function world(): { readonly scenario: Scenario; get(path: string, accept?: string): Record<string, unknown> } {
  const scenario = new Scenario('1.36');
  return {
    scenario,
    get(path, accept = 'application/json') {
      const bodies: unknown[] = [];
      scenario.cluster.transport.send(
        { method: 'GET', path: `${root}${path}`, headers: { accept } },
        (response) => bodies.push(response.body),
        (error) => {
          throw error as Error;
        },
      );
      return bodies[0] as Record<string, unknown>;
    },
  };
}

const stress = [
  {
    name: 'main',
    image: 'polinux/stress',
    command: ['stress', '--cpu', '1'],
    resources: { limits: { cpu: '250m' } },
  },
];

describe('metrics.k8s.io', () => {
  it('says what each container of a Pod uses', () => {
    const { scenario, get } = world();
    scenario.create('busy', stress);
    scenario.run(60);
    expect(get('/namespaces/default/pods/busy')).toEqual({
      kind: 'PodMetrics',
      apiVersion: 'metrics.k8s.io/v1beta1',
      metadata: { name: 'busy', namespace: 'default', creationTimestamp: expect.any(String) as string },
      timestamp: expect.any(String) as string,
      window: '10s',
      containers: [{ name: 'main', usage: { cpu: '250m', memory: '1Mi' } }],
    });
  });

  it('has nothing to say before the second scrape', () => {
    const { scenario, get } = world();
    scenario.create('busy', stress);
    scenario.when(() => scenario.phase('busy') === 'Running');
    expect(get('/namespaces/default/pods/busy')).toMatchObject({
      code: 404,
      reason: 'NotFound',
      message: 'podmetrics.metrics.k8s.io "default/busy" not found',
    });
    expect(get('/namespaces/default/pods')).toEqual({
      kind: 'PodMetricsList',
      apiVersion: 'metrics.k8s.io/v1beta1',
      metadata: {},
      items: [],
    });
  });

  it('lists by labels and by fields, over all namespaces', () => {
    const { scenario, get } = world();
    scenario.create('busy', stress);
    scenario.client.patch('pods', 'default', 'busy', { metadata: { labels: { app: 'a' } } });
    scenario.create('other', stress);
    scenario.run(60);
    const names = (path: string): unknown =>
      (get(path)['items'] as { readonly metadata: { readonly name: string } }[]).map(({ metadata }) => metadata.name);
    expect(names('/pods')).toEqual(expect.arrayContaining(['busy', 'other']));
    expect(names('/namespaces/default/pods?labelSelector=app%3Da')).toEqual(['busy']);
    expect(names('/namespaces/default/pods?fieldSelector=metadata.name%3Dother')).toEqual(['other']);
    expect(names('/namespaces/elsewhere/pods')).toEqual([]);
  });

  it('says what nodes use, and nothing of a node that it cannot ask', () => {
    const { scenario, get } = world();
    scenario.create('busy', stress);
    scenario.run(60);
    const node = get('/nodes/node1');
    expect(node).toMatchObject({ kind: 'NodeMetrics', metadata: { name: 'node1' }, window: '10s' });
    expect(get('/nodes')['items']).toHaveLength(2);
    scenario.node('node1').machine.powerOff();
    expect(get('/nodes')['items']).toHaveLength(1);
    expect(get('/nodes/node1')).toMatchObject({ message: 'nodemetrics.metrics.k8s.io "node1" not found' });
  });

  it('answers a Table to kubectl get', () => {
    const { scenario, get } = world();
    scenario.create('busy', stress);
    scenario.run(60);
    const table = get('/namespaces/default/pods', 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json');
    expect((table['columnDefinitions'] as { readonly name: string }[]).map(({ name }) => name)).toEqual([
      'Name',
      'cpu',
      'memory',
      'Window',
    ]);
    expect((table['rows'] as { readonly cells: unknown[] }[])[0]?.cells.slice(0, 2)).toEqual(['busy', '250m']);
  });
});
