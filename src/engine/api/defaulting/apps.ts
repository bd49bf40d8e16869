import { asObject } from '../json.ts';
import { fill, filling, isUnset, type DefaultRule, type DefaultRules } from './rule.ts';

/* pkg/apis/apps/v1/defaults.go */

const deploymentStrategy: DefaultRule = (given) => {
  const strategy = fill(given, { type: 'RollingUpdate' });
  if (strategy['type'] !== 'RollingUpdate') return strategy;
  const before = asObject(strategy['rollingUpdate']);
  const rollingUpdate = fill(before, { maxUnavailable: '25%', maxSurge: '25%' });
  return rollingUpdate === strategy['rollingUpdate'] ? strategy : { ...strategy, rollingUpdate };
};

const daemonSetUpdateStrategy: DefaultRule = (given, release) => {
  const strategy = fill(given, { type: 'RollingUpdate' });
  if (strategy['type'] !== 'RollingUpdate') return strategy;
  const rollingUpdate = fill(asObject(strategy['rollingUpdate']), {
    maxUnavailable: 1,
    maxSurge: release.name === '1.20' ? undefined : 0,
  });
  return rollingUpdate === strategy['rollingUpdate'] ? strategy : { ...strategy, rollingUpdate };
};

const statefulSetUpdateStrategy: DefaultRule = (given) => {
  let strategy = given;
  if (isUnset(given['type'])) strategy = fill({ ...given, type: 'RollingUpdate' }, { rollingUpdate: {} });
  if (strategy['type'] !== 'RollingUpdate' || strategy['rollingUpdate'] === undefined) return strategy;
  // The gate MaxUnavailableStatefulSet is off.
  const { maxUnavailable, ...others } = asObject(strategy['rollingUpdate']);
  const kept = maxUnavailable === undefined ? asObject(strategy['rollingUpdate']) : others;
  const rollingUpdate = fill(kept, { partition: 0 });
  return rollingUpdate === strategy['rollingUpdate'] ? strategy : { ...strategy, rollingUpdate };
};

const statefulSetSpec: DefaultRule = (given, release) => {
  const spec = fill(given, {
    podManagementPolicy: 'OrderedReady',
    updateStrategy: {},
    replicas: 1,
    revisionHistoryLimit: 10,
  });
  if (release.name === '1.20') return spec;
  const before = asObject(spec['persistentVolumeClaimRetentionPolicy']);
  const policy = fill(before, { whenDeleted: 'Retain', whenScaled: 'Retain' });
  return policy === spec['persistentVolumeClaimRetentionPolicy']
    ? spec
    : { ...spec, persistentVolumeClaimRetentionPolicy: policy };
};

/** Templates of claims are written with their type. */
const statefulSet: DefaultRule = (object) => {
  const spec = asObject(object['spec']);
  const templates = spec['volumeClaimTemplates'];
  if (!Array.isArray(templates)) return object;
  const filled = templates.map((template: unknown) =>
    fill(asObject(template), { kind: 'PersistentVolumeClaim', apiVersion: 'v1' }),
  );
  if (filled.every((template, i) => template === templates[i])) return object;
  return { ...object, spec: { ...spec, volumeClaimTemplates: filled } };
};

export const appsDefaults: DefaultRules = {
  'apps.v1.DeploymentSpec': filling({
    replicas: 1,
    strategy: {},
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
  }),
  'apps.v1.DeploymentStrategy': deploymentStrategy,
  'apps.v1.DaemonSetSpec': filling({ updateStrategy: {}, revisionHistoryLimit: 10 }),
  'apps.v1.DaemonSetUpdateStrategy': daemonSetUpdateStrategy,
  'apps.v1.StatefulSet': statefulSet,
  'apps.v1.StatefulSetSpec': statefulSetSpec,
  'apps.v1.StatefulSetUpdateStrategy': statefulSetUpdateStrategy,
  'apps.v1.ReplicaSetSpec': filling({ replicas: 1 }),
};
