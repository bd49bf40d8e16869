import { describe, expect, it } from 'vitest';
import type { HorizontalPodAutoscaler } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import { ManifestScenario } from '../testing/manifest-scenario.ts';

type Manifest = Record<string, unknown>;

class AutoscalerScenario extends ManifestScenario {
  constructor(release: Release['name']) {
    super(release, 2);
  }

  /** A Deployment `app`; its Pods run `script` within a request and a limit of 100m. */
  app(
    script: string,
    resources: object = { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '100m' } },
    image = 'polinux/stress',
  ): void {
    this.apply({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'app' },
      spec: {
        selector: { matchLabels: { app: 'app' } },
        template: {
          metadata: { labels: { app: 'app' } },
          spec: {
            terminationGracePeriodSeconds: 0,
            containers: [{ name: 'main', image, command: ['sh', '-c', script], resources }],
          },
        },
      },
    });
  }

  autoscale(spec: object): void {
    const older = this.release === '1.20';
    const manifest: Manifest = {
      apiVersion: older ? 'autoscaling/v2beta2' : 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'hpa' },
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'app' }, maxReplicas: 10, ...spec },
    };
    this.apply(manifest);
    this.mark();
  }

  get status(): NonNullable<HorizontalPodAutoscaler['status']> {
    return this.client.get('horizontalpodautoscalers', 'default', 'hpa').status!;
  }

  get replicas(): number {
    return this.client.get('deployments', 'default', 'app').spec?.replicas ?? 0;
  }

  scale(type: string): string | undefined {
    const found = this.status.conditions?.find((condition) => condition.type === type);
    return found === undefined ? undefined : `${found.status} ${found.reason ?? ''}: ${found.message ?? ''}`;
  }

  /** `second: New size: ...` */
  get rescales(): readonly string[] {
    return this.events('hpa')
      .filter(({ reason }) => reason === 'SuccessfulRescale')
      .map(({ message, lastTimestamp }) => `${this.seconds(lastTimestamp)}: ${message ?? ''}`);
  }
}

const cpu = (averageUtilization: number): object => ({
  metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }],
});
const busy = 'stress --cpu 1';
const idle = 'sleep 3600';

function settled(release: Release['name'], script: string, resources?: object): AutoscalerScenario {
  const world = new AutoscalerScenario(release);
  world.app(script, resources);
  world.run(90);
  return world;
}

