import type { Service } from '../../api/types.ts';
import type { Endpoint } from './pod-endpoint.ts';

/**
 * Hints for kube-proxy from spec.trafficDistribution: the endpoint's own zone, and with PreferSameNode its own node.
 * k8s.io/endpointslice/trafficdist/trafficdist.go; GA in v1.33 (PreferClose) and v1.35 (PreferSameZone, PreferSameNode).
 */
export function withHints(endpoint: Endpoint, { spec }: Service): Endpoint {
  const { hints: _stale, ...plain } = endpoint;
  const preference = spec?.trafficDistribution;
  if (preference === undefined || endpoint.conditions?.ready !== true) return plain;
  const { zone, nodeName } = endpoint;
  const hints = {
    ...(zone === undefined ? {} : { forZones: [{ name: zone }] }),
    ...(nodeName === undefined || preference !== 'PreferSameNode' ? {} : { forNodes: [{ name: nodeName }] }),
  };
  return Object.keys(hints).length === 0 ? plain : { ...plain, hints };
}
