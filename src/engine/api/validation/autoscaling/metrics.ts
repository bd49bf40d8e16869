import type { V2HorizontalPodAutoscalerSpec } from '@kubernetes/client-node/dist/gen/models/V2HorizontalPodAutoscalerSpec.js';
import type { V2MetricIdentifier } from '@kubernetes/client-node/dist/gen/models/V2MetricIdentifier.js';
import type { V2MetricSpec } from '@kubernetes/client-node/dist/gen/models/V2MetricSpec.js';
import type { V2MetricTarget } from '@kubernetes/client-node/dist/gen/models/V2MetricTarget.js';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../field.ts';
import { isPathSegmentName } from '../../formats.ts';
import type { ReleaseRef } from '../../json.ts';
import type { Wire } from '../../types.ts';
import { apiVersionError, validateReference, type ReferenceOptions } from './reference.ts';
import { validateDns1123Label } from '../names.ts';
import { validateContainerResourceName } from '../resources.ts';
import { invalidEach, quantityOf } from '../rules.ts';

/* pkg/apis/autoscaling/validation/validation.go: the metrics of a HorizontalPodAutoscaler. */

type Spec = Wire<V2HorizontalPodAutoscalerSpec>;
type Metric = Wire<V2MetricSpec>;
type Source = 'object' | 'external' | 'pods' | 'resource' | 'containerResource';

/** In the order in which kube looks at them. */
const sources: readonly Source[] = ['object', 'external', 'pods', 'resource', 'containerResource'];
const sourceOfType: Readonly<Record<string, Source>> = {
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
  External: 'external',
  ContainerResource: 'containerResource',
};
const types = Object.keys(sourceOfType).sort();
const targetTypes = ['Utilization', 'Value', 'AverageValue'];

export function validateMetrics(spec: Spec, old: Spec | undefined, field: string, release: ReleaseRef): FieldError[] {
  const metrics = spec.metrics ?? [];
  const wrongBefore = old?.metrics?.some(
    ({ type, object }) => type === 'Object' && apiVersionError(object?.describedObject.apiVersion ?? '', true),
  );
  const options = { anyVersion: release.name === '1.20' || wrongBefore === true, emptyGroup: true };
  const errors = metrics.flatMap((metric, i) => validateMetric(metric, `${field}[${i}]`, options, release));
  const countsOutside = metrics.some(({ type }) => type === 'Object' || type === 'External');
  if (spec.minReplicas === 0 && !countsOutside) {
    const detail = 'must specify at least one Object or External metric to support scaling to zero replicas';
    errors.push(forbidden(field, detail));
  }
  return errors;
}

function validateMetric(metric: Metric, field: string, options: ReferenceOptions, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  const { type = '' } = metric;
  if (type === '') errors.push(required(`${field}.type`, 'must specify a metric source type'));
  const expected = sourceOfType[type];
  if (expected === undefined) errors.push(notSupported(`${field}.type`, type, types));
  const present = sources.filter((source) => metric[source] !== undefined);
  const [first] = present;
  if (first !== undefined) errors.push(...validateSource(metric, first, `${field}.${first}`, options, release));
  if (expected === undefined) errors.push(notSupported(`${field}.type`, type, types));
  else if (metric[expected] === undefined) {
    const gated = release.name === '1.20' && expected === 'containerResource';
    const gate = gated ? ' (only allowed when HPAContainerMetrics feature is enabled)' : '';
    errors.push(required(`${field}.${expected}`, `must populate information for the given metric source${gate}`));
  }
  if (present.length === 1) return errors;
  for (const source of present) {
    if (source === expected) continue;
    errors.push(forbidden(`${field}.${source}`, 'must populate the given metric source only'));
  }
  return errors;
}

