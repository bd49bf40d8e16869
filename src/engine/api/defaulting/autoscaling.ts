import { asObject, isObject, type JsonObject } from '../json.ts';
import { fill, type DefaultRule, type DefaultRules } from './rule.ts';

/* pkg/apis/autoscaling/v2/defaults.go (v1.20: v2beta2). */

const scaleUp: JsonObject = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};

const scaleDown: JsonObject = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

const behavior: DefaultRule = (object) => {
  const up = fill(asObject(object['scaleUp']), scaleUp);
  const down = fill(asObject(object['scaleDown']), scaleDown);
  return up === object['scaleUp'] && down === object['scaleDown']
    ? object
    : { ...object, scaleUp: up, scaleDown: down };
};

const spec: DefaultRule = (object) => {
  const metrics = object['metrics'];
  const none = !Array.isArray(metrics) || metrics.length === 0;
  const out = none && metrics !== undefined ? { ...object, metrics: undefined } : object;
  return fill(out, {
    minReplicas: 1,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }],
  });
};

/** The status that conversion always writes. */
const autoscaler: DefaultRule = (object) => {
  const status = asObject(object['status']);
  const next = fill(status, { desiredReplicas: 0 });
  return isObject(object['status']) && next === status
    ? object
    : { ...object, status: { ...next, currentMetrics: status['currentMetrics'] ?? null } };
};

export const autoscalingDefaults: DefaultRules = {
  'autoscaling.v2.HorizontalPodAutoscaler': autoscaler,
  'autoscaling.v2.HorizontalPodAutoscalerSpec': spec,
  'autoscaling.v2.HorizontalPodAutoscalerBehavior': behavior,
};
