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

const forms: Readonly<Record<string, Representation['as']>> = {
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

/**
 * The best form that the server can give; undefined: none (406). It writes JSON only, so a client that would rather have
 * protobuf gets its second choice, as real clients always name one.
 */
export function negotiate(accept: string | undefined): Representation | undefined {
  if (accept === undefined || accept.trim() === '') return plain;
  for (const { type, parameters } of parseAccept(accept)) {
    if (type !== 'application/json' && type !== 'application/*' && type !== '*/*') continue;
    const as = parameters['as'];
    if (as === undefined) return plain;
    const form = forms[as];
    const version = parameters['v'] ?? '';
    if (form === undefined) continue;
    const known = form === 'discovery' ? ['v2', 'v2beta1'] : ['v1', 'v1beta1'];
    if (known.includes(version)) return { as: form, version };
  }
  return undefined;
}

const plain: Representation = { as: 'object', version: '' };