function validateSource(
  metric: Metric,
  source: Source,
  field: string,
  options: ReferenceOptions,
  release: ReleaseRef,
): FieldError[] {
  const target = `${field}.target`;
  switch (source) {
    case 'object': {
      const object = metric.object!;
      const errors = validateReference(object.describedObject, `${field}.describedObject`, options);
      errors.push(...validateIdentifier(object.metric, field), ...validateTarget(object.target, target));
      if (object.target.value === undefined && object.target.averageValue === undefined) {
        errors.push(required(`${target}.averageValue`, 'must set either a target value or averageValue'));
      }
      return errors;
    }
    case 'external': {
      const external = metric.external!;
      const { value, averageValue } = external.target;
      const errors = [...validateIdentifier(external.metric, field), ...validateTarget(external.target, target)];
      if (value === undefined && averageValue === undefined) {
        const detail = 'must set either a target value for metric or a per-pod target';
        errors.push(required(`${target}.averageValue`, detail));
      }
      if (value !== undefined && averageValue !== undefined) {
        const detail = 'may not set both a target value for metric and a per-pod target';
        errors.push(forbidden(`${target}.value`, detail));
      }
      return errors;
    }
    case 'pods': {
      const pods = metric.pods!;
      const errors = [...validateIdentifier(pods.metric, field), ...validateTarget(pods.target, target)];
      if (pods.target.averageValue === undefined) {
        errors.push(required(`${target}.averageValue`, 'must specify a positive target averageValue'));
      }
      return errors;
    }
    case 'resource': {
      const { name = '', target: wanted } = metric.resource!;
      const errors = name === '' ? [required(`${field}.name`, 'must specify a resource name')] : [];
      return [...errors, ...validateResourceTarget(wanted, target)];
    }
    case 'containerResource': {
      const { name = '', container = '', target: wanted } = metric.containerResource!;
      const at = `${field}.container`;
      return [
        ...(name === ''
          ? [required(`${field}.name`, 'must specify a resource name')]
          : validateContainerResourceName(name, `${field}.name`, release)),
        ...(container === ''
          ? [required(at, 'must specify a container')]
          : validateDns1123Label(container, at, release)),
        ...validateResourceTarget(wanted, target),
      ];
    }
  }
}

function validateResourceTarget(target: Wire<V2MetricTarget>, field: string): FieldError[] {
  const errors = validateTarget(target, field);
  const { averageUtilization, averageValue } = target ?? {};
  if (averageUtilization === undefined && averageValue === undefined) {
    const detail = 'must set either a target raw value or a target utilization';
    errors.push(required(`${field}.averageUtilization`, detail));
  }
  if (averageUtilization !== undefined && averageValue !== undefined) {
    const detail = 'may not set both a target raw value and a target utilization';
    errors.push(forbidden(`${field}.averageValue`, detail));
  }
  return errors;
}

function validateTarget(target: Wire<V2MetricTarget> | undefined, field: string): FieldError[] {
  const { type = '', averageUtilization } = target ?? {};
  const errors: FieldError[] = [];
  if (type === '') errors.push(required(`${field}.type`, 'must specify a metric target type'));
  if (!targetTypes.includes(type)) {
    errors.push(invalid(`${field}.type`, type, 'must be either Utilization, Value, or AverageValue'));
  }
  for (const name of ['value', 'averageValue'] as const) {
    const value = target?.[name];
    if (value !== undefined && quantityOf(value).nanos <= 0n) {
      errors.push(invalid(`${field}.${name}`, value, 'must be positive'));
    }
  }
  if (averageUtilization !== undefined && averageUtilization < 1) {
    errors.push(invalid(`${field}.averageUtilization`, averageUtilization, 'must be greater than 0'));
  }
  return errors;
}

function validateIdentifier(identifier: Wire<V2MetricIdentifier>, field: string): FieldError[] {
  const at = `${field}.metric.name`;
  const name = identifier?.name ?? '';
  if (name === '') return [required(at, 'must specify a metric name')];
  return invalidEach(at, name, isPathSegmentName(name));
}
