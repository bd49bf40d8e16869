import { ceilingOf } from './resources.ts';
import type { Container, Pod } from '../../engine/api/types.ts';
import type { DescribeWriter } from './writer.ts';
import { fieldPathText } from './field-path.ts';

/** `Environment Variables from:` of envFrom. */
export function environmentSources(w: DescribeWriter, container: Container): void {
  const sources = container.envFrom ?? [];
  if (sources.length === 0) return;
  w.line(2, 'Environment Variables from:');
  for (const source of sources) {
    const reference = source.configMapRef ?? source.secretRef;
    const from = source.configMapRef !== undefined ? 'ConfigMap' : source.secretRef !== undefined ? 'Secret' : '';
    const prefix = (source.prefix ?? '') === '' ? '' : ` with prefix '${source.prefix!}'`;
    w.line(3, `${reference?.name ?? ''}\t${from}${prefix}\tOptional: ${String(reference?.optional === true)}`);
  }
}

/** `Environment:` with values, or where they come from (describeContainerEnvVars). */
export function environment(w: DescribeWriter, container: Container, pod: Pod | undefined): void {
  const variables = container.env ?? [];
  w.line(2, `Environment:${variables.length === 0 ? '\t<none>' : ''}`);
  for (const { name, value, valueFrom } of variables) {
    if (valueFrom === undefined) {
      (value ?? '').split('\n').forEach((line, i) => w.line(3, i === 0 ? `${name}:\t${line}` : `\t${line}`));
    } else if (valueFrom.fieldRef !== undefined) {
      const { apiVersion, fieldPath } = valueFrom.fieldRef;
      w.line(
        3,
        `${name}:\t${pod === undefined ? '' : fieldPathText(pod, fieldPath)} (${apiVersion ?? 'v1'}:${fieldPath})`,
      );
    } else if (valueFrom.resourceFieldRef !== undefined) {
      const { resource, divisor } = valueFrom.resourceFieldRef;
      let shown = resourceFieldText(container, resource, divisor);
      if (shown === '0' && (resource === 'limits.cpu' || resource === 'limits.memory')) shown = 'node allocatable';
      w.line(3, `${name}:\t${shown} (${resource})`);
    } else if (valueFrom.secretKeyRef !== undefined) {
      const { key, name: secret, optional } = valueFrom.secretKeyRef;
      w.line(
        3,
        `${name}:\t<set to the key '${key}' in secret '${secret ?? ''}'>\tOptional: ${String(optional === true)}`,
      );
    } else if (valueFrom.configMapKeyRef !== undefined) {
      const { key, name: map, optional } = valueFrom.configMapKeyRef;
      w.line(
        3,
        `${name}:\t<set to the key '${key}' of config map '${map ?? ''}'>\tOptional: ${String(optional === true)}`,
      );
    }
  }
}

/** resource.ExtractContainerResourceValue: the amount in units of the divisor, rounded up. */
export function resourceFieldText(container: Container, resource: string, divisor: string | undefined): string {
  const [list, ...rest] = resource.split('.');
  const name = rest.join('.');
  const amounts = list === 'limits' ? container.resources?.limits : container.resources?.requests;
  return ceilingOf(amounts?.[name], divisor === undefined || divisor === '0' ? '1' : divisor);
}
