import type { Node } from '../../engine/api/types.ts';
import type { NodeModel } from '../canvas/cluster-model.ts';
import { conditionReasons } from './reasons.ts';
import type { Why } from './why.ts';

/** Why a node is not simply Ready; undefined if it is. `gracePeriod` in seconds: after it a silent node is Unknown. */
export function whyNode(node: Node, model: NodeModel, gracePeriod: number): Why | undefined {
  const params = { node: model.name, grace: gracePeriod };
  const next = whatComes(model, gracePeriod);
  const silent = next === undefined ? { params } : { params, next };
  if (!model.powered) return { reason: 'NodeOff', ...silent };
  if (model.kubelet === 'stopped') return { reason: 'KubeletStopped', ...silent };
  if (model.cut) return { reason: 'NodeCut', ...silent };
  const conditions = node.status?.conditions ?? [];
  const ready = conditions.find((one) => one.type === 'Ready');
  if (model.ready === 'Unknown') {
    const never = ready === undefined || ready.reason === 'NodeStatusNeverUpdated';
    return { reason: never ? 'NodeNeverReported' : 'NodeUnknown', ...silent };
  }
  if (model.ready === 'False') return { reason: 'NodeNotReady', params: { ...params, message: ready?.message ?? '' } };
  for (const one of conditions) {
    const reason = conditionReasons[one.type];
    if (reason !== undefined && one.status === 'True') return { reason, params };
  }
  return model.schedulable ? undefined : { reason: 'Cordoned', params };
}

/** A silent node becomes Unknown, and then its Pods are evicted. */
function whatComes(model: NodeModel, gracePeriod: number): Why['next'] {
  if (model.evictsAt !== undefined) return { what: 'eviction', at: model.evictsAt };
  if (model.ready === 'True' && model.renewedAt !== undefined)
    return { what: 'unknown', at: model.renewedAt + gracePeriod * 1000 };
  return undefined;
}
