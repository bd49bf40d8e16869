import type { Release } from '../../releases/index.ts';

/** The form in which a client wants an answer. */
export interface Representation {
  readonly as: 'object' | 'table' | 'partial' | 'partialList' | 'discovery';
  /** Of `as`: `v1` or `v1beta1` of meta.k8s.io; `v2` or `v2beta1` of apidiscovery.k8s.io. */
  readonly version: string;
}

export interface MediaType {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const forms: Readonly<Record<string, Form>> = {
  Table: 'table',
  PartialObjectMetadata: 'partial',
  PartialObjectMetadataList: 'partialList',
  APIGroupDiscoveryList: 'discovery',
};

/** The parts of an Accept header in the order of preference. */
export function parseAccept(header: string): readonly MediaType[] {
  return header
    .split(',')
    .map(parseMediaType)
    .filter((media) => media.type !== '')
    .map((media, i) => ({ media, i, q: Number(media.parameters['q'] ?? '1') }))
    .sort((a, b) => b.q - a.q || a.i - b.i)
    .map(({ media }) => media);
}

export function parseMediaType(text: string): MediaType {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters: Record<string, string> = {};
  for (const part of rest) {
    const equals = part.indexOf('=');
    if (equals > 0) parameters[part.slice(0, equals)] = part.slice(equals + 1).replace(/^"|"$/g, '');
  }
  return { type: type.toLowerCase(), parameters };
}

/** What a path can be asked for besides its plain form: objects as Tables and the like, the discovery roots as one document. */
export type Endpoint = 'objects' | 'discoveryRoot' | 'other';

/**
 * The best form that the server can give; a text: the reason why there is none (406). It writes JSON only, so a client that
 * would rather have protobuf gets its second choice, as real clients always name one.
 * k8s.io/apiserver/pkg/endpoints/handlers/negotiation/negotiate.go
 */
export function negotiate(accept: string | undefined, endpoint: Endpoint, release: Release): Representation | string {
  if (accept === undefined || accept.trim() === '') return plain;
  let known = false;
  for (const { type, parameters } of parseAccept(accept)) {
    known ||= knownTypes.has(type);
    if (type !== 'application/json' && type !== 'application/*' && type !== '*/*') continue;
    const { as, g: group, v: version = '' } = parameters;
    if (as === undefined && group === undefined && parameters['v'] === undefined) return plain;
    const form = forms[as ?? ''];
    if (form === undefined || group !== groups[form]) continue;
    if (form === 'discovery' ? endpoint !== 'discoveryRoot' || release.name === '1.20' : endpoint !== 'objects')
      continue;
    if (versions[form].includes(version)) return { as: form, version };
  }
  if (known) return `only the following media types are accepted: ${written.join(', ')}`;
  const streams = endpoint === 'objects' ? written.filter((type) => !type.endsWith('yaml')) : [];
  const all = [...written, ...streams.map((type) => `${type};stream=watch`)];
  return `406: Not Acceptable\n\nAvailable representations: ${all.join(', ')}`;
}

const written = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const knownTypes: ReadonlySet<string> = new Set([...written, 'application/*', '*/*']);

type Form = Exclude<Representation['as'], 'object'>;

const groups: Readonly<Record<Form, string>> = {
  table: 'meta.k8s.io',
  partial: 'meta.k8s.io',
  partialList: 'meta.k8s.io',
  discovery: 'apidiscovery.k8s.io',
};

const versions: Readonly<Record<Form, readonly string[]>> = {
  table: ['v1', 'v1beta1'],
  partial: ['v1', 'v1beta1'],
  partialList: ['v1', 'v1beta1'],
  // v2beta1 was served until v1.35.
  discovery: ['v2'],
};

const plain: Representation = { as: 'object', version: '' };
