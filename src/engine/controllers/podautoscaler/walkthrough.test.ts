import { expect, it } from 'vitest';
import { ManifestScenario } from '../testing/manifest-scenario.ts';

it('docs: HorizontalPodAutoscaler Walkthrough', () => {
  const world = new ManifestScenario('1.36', 3);
  const labels = { run: 'php-apache' };
  world.apply(
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'php-apache' },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            containers: [
              {
                name: 'php-apache',
                image: 'registry.k8s.io/hpa-example',
                ports: [{ containerPort: 80 }],
                resources: { limits: { cpu: '500m' }, requests: { cpu: '200m' } },
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'php-apache', labels },
      spec: { ports: [{ port: 80 }], selector: labels },
    },
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'php-apache' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'php-apache' },
        minReplicas: 1,
        maxReplicas: 10,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
        ],
      },
    },
  );
  const autoscaler = (): { readonly percent: number | undefined; readonly replicas: number | undefined } => {
    const { status } = world.client.get('horizontalpodautoscalers', 'default', 'php-apache');
    const current = status?.currentMetrics?.[0]?.resource?.current.averageUtilization;
    return { percent: current, replicas: status?.currentReplicas };
  };
  world.run(120);
  expect(autoscaler()).toEqual({ percent: 0, replicas: 1 });

  const script = 'while sleep 0.01; do wget -q -O- http://php-apache; done';
  world.create('load-generator', [
    { name: 'load-generator', image: 'busybox:1.28', command: ['/bin/sh', '-c', script] },
  ]);
  const seen: (number | undefined)[] = [];
  for (let i = 0; i < 9; i++) {
    world.run(15);
    seen.push(autoscaler().percent);
  }
  expect(Math.max(...seen.map((percent) => percent ?? 0))).toBeGreaterThan(200);
  const grown = autoscaler().replicas ?? 0;
  expect(grown).toBeGreaterThanOrEqual(4);
  expect(grown).toBeLessThanOrEqual(8);

  world.client.delete('pods', 'default', 'load-generator');
  world.run(420);
  expect(autoscaler()).toEqual({ percent: 0, replicas: 1 });
});
