import { asArray, asObject, asString, isObject, type JsonObject } from '../json.ts';
import { roundQuantityToMilli } from '../quantity.ts';
import { imageTag } from '../images.ts';
import { fill, filling, fillingZeroes, isUnset, without, type DefaultRule, type DefaultRules } from './rule.ts';

/* pkg/apis/core/v1/defaults.go, what concerns Pods and Pod templates. */

/** SetDefaults_Pod: only for Pods themselves, not for templates. */
const pod: DefaultRule = (object, release) => {
  const spec = asObject(object['spec']);
  let next = spec;
  for (const list of ['containers', 'initContainers']) {
    const containers = mapItems(spec[list], requestsFromLimits);
    if (containers !== spec[list]) next = { ...next, [list]: containers };
  }
  if (isObject(next['resources'])) {
    const resources = podLevelResources(next);
    if (resources !== next['resources']) next = { ...next, resources };
  }
  next = fill(next, { enableServiceLinks: true });
  if (next['hostNetwork'] === true && release.name !== '1.20') next = withHostPorts(next);
  // The registry's strategy: nobody waits less than no time.
  const grace = next['terminationGracePeriodSeconds'];
  if (release.name !== '1.20' && typeof grace === 'number' && grace < 0) {
    next = { ...next, terminationGracePeriodSeconds: 1 };
  }
  return next === object['spec'] ? object : { ...object, spec: next };
};

/** A limit without a request is the request too. */
function requestsFromLimits(container: JsonObject): JsonObject {
  const resources = asObject(container['resources']);
  if (!isObject(resources['limits'])) return container;
  const requests = asObject(resources['requests']);
  const filled = fill(requests, resources['limits']);
  return filled === requests ? container : { ...container, resources: { ...resources, requests: filled } };
}