describe.each(['1.20', '1.36'] as const)('a HorizontalPodAutoscaler of release v%s', (release) => {
  it('looks first 15 s after its creation and doubles what uses twice its target', () => {
    const world = settled(release, busy);
    world.autoscale(cpu(50));
    world.run(14);
    expect(world.status.conditions).toBeUndefined();
    world.run(2);
    expect(world.replicas).toBe(2);
    expect(world.rescales).toEqual([
      '15: New size: 2; reason: cpu resource utilization (percentage of request) above target',
    ]);
    expect(world.status).toMatchObject({
      currentReplicas: 1,
      desiredReplicas: 2,
      currentMetrics: [
        { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 100, averageValue: '100m' } } },
      ],
    });
    expect(world.seconds(world.status.lastScaleTime)).toBe(15);
    expect(world.scale('AbleToScale')).toBe(
      'True SucceededRescale: the HPA controller was able to update the target scale to 2',
    );
    expect(world.scale('ScalingActive')).toBe(
      'True ValidMetricFound: the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
    );
    expect(world.scale('ScalingLimited')).toBe(
      'False DesiredWithinRange: the desired count is within the acceptable range',
    );
  });

  it('grows to maxReplicas and says that it would grow further', () => {
    const world = settled(release, busy);
    world.autoscale({ ...cpu(20), maxReplicas: 3 });
    world.run(100);
    expect(world.replicas).toBe(3);
    expect(world.scale('ScalingLimited')).toBe(
      'True TooManyReplicas: the desired replica count is more than the maximum replica count',
    );
  });

  it('leaves alone what is within a tenth of the target', () => {
    const world = settled(release, busy);
    world.autoscale(cpu(95));
    world.run(60);
    expect(world.replicas).toBe(1);
    expect(world.scale('AbleToScale')).toBe('True ReadyForNewScale: recommended size matches current size');
  });

  it('shrinks five minutes after the last time when more were wanted', () => {
    const world = settled(release, idle);
    world.client.patch('deployments', 'default', 'app', { spec: { replicas: 4 } }, { type: 'merge' });
    world.run(60);
    world.autoscale(cpu(50));
    world.run(120);
    expect(world.replicas).toBe(4);
    expect(world.scale('AbleToScale')).toBe(
      'True ScaleDownStabilized: recent recommendations were higher than current one, applying the highest recent recommendation',
    );
    world.run(240);
    expect(world.replicas).toBe(1);
    expect(world.rescales).toHaveLength(1);
    expect(world.rescales[0]).toMatch(/^3(15|30): New size: 1; reason: All metrics below target$/);
    expect(world.scale('ScalingLimited')).toBe(
      'True TooFewReplicas: the desired replica count is less than the minimum replica count',
    );
  });

  it('keeps the target between its bounds whatever it uses', () => {
    const world = settled(release, idle);
    world.autoscale({ ...cpu(50), minReplicas: 3 });
    world.run(16);
    expect(world.rescales).toEqual(['15: New size: 3; reason: Current number of replicas below Spec.MinReplicas']);
    world.client.patch('deployments', 'default', 'app', { spec: { replicas: 12 } }, { type: 'merge' });
    world.run(15);
    expect(world.rescales.at(-1)).toBe('30: New size: 10; reason: Current number of replicas above Spec.MaxReplicas');
  });

  it('is off while the target has no replicas', () => {
    const world = settled(release, idle);
    world.client.patch('deployments', 'default', 'app', { spec: { replicas: 0 } }, { type: 'merge' });
    world.autoscale(cpu(50));
    world.run(20);
    expect(world.replicas).toBe(0);
    expect(world.scale('ScalingActive')).toBe(
      'False ScalingDisabled: scaling is disabled since the replica count of the target is zero',
    );
  });

  it('says that it finds no target', () => {
    const world = new AutoscalerScenario(release);
    world.autoscale(cpu(50));
    world.run(20);
    const message = 'deployments/scale.apps "app" not found';
    expect(world.told('hpa')).toEqual([`FailedGetScale: ${message}`]);
    expect(world.scale('AbleToScale')).toBe(
      `False FailedGetScale: the HPA controller was unable to get the target's current scale: ${message}`,
    );
  });

  it('says that its Pods have no metrics yet', () => {
    const world = new AutoscalerScenario(release);
    world.app(busy, undefined, 'example.com/nowhere');
    world.autoscale(cpu(50));
    world.run(16);
    const why =
      'failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API';
    expect(world.told('hpa')).toContain(`FailedGetResourceMetric: ${why}`);
    const first = release === '1.20' ? why : `failed to get cpu resource metric value: ${why}`;
    expect(world.told('hpa')).toContain(
      `FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1), first error is: ${first}`,
    );
    expect(world.scale('ScalingActive')).toBe(
      `False FailedGetResourceMetric: the HPA was unable to compute the replica count: ${why}`,
    );
  });

  it('says whose request is missing', () => {
    const world = settled(release, busy, {});
    world.autoscale(cpu(50));
    world.run(16);
    const pod = world.client.list('pods', { namespace: 'default', labelSelector: 'app=app' })[0]?.metadata?.name ?? '';
    const where = release === '1.20' ? '' : ` in container main of Pod ${pod}`;
    expect(world.told('hpa')).toContain(
      `FailedGetResourceMetric: failed to get cpu utilization: missing request for cpu${where}`,
    );
  });

  it('scales by an amount per Pod', () => {
    const world = settled(release, 'stress --vm 1 --vm-bytes 100M --vm-hang 0');
    const target = { type: 'AverageValue', averageValue: '40Mi' };
    world.autoscale({ metrics: [{ type: 'Resource', resource: { name: 'memory', target } }] });
    world.run(16);
    expect(world.replicas).toBe(3);
    expect(world.rescales).toEqual(['15: New size: 3; reason: memory resource above target']);
  });

  it('follows the policies of its behavior', () => {
    const world = settled(release, busy);
    const scaleUp = { policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] };
    world.autoscale({ ...cpu(10), behavior: { scaleUp } });
    world.run(170);
    const times = world.rescales.map((text) => text.split(':')[0]);
    expect(times).toEqual(['15', '75', '135']);
    expect(world.replicas).toBe(4);
    expect(world.scale('ScalingLimited')).toBe(
      'True ScaleUpLimit: the desired replica count is increasing faster than the maximum scale rate',
    );
  });

  it('does not shrink where its behavior forbids that', () => {
    const world = settled(release, idle);
    world.client.patch('deployments', 'default', 'app', { spec: { replicas: 3 } }, { type: 'merge' });
    world.run(60);
    world.autoscale({ ...cpu(50), behavior: { scaleDown: { selectPolicy: 'Disabled' } } });
    world.run(400);
    expect(world.replicas).toBe(3);
    expect(world.scale('ScalingLimited')).toMatch(/^True ScaleDownLimit/);
  });

  it('is read and written in autoscaling/v1 as well', () => {
    const world = settled(release, busy);
    world.apply({
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'hpa' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'app' },
        maxReplicas: 4,
        targetCPUUtilizationPercentage: 50,
      },
    });
    world.run(16);
    expect(world.replicas).toBe(2);
    const path = '/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers/hpa';
    expect(world.request('GET', path).body).toMatchObject({
      spec: { targetCPUUtilizationPercentage: 50 },
      status: { currentCPUUtilizationPercentage: 100, currentReplicas: 1, desiredReplicas: 2 },
    });
  });
});

describe('a HorizontalPodAutoscaler of release v1.36', () => {
  it('takes the tolerance of its behavior', () => {
    const world = settled('1.36', busy);
    world.autoscale({ ...cpu(95), behavior: { scaleUp: { tolerance: '0.01' } } });
    world.run(20);
    expect(world.replicas).toBe(2);
  });

  it('leaves Pods to nobody that two autoscalers select', () => {
    const world = settled('1.36', busy);
    world.autoscale(cpu(50));
    world.apply({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'second' },
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'app' }, maxReplicas: 3, ...cpu(50) },
    });
    world.run(31);
    expect(world.scale('ScalingActive')).toBe(
      'False AmbiguousSelector: pods by selector app=app are controlled by multiple HPAs: [{hpa default} {second default}]',
    );
  });

  it('says that there are no custom metrics', () => {
    const world = settled('1.36', busy);
    const target = { type: 'AverageValue', averageValue: '1k' };
    world.autoscale({ metrics: [{ type: 'Pods', pods: { metric: { name: 'packets-per-second' }, target } }] });
    world.run(16);
    expect(world.told('hpa')[0]).toBe(
      'FailedGetPodsMetric: unable to get metric packets-per-second: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
    );
  });
});
