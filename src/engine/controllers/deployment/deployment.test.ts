import { describe, expect, test } from 'vitest';
import { isPodTerminal } from '../pod-availability.ts';
import { deploymentSpec, template, Workloads } from '../testing/workloads.ts';

const [old, current] = ['nginx:1.14.2', 'nginx:1.16.1'];

describe.each(['1.20', '1.36'] as const)('a Deployment, v%s', (release) => {
  function running(replicas: number, more: object = {}): Workloads {
    const s = new Workloads(release, 2);
    s.make('deployments', 'web', deploymentSpec('web', replicas, old, more));
    s.when(() => s.get('deployments', 'web').status?.availableReplicas === replicas, 120);
    s.run(1);
    return s;
  }

  const setImage = (s: Workloads, image: string): void =>
    s.change('deployments', 'web', { spec: { template: template({ app: 'web' }, image) } });

  test('makes a ReplicaSet NAME-HASH, and tells how it went in conditions, annotations and events', () => {
    const s = running(3);
    const set = s.setOf(old);
    const hash = set.metadata?.labels?.['pod-template-hash'] ?? '';
    expect(set.metadata?.name).toBe(`web-${hash}`);
    expect(set.spec?.selector.matchLabels).toEqual({ app: 'web', 'pod-template-hash': hash });
    expect(set.metadata?.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '1',
      'deployment.kubernetes.io/desired-replicas': '3',
      'deployment.kubernetes.io/max-replicas': '4',
    });
    const { metadata, status } = s.get('deployments', 'web');
    expect(metadata?.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' });
    expect(status).toMatchObject({ replicas: 3, updatedReplicas: 3, readyReplicas: 3, observedGeneration: 1 });
    expect(status?.unavailableReplicas).toBeUndefined();
    expect(status?.terminatingReplicas).toBe(release === '1.20' ? undefined : 0);
    expect(s.conditionOf('deployments', 'web', 'Available')?.reason).toBe('MinimumReplicasAvailable');
    expect(s.conditionOf('deployments', 'web', 'Progressing')).toMatchObject({
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `ReplicaSet "web-${hash}" has successfully progressed.`,
    });
    const from = release === '1.20' ? '' : 'from 0 ';
    expect(s.told('web')).toEqual([`ScalingReplicaSet: Scaled up replica set web-${hash} ${from}to 3`]);
    for (const pod of s.labelled('app=web'))
      expect(pod.metadata?.name).toMatch(new RegExp(`^web-${hash}-[a-z0-9]{5}$`));
  });

  test('rolls with at most 25% more and 25% fewer Pods', () => {
    const s = running(4);
    setImage(s, current);
    let [most, least] = [0, 99];
    s.when(() => {
      const pods = s.labelled('app=web').filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
      most = Math.max(most, pods.length);
      least = Math.min(least, s.get('deployments', 'web').status?.availableReplicas ?? 0);
      return s.get('deployments', 'web').status?.updatedReplicas === 4 && s.setOf(old).status?.replicas === 0;
    }, 300);
    expect(most).toBe(5);
    expect(least).toBe(3);
    s.run(60);
    expect(s.labelled('app=web').map(({ spec }) => spec?.containers[0]?.image)).toEqual(Array(4).fill(current));
    expect(s.get('deployments', 'web').metadata?.annotations?.['deployment.kubernetes.io/revision']).toBe('2');
  });

  test('under Recreate starts no new Pod before the last old one is gone', () => {
    const s = running(2, { strategy: { type: 'Recreate' } });
    setImage(s, current);
    const mixed = (): boolean =>
      new Set(
        s
          .labelled('app=web')
          .filter((pod) => !isPodTerminal(pod))
          .map(({ spec }) => spec?.containers[0]?.image),
      ).size > 1;
    s.when(() => {
      expect(mixed()).toBe(false);
      return s.list('replicasets').length === 2 && s.setOf(current).status?.availableReplicas === 2;
    }, 120);
  });

  test('paused, does not roll; resumed, does', () => {
    const s = running(2);
    s.change('deployments', 'web', { spec: { paused: true } });
    setImage(s, current);
    s.run(30);
    expect(s.list('replicasets')).toHaveLength(1);
    expect(s.conditionOf('deployments', 'web', 'Progressing')).toMatchObject({
      status: 'Unknown',
      reason: 'DeploymentPaused',
      message: 'Deployment is paused',
    });
    s.change('deployments', 'web', { spec: { paused: null } });
    s.when(() => s.list('replicasets').length === 2 && s.setOf(current).status?.availableReplicas === 2, 120);
    s.run(1);
    expect(s.conditionOf('deployments', 'web', 'Progressing')?.reason).toBe('NewReplicaSetAvailable');
  });

  test('without progress for progressDeadlineSeconds says ProgressDeadlineExceeded', () => {
    const s = new Workloads(release, 1);
    s.mark();
    s.make('deployments', 'web', deploymentSpec('web', 1, 'nginx:no-such-tag', { progressDeadlineSeconds: 60 }));
    const reason = (): string | undefined => s.conditionOf('deployments', 'web', 'Progressing')?.reason;
    const at = s.when(() => reason() === 'ProgressDeadlineExceeded', 600);
    expect(at).toBeGreaterThan(60);
    expect(at).toBeLessThan(63);
    expect(s.conditionOf('deployments', 'web', 'Progressing')).toMatchObject({
      status: 'False',
      message: `ReplicaSet "${s.list('replicasets')[0]?.metadata?.name ?? ''}" has timed out progressing.`,
    });
  });

  test('keeps revisionHistoryLimit old ReplicaSets, and a rollback to one gives it the newest revision', () => {
    const s = running(1, { revisionHistoryLimit: 2 });
    const images = ['nginx:1.15', 'nginx:1.16.1', 'nginx:1.17'];
    for (const image of images) {
      setImage(s, image);
      s.when(
        () =>
          s
            .list('replicasets')
            .some(
              ({ spec, status }) =>
                spec?.template?.spec?.containers[0]?.image === image && status?.availableReplicas === 1,
            ),
        120,
      );
      s.run(30);
    }
    const shown = (): readonly string[] =>
      s
        .list('replicasets')
        .map(
          ({ metadata, spec }) =>
            `${metadata?.annotations?.['deployment.kubernetes.io/revision'] ?? ''} ${spec?.template?.spec?.containers[0]?.image ?? ''}`,
        );
    expect(shown()).toEqual(['2 nginx:1.15', '3 nginx:1.16.1', '4 nginx:1.17']);
    setImage(s, 'nginx:1.15');
    s.run(60);
    expect(shown()).toEqual(['5 nginx:1.15', '3 nginx:1.16.1', '4 nginx:1.17']);
    expect(s.setOf('nginx:1.15').metadata?.annotations?.['deployment.kubernetes.io/revision-history']).toBe('2');
  });

  test('deleted in the background takes its ReplicaSets and Pods along', () => {
    const s = running(2);
    s.client.delete('deployments', 'default', 'web');
    s.run(60);
    expect([s.list('replicasets'), s.list('pods')]).toEqual([[], []]);
  });

  test('deleted in the foreground goes after its Pods', () => {
    const s = running(2);
    s.client.delete('deployments', 'default', 'web', { propagationPolicy: 'Foreground' });
    s.when(() => {
      const gone = s.client.find('deployments', 'default', 'web') === undefined;
      if (gone) expect(s.list('pods')).toEqual([]);
      return gone;
    }, 120);
  });

  test('deleted with orphans leaves its ReplicaSet without an owner, and another Deployment adopts it', () => {
    const s = running(2);
    const names = s.labelled('app=web').map(({ metadata }) => metadata?.name);
    s.client.delete('deployments', 'default', 'web', { propagationPolicy: 'Orphan' });
    s.run(10);
    expect(s.client.find('deployments', 'default', 'web')).toBeUndefined();
    expect(s.setOf(old).metadata?.ownerReferences).toBeUndefined();
    s.make('deployments', 'web', deploymentSpec('web', 2, old));
    s.run(10);
    expect(s.setOf(old).metadata?.ownerReferences?.[0]?.uid).toBe(s.get('deployments', 'web').metadata?.uid);
    expect(s.labelled('app=web').map(({ metadata }) => metadata?.name)).toEqual(names);
  });

  test('shows in its conditions that a quota refuses its Pods', () => {
    const s = new Workloads(release, 1);
    s.make('resourcequotas', 'small', { spec: { hard: { pods: '1' } } });
    s.run(1);
    s.make('deployments', 'web', deploymentSpec('web', 3, old));
    s.run(20);
    const failure = s.conditionOf('deployments', 'web', 'ReplicaFailure');
    expect(failure).toMatchObject({ status: 'True', reason: 'FailedCreate' });
    expect(failure?.message).toContain(
      'is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1',
    );
    expect(s.get('deployments', 'web').status?.replicas).toBe(1);
  });
});