/** defaultPodRequests: a Pod-level limit gives a Pod-level request unless the containers' add up to one. */
function podLevelResources(spec: JsonObject): unknown {
  const resources = asObject(spec['resources']);
  const limits = asObject(resources['limits']);
  if (Object.keys(limits).length === 0) return spec['resources'];
  const supported: Record<string, unknown> = {};
  for (const name of Object.keys(limits)) {
    const containersAsk = asArray(spec['containers']).some((container) =>
      isObject(asObject(asObject(container)['resources'])['requests'])
        ? asObject(asObject(asObject(container)['resources'])['requests'])[name] !== undefined
        : false,
    );
    if ((name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')) && !containersAsk) {
      supported[name] = limits[name];
    }
  }
  const requests = asObject(resources['requests']);
  const filled = fill(requests, supported);
  return filled === requests ? spec['resources'] : { ...resources, requests: filled };
}

/** On the node's network every container port is a host port. */
function withHostPorts(spec: JsonObject): JsonObject {
  let out = spec;
  for (const list of ['containers', 'initContainers']) {
    const containers = mapItems(spec[list], (container) => {
      const ports = mapItems(container['ports'], (port) =>
        isUnset(port['hostPort']) || port['hostPort'] === 0 ? { ...port, hostPort: port['containerPort'] } : port,
      );
      return ports === container['ports'] ? container : { ...container, ports };
    });
    if (containers !== spec[list]) out = { ...out, [list]: containers };
  }
  return out;
}

const podSpec: DefaultRule = (given, release) => {
  let spec = fill(given, {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
  });
  if (release.name === '1.20' && spec['hostNetwork'] === true) spec = withHostPorts(spec);
  // The internal type has one name; conversion writes both.
  const account = asString(spec['serviceAccountName']) || asString(spec['serviceAccount']);
  if (account === '' || (spec['serviceAccountName'] === account && spec['serviceAccount'] === account)) return spec;
  return { ...spec, serviceAccountName: account, serviceAccount: account };
};

const container: DefaultRule = (object) =>
  fill(object, {
    imagePullPolicy: isUnset(object['imagePullPolicy']) ? pullPolicyOf(object['image']) : undefined,
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    resources: {},
  });

/** `latest`, said or meant, is always looked for again. */
function pullPolicyOf(image: unknown): string {
  return imageTag(asString(image)) === 'latest' ? 'Always' : 'IfNotPresent';
}

const volume: DefaultRule = (object) => {
  // Only a name: an empty directory.
  const sources = Object.keys(object).filter((field) => field !== 'name' && object[field] !== undefined);
  return sources.length === 0 ? { ...object, emptyDir: {} } : object;
};

const imageVolume: DefaultRule = (object) =>
  fill(object, { pullPolicy: isUnset(object['pullPolicy']) ? pullPolicyOf(object['reference']) : undefined });

/** SetDefaults_ResourceList: no finer than a thousandth. */
const resourceRequirements: DefaultRule = (object) => {
  let out = object;
  for (const list of ['limits', 'requests']) {
    const before = object[list];
    if (!isObject(before)) continue;
    const after = roundResourceList(before);
    if (after !== before) out = { ...out, [list]: after };
  }
  return out;
};

export function roundResourceList(list: JsonObject): JsonObject {
  let out: Record<string, unknown> | undefined;
  for (const name of Object.keys(list)) {
    const value = list[name];
    if (typeof value !== 'string') continue;
    const rounded = roundQuantityToMilli(value);
    if (rounded === value) continue;
    out ??= { ...list };
    out[name] = rounded;
  }
  return out ?? list;
}

function mapItems(list: unknown, change: (item: JsonObject) => JsonObject): unknown {
  if (!Array.isArray(list)) return list;
  let changed = false;
  const items = list.map((item: unknown) => {
    if (!isObject(item)) return item;
    const next = change(item);
    if (next !== item) changed = true;
    return next;
  });
  return changed ? items : list;
}

const fileMode = filling({ defaultMode: 0o644 });

export const podDefaults: DefaultRules = {
  'core.v1.Pod': pod,
  'core.v1.PodSpec': podSpec,
  'core.v1.Container': container,
  'core.v1.EphemeralContainer': container,
  'core.v1.ContainerPort': filling({ protocol: 'TCP' }),
  'core.v1.ObjectFieldSelector': filling({ apiVersion: 'v1' }),
  'core.v1.ResourceFieldSelector': filling({ divisor: '0' }),
  'core.v1.FileKeySelector': filling({ optional: false }),
  'core.v1.ResourceRequirements': resourceRequirements,
  'core.v1.VolumeResourceRequirements': resourceRequirements,
  'core.v1.Probe': fillingZeroes({ timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }),
  'core.v1.HTTPGetAction': filling({ path: '/', scheme: 'HTTP' }),
  'core.v1.GRPCAction': filling({ service: '' }),
  // Behind gates that are off by default (ContainerStopSignals), which drop what they guard.
  'core.v1.Lifecycle': without('stopSignal'),
  'core.v1.Volume': volume,
  'core.v1.ImageVolumeSource': imageVolume,
  'core.v1.SecretVolumeSource': fileMode,
  'core.v1.ConfigMapVolumeSource': fileMode,
  'core.v1.DownwardAPIVolumeSource': fileMode,
  'core.v1.ProjectedVolumeSource': fileMode,
  'core.v1.ServiceAccountTokenProjection': filling({ expirationSeconds: 3600 }),
  'core.v1.HostPathVolumeSource': (object) => ('type' in object ? object : { ...object, type: '' }),
  'core.v1.ISCSIVolumeSource': filling({ iscsiInterface: 'default' }),
  'core.v1.RBDVolumeSource': filling({ pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
  'core.v1.AzureDiskVolumeSource': filling({
    cachingMode: 'ReadWrite',
    kind: 'Shared',
    fsType: 'ext4',
    readOnly: false,
  }),
  'core.v1.ScaleIOVolumeSource': filling({ storageMode: 'ThinProvisioned', fsType: 'xfs' }),
};
