import type { Container } from '../../../engine/api/types.ts';
import { CommandError } from '../../errors.ts';
import { goTypeOf } from '../../pods/selector-of.ts';
import { isRecord, listAt, recordAt, textAt, type Json } from '../../object.ts';

/** The label selector that exposes an object (polymorphichelpers/mapbasedselectorforobject.go). */
export function mapSelectorOf(object: Json): string {
  switch (textAt(object, 'kind')) {
    case 'ReplicationController':
      return pairs(recordAt(object, 'spec', 'selector'));
    case 'Pod': {
      const labels = recordAt(object, 'metadata', 'labels');
      if (Object.keys(labels).length === 0) throw new CommandError('the pod has no labels and cannot be exposed');
      return pairs(labels);
    }
    case 'Service': {
      const selector = recordAt(object, 'spec', 'selector');
      if (Object.keys(selector).length === 0) throw new CommandError('the service has no pod selector set');
      return pairs(selector);
    }
    case 'Deployment':
    case 'ReplicaSet': {
      const labels = recordAt(object, 'spec', 'selector', 'matchLabels');
      const kind = textAt(object, 'kind').toLowerCase();
      if (Object.keys(labels).length === 0)
        throw new CommandError(`invalid ${kind}: no selectors, therefore cannot be exposed`);
      const expressions = listAt(object, 'spec', 'selector', 'matchExpressions').filter(isRecord);
      if (expressions.length > 0) {
        const shown = expressions
          .map(
            (one) =>
              `{Key:${textAt(one, 'key')} Operator:${textAt(one, 'operator')} Values:[${listAt(one, 'values').join(' ')}]}`,
          )
          .join(' ');
        throw new CommandError(`couldn't convert expressions - "[${shown}]" to map-based selector format`);
      }
      return pairs(labels);
    }
    default:
      throw new CommandError(`cannot extract pod selector from ${goTypeOf(object)}`);
  }
}

/** polymorphichelpers.MakeLabels. */
export function pairs(labels: Json): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',');
}

export interface ExposedPort {
  readonly port: string;
  readonly protocol: string;
}

/** The ports of an object's containers, or of a Service, with their protocols (portsforobject.go, multiprotocolsforobject.go). */
export function portsOf(object: Json): readonly ExposedPort[] {
  if (textAt(object, 'kind') === 'Service') {
    return listAt(object, 'spec', 'ports')
      .filter(isRecord)
      .map((one) => ({ port: String(one['port']), protocol: textAt(one, 'protocol') || 'TCP' }));
  }
  const spec =
    textAt(object, 'kind') === 'Pod' ? recordAt(object, 'spec') : recordAt(object, 'spec', 'template', 'spec');
  return (listAt(spec, 'containers') as readonly Container[]).flatMap((container) =>
    (container.ports ?? []).map((one) => ({ port: String(one.containerPort), protocol: one.protocol ?? 'TCP' })),
  );
}
