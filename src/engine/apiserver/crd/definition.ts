import type { Kind, Subresource } from '../../api/kinds.ts';
import { asArray, asObject, asString, isObject, type JsonObject } from '../../api/json.ts';
import type { KubeObject } from '../../api/types.ts';

export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
  readonly jsonPath: string;
}

/** Where `scale` finds its figures: `.spec.replicas`. */
export interface ScalePaths {
  readonly spec: string;
  readonly status: string;
  readonly selector: string | undefined;
}

/** What a CustomResourceDefinition says of one of its versions. */
export interface CustomVersion {
  readonly kind: Kind;
  readonly schema: JsonObject;
  readonly columns: readonly PrinterColumn[];
  readonly scale: ScalePaths | undefined;
  readonly selectableFields: readonly string[];
  readonly deprecationWarning: string | undefined;
}

const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const update = ['get', 'patch', 'update'];

/** The kinds that a definition serves, one for each of its served versions, the storage version's shape being kept. */
export function versionsOf(definition: KubeObject): readonly CustomVersion[] {
  const spec = asObject((definition as JsonObject)['spec']);
  const names = asObject(spec['names']);
  const group = asString(spec['group']);
  const versions = asArray(spec['versions']).filter(isObject);
  const storage = versions.find((version) => version['storage'] === true) ?? versions[0];
  return versions
    .filter((version) => version['served'] === true)
    .map((version): CustomVersion => {
      const subresources = asObject(version['subresources']);
      const resource = asString(names['plural']);
      const kind: Kind = {
        group,
        version: asString(version['name']),
        kind: asString(names['kind']),
        resource,
        singular: asString(names['singular']) || asString(names['kind']).toLowerCase(),
        shortNames: asArray(names['shortNames']).map(String),
        categories: asArray(names['categories']).map(String),
        namespaced: spec['scope'] === 'Namespaced',
        verbs,
        subresources: subresourcesOf(asString(names['kind']), subresources),
        storage: `${group}/${resource}`,
        hub: { group, version: asString(storage?.['name']) },
      };
      return {
        kind,
        schema: asObject(asObject(version['schema'])['openAPIV3Schema']),
        columns: asArray(version['additionalPrinterColumns']).filter(isObject).map(columnOf),
        scale: isObject(subresources['scale']) ? scaleOf(subresources['scale']) : undefined,
        selectableFields: asArray(version['selectableFields'])
          .filter(isObject)
          .map((field) => asString(field['jsonPath'])),
        deprecationWarning:
          version['deprecated'] === true
            ? asString(version['deprecationWarning']) || `${group}/${kind.version} ${kind.kind} is deprecated`
            : undefined,
      };
    });
}

function subresourcesOf(kind: string, given: JsonObject): readonly Subresource[] {
  const found: Subresource[] = [];
  if (isObject(given['status'])) found.push({ name: 'status', kind, verbs: update });
  if (isObject(given['scale'])) {
    found.push({ name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: update });
  }
  return found;
}

function columnOf(column: JsonObject): PrinterColumn {
  const priority = column['priority'];
  return {
    name: asString(column['name']),
    type: asString(column['type']),
    format: asString(column['format']),
    description:
      asString(column['description']) ||
      'Custom resource definition column (in JSONPath format): ' + asString(column['jsonPath']),
    priority: typeof priority === 'number' ? priority : 0,
    jsonPath: asString(column['jsonPath']),
  };
}

function scaleOf(scale: JsonObject): ScalePaths {
  return {
    spec: asString(scale['specReplicasPath']),
    status: asString(scale['statusReplicasPath']),
    selector: scale['labelSelectorPath'] === undefined ? undefined : asString(scale['labelSelectorPath']),
  };
}
