import { internalFields } from '../internal-types.ts';
import { asArray, asObject, type JsonObject } from '../json.ts';

/* Values of v1.20's internal types, as reflection sees them. A type is named as in internal-types.ts. */

/** What is not there: one side of an item that only the other side has. */
export const absent: unique symbol = Symbol('absent');
export type GoValue = unknown;

export type GoKind = 'struct' | 'slice' | 'map' | 'pointer' | 'string' | 'number' | 'bool';

export interface GoField {
  readonly name: string;
  readonly type: string;
  get(value: GoValue): GoValue;
}

export function kindOfType(type: string): GoKind {
  switch (type[0]) {
    case '?':
      return 'pointer';
    case '[':
      return 'slice';
    case '{':
      return 'map';
  }
  if (type === 's' || type === 'j') return 'string';
  if (type === 'i') return 'number';
  return type === 'b' ? 'bool' : 'struct';
}

/** The type of what a pointer, list or map holds. */
export const elementOf = (type: string): string => type.slice(1);

export function isNil(value: GoValue): boolean {
  return value === undefined || value === null;
}

const aliases: Readonly<Record<string, string>> = {
  LifecycleHandler: 'Handler',
  VolumeResourceRequirements: 'ResourceRequirements',
};
const listAliases: Readonly<Record<string, string>> = {
  'Capabilities.Add': '[]core.Capability',
  'Capabilities.Drop': '[]core.Capability',
  'PersistentVolumeClaimSpec.AccessModes': '[]core.PersistentVolumeAccessMode',
};
const metaTypes: ReadonlySet<string> = new Set(['LabelSelector', 'LabelSelectorRequirement']);

/** `[]core.Container`; a named list type carries its name after `#`. */
export function typeName(type: string): string {
  const [code = '', named] = type.split('#');
  if (named !== undefined) return named;
  switch (code[0]) {
    case '?':
      return `*${typeName(elementOf(code))}`;
    case '[':
      return `[]${typeName(elementOf(code))}`;
    case '{':
      return code === '{q' ? 'core.ResourceList' : `map[string]${typeName(elementOf(code))}`;
  }
  const scalars: Readonly<Record<string, string>> = {
    s: 'string',
    j: 'string',
    i: 'int64',
    b: 'bool',
    q: 'resource.Quantity',
    x: 'intstr.IntOrString',
  };
  return scalars[code] ?? `${metaTypes.has(code) ? 'v1' : 'core'}.${aliases[code] ?? code}`;
}

/** Structs that others embed: the outer struct, the embedded one, its fields. */
const embedded: Readonly<Record<string, readonly [string, (field: string) => boolean]>> = {
  Volume: ['VolumeSource', (field) => field !== 'Name'],
  Probe: ['Handler', (field) => ['Exec', 'HTTPGet', 'TCPSocket'].includes(field)],
  EphemeralContainer: ['EphemeralContainerCommon', (field) => field !== 'TargetContainerName'],
  ...Object.fromEntries(
    [
      'SecretProjection',
      'ConfigMapProjection',
      'ConfigMapVolumeSource',
      'ConfigMapKeySelector',
      'SecretKeySelector',
      'ConfigMapEnvSource',
      'SecretEnvSource',
    ].map((name) => [name, ['LocalObjectReference', (field: string) => field === 'Name'] as const]),
  ),
};

/** Fields that internal-types.ts leaves as they are on the wire. */
const selectors: ReadonlySet<string> = new Set(['LabelSelector', 'Selector']);

const own: Readonly<Record<string, readonly GoField[]>> = {
  LabelSelector: plain('MatchLabels:{s MatchExpressions:[LabelSelectorRequirement'),
  LabelSelectorRequirement: plain('Key:s Operator:s Values:[s'),
  x: [
    { name: 'Type', type: 'i', get: (value) => (typeof value === 'string' ? 1 : 0) },
    { name: 'IntVal', type: 'i', get: (value) => (typeof value === 'number' ? value : 0) },
    { name: 'StrVal', type: 's', get: (value) => (typeof value === 'string' ? value : '') },
  ],
};

function plain(fields: string): readonly GoField[] {
  return fields.split(' ').map((field): GoField => {
    const [name = '', type = ''] = field.split(':');
    const wire = name.charAt(0).toLowerCase() + name.slice(1);
    return { name, type, get: (value) => asObject(value)[wire] };
  });
}

const known = new Map<string, readonly GoField[]>();

export function fieldsOfType(type: string): readonly GoField[] {
  let fields = known.get(type);
  if (fields === undefined) known.set(type, (fields = own[type] ?? readFields(type)));
  return fields;
}

function readFields(type: string): readonly GoField[] {
  // The fields of an embedded struct are the outer one's, under a type of its own.
  const [outer = '', inner] = type.split('/');
  const fields = (internalFields(outer) ?? [])
    .filter(({ newer }) => !newer)
    .map(({ goName, wireName, type: code }): GoField => ({
      name: goName,
      type: code === '?j' && selectors.has(goName) ? '?LabelSelector' : named(outer, goName, code),
      get: (value) => asObject(value)[wireName],
    }));
  const group = embedded[outer];
  if (group === undefined) return fields;
  const [name, belongs] = group;
  if (inner !== undefined) return fields.filter((field) => belongs(field.name));
  const at = fields.findIndex((field) => belongs(field.name));
  const rest = fields.filter((field) => !belongs(field.name));
  return [...rest.slice(0, at), { name, type: `${outer}/${name}`, get: (value) => value }, ...rest.slice(at)];
}

function named(outer: string, goName: string, code: string): string {
  const alias = listAliases[`${outer}.${goName}`];
  return alias === undefined ? code : `${code}#${alias}`;
}

export function isZero(type: string, value: GoValue): boolean {
  switch (kindOfType(type)) {
    case 'pointer':
    case 'slice':
    case 'map':
      return isNil(value);
    case 'string':
      return isNil(value) || value === '';
    case 'number':
      return isNil(value) || value === 0;
    case 'bool':
      return value !== true;
    case 'struct':
      return type === 'q' ? isNil(value) : fieldsOfType(type).every((field) => isZero(field.type, field.get(value)));
  }
}

/** Internally the host's namespaces are part of the security context. */
export function internalPodSpec(spec: JsonObject): JsonObject {
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, securityContext } = spec;
  if (securityContext === undefined) return spec;
  const host = { hostNetwork, hostPID, hostIPC, shareProcessNamespace };
  return { ...spec, securityContext: { ...asObject(securityContext), ...host } };
}

export const itemsOf = (value: GoValue): readonly unknown[] => asArray(value);
export const entriesOf = (value: GoValue): JsonObject => asObject(value);
