import { asObject, asString, isObject, type JsonObject } from '../json.ts';
import { encodeBase64 } from '../base64.ts';
import { roundResourceList } from './pod.ts';
import { fill, filling, isUnset, type DefaultRule, type DefaultRules } from './rule.ts';

/* pkg/apis/core/v1/defaults.go, without Pods. */

const replicationController: DefaultRule = (object) => {
  const spec = asObject(object['spec']);
  const labels = asObject(asObject(asObject(spec['template'])['metadata'])['labels']);
  const metadata = asObject(object['metadata']);
  let next = fill(spec, { replicas: 1 });
  let out = object;
  if (Object.keys(labels).length > 0) {
    if (Object.keys(asObject(spec['selector'])).length === 0) next = { ...next, selector: labels };
    if (Object.keys(asObject(metadata['labels'])).length === 0) out = { ...out, metadata: { ...metadata, labels } };
  }
  return next === spec ? out : { ...out, spec: next };
};

const serviceSpec: DefaultRule = (object, release) => {
  let spec = fill(object, { sessionAffinity: 'None', type: 'ClusterIP' });
  if (spec['sessionAffinity'] === 'None' && spec['sessionAffinityConfig'] !== undefined) {
    const { sessionAffinityConfig: _config, ...rest } = spec;
    spec = rest;
  }
  if (spec['sessionAffinity'] === 'ClientIP') {
    const clientIP = asObject(asObject(spec['sessionAffinityConfig'])['clientIP']);
    if (clientIP['timeoutSeconds'] === undefined) {
      spec = { ...spec, sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } } };
    }
  }
  const type = spec['type'];
  const nodePorts = type === 'NodePort' || type === 'LoadBalancer';
  const externallyAccessible =
    nodePorts || (release.name !== '1.20' && type === 'ClusterIP' && hasItems(spec['externalIPs']));
  if (externallyAccessible) spec = fill(spec, { externalTrafficPolicy: 'Cluster' });
  if (release.name !== '1.20' && (nodePorts || type === 'ClusterIP')) {
    spec = fill(spec, { internalTrafficPolicy: 'Cluster' });
  }
  if (release.name !== '1.20' && type === 'LoadBalancer') spec = fill(spec, { allocateLoadBalancerNodePorts: true });
  return spec;
};

const hasItems = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

const servicePort: DefaultRule = (object) => {
  const port = fill(object, { protocol: 'TCP' });
  const { targetPort } = port;
  return isUnset(targetPort) || targetPort === 0 ? { ...port, targetPort: port['port'] } : port;
};

/** Conversion merges stringData, which is never read back. */
const secret: DefaultRule = (object) => {
  const { stringData, ...rest } = object;
  let out: JsonObject = object;
  if (isObject(stringData)) {
    const data: Record<string, unknown> = { ...asObject(object['data']) };
    for (const key of Object.keys(stringData)) data[key] = encodeBase64(asString(stringData[key]));
    out = { ...rest, data };
  }
  return fill(out, { type: 'Opaque' });
};

const namespace: DefaultRule = (object, release) => {
  if (release.name === '1.20') return object;
  const metadata = asObject(object['metadata']);
  const labels = asObject(metadata['labels']);
  const name = metadata['name'];
  if (isUnset(name) || labels['kubernetes.io/metadata.name'] === name) return object;
  return { ...object, metadata: { ...metadata, labels: { ...labels, 'kubernetes.io/metadata.name': name } } };
};

const nodeStatus: DefaultRule = (object) => fill(object, { allocatable: object['capacity'] });

/** Conversion: the single range is the first of several, and wins; configSource has been without effect since v1.22. */
const nodeSpec: DefaultRule = (object, release) => {
  let spec = object;
  if (release.name !== '1.20' && spec['configSource'] !== undefined) {
    const { configSource: _config, ...rest } = spec;
    spec = rest;
  }
  const { podCIDR, podCIDRs } = spec;
  const [first] = Array.isArray(podCIDRs) ? (podCIDRs as readonly unknown[]) : [];
  if (!isUnset(podCIDR) && first !== podCIDR) return { ...spec, podCIDRs: [podCIDR] };
  return first === undefined ? spec : fill(spec, { podCIDR: first });
};

/** An address of a load balancer is one that nodes route by themselves, if nothing else is said. */
const serviceStatus: DefaultRule = (object, release) => {
  const ingress = asObject(object['loadBalancer'])['ingress'];
  if (release.name === '1.20' || !Array.isArray(ingress)) return object;
  const filled = ingress.map((item: unknown) => {
    const point = asObject(item);
    return isUnset(point['ip']) ? point : fill(point, { ipMode: 'VIP' });
  });
  if (filled.every((item, i) => item === ingress[i])) return object;
  return { ...object, loadBalancer: { ...asObject(object['loadBalancer']), ingress: filled } };
};

const resourceQuotaSpec: DefaultRule = (object) => {
  if (!isObject(object['hard'])) return object;
  const hard = roundResourceList(object['hard']);
  return hard === object['hard'] ? object : { ...object, hard };
};

const limitRangeItem: DefaultRule = (object) => {
  if (object['type'] !== 'Container') return object;
  const limits = fill(asObject(object['default']), asObject(object['max']));
  const requests = fill(fill(asObject(object['defaultRequest']), limits), asObject(object['min']));
  const out: Record<string, unknown> = { ...object };
  if (Object.keys(limits).length > 0) out['default'] = limits;
  if (Object.keys(requests).length > 0) out['defaultRequest'] = requests;
  return out;
};

export const coreDefaults: DefaultRules = {
  'core.v1.ReplicationController': replicationController,
  'core.v1.ServiceSpec': serviceSpec,
  'core.v1.ServicePort': servicePort,
  'core.v1.ServiceStatus': serviceStatus,
  'core.v1.Secret': secret,
  'core.v1.PersistentVolumeSpec': filling({ persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' }),
  'core.v1.PersistentVolumeStatus': filling({ phase: 'Pending' }),
  'core.v1.PersistentVolumeClaimSpec': filling({ volumeMode: 'Filesystem' }),
  'core.v1.PersistentVolumeClaimStatus': filling({ phase: 'Pending' }),
  'core.v1.EndpointPort': filling({ protocol: 'TCP' }),
  'core.v1.Namespace': namespace,
  'core.v1.NamespaceStatus': filling({ phase: 'Active' }),
  'core.v1.NodeSpec': nodeSpec,
  'core.v1.NodeStatus': nodeStatus,
  'core.v1.ResourceQuotaSpec': resourceQuotaSpec,
  'core.v1.LimitRangeItem': limitRangeItem,
};
