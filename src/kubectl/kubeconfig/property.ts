import { encodeBase64 } from '../../engine/api/base64.ts';
import { CommandError } from '../errors.ts';
import { quote } from '../go/quote.ts';
import type { Json } from '../object.ts';
import { withEntry, type Config, type Section } from './file.ts';

/** The fields of an entry that `config set` knows, and their types. */
const entryTypes: Readonly<Record<Section, { readonly fields: Readonly<Record<string, 'text' | 'bool' | 'bytes'>> }>> =
  {
    clusters: {
      fields: {
        server: 'text',
        'tls-server-name': 'text',
        'insecure-skip-tls-verify': 'bool',
        'certificate-authority': 'text',
        'certificate-authority-data': 'bytes',
        'proxy-url': 'text',
      },
    },
    users: {
      fields: {
        'client-certificate': 'text',
        'client-certificate-data': 'bytes',
        'client-key': 'text',
        'client-key-data': 'bytes',
        token: 'text',
        tokenFile: 'text',
        username: 'text',
        password: 'text',
      },
    },
    contexts: { fields: { cluster: 'text', user: 'text', namespace: 'text' } },
  };

type Property =
  | { readonly kind: 'current-context' }
  | { readonly kind: 'section'; readonly section: Section }
  | { readonly kind: 'entry'; readonly section: Section; readonly name: string }
  | { readonly kind: 'field'; readonly section: Section; readonly name: string; readonly field: string };

/** Reads `contexts.NAME.namespace`; names may hold dots (navigation_step_parser.go). */
function parseProperty(path: string): Property {
  const [first, ...rest] = path.split('.') as [string, ...string[]];
  if (first === 'current-context') {
    if (rest.length > 0) throw new CommandError(`unable to parse one or more field values of ${path}`);
    return { kind: 'current-context' };
  }
  if (!isSection(first)) throw new CommandError(`unable to parse ${path} after [] at api.Config`);
  if (rest.length === 0) return { kind: 'section', section: first };
  const { fields } = entryTypes[first];
  const at = rest.findIndex((part, i) => i > 0 && Object.hasOwn(fields, part));
  const last = rest.at(-1)!;
  if (at < 0) {
    return { kind: 'entry', section: first, name: rest.join('.') };
  }
  if (at < rest.length - 1) {
    throw new CommandError(`unable to parse one or more field values of ${path}`);
  }
  const name = rest.slice(0, at).join('.');
  return { kind: 'field', section: first, name, field: last };
}

function isSection(word: string): word is Section {
  return Object.hasOwn(entryTypes, word);
}

/** The config with a property set to a text (set.go modifyConfig). */
export function withProperty(config: Config, path: string, value: string, rawBytes: boolean): Config {
  const property = parseProperty(path);
  if (property.kind === 'current-context') return { ...config, currentContext: value };
  if (property.kind !== 'field') {
    // Go prints the map with the addresses of its values.
    const names = [...config[property.section].keys()].sort();
    throw new CommandError(`can't set a map to a value: map[${names.map((name) => `${name}:0xc000130000`).join(' ')}]`);
  }
  const { section, name, field } = property;
  const entry = config[section].get(name) ?? {};
  const type = entryTypes[section].fields[field]!;
  return withEntry(config, section, name, { ...entry, [field]: valueOf(type, value, rawBytes) });
}

/** The config without a property; without a whole entry or list, if the path names one. */
export function withoutProperty(config: Config, path: string): Config {
  const property = parseProperty(path);
  switch (property.kind) {
    case 'current-context':
      return { ...config, currentContext: '' };
    case 'section':
      return { ...config, [property.section]: new Map<string, Json>() };
    case 'entry':
      return withEntry(config, property.section, property.name, undefined);
    case 'field': {
      const { section, name, field } = property;
      const entry = config[section].get(name);
      if (entry === undefined) throw new CommandError(`current map key \`${name}\` is invalid`);
      const { [field]: _gone, ...rest } = entry;
      return withEntry(config, section, name, rest);
    }
  }
}

function valueOf(type: 'text' | 'bool' | 'bytes', value: string, rawBytes: boolean): string | boolean {
  if (type === 'text') return value;
  if (type === 'bool') {
    if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value)) return true;
    if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(value)) return false;
    throw new CommandError(`strconv.ParseBool: parsing ${quote(value)}: invalid syntax`);
  }
  if (rawBytes) return encodeBase64(value);
  const bad =
    /[^A-Za-z0-9+/=\n]/.exec(value)?.index ?? (value.replaceAll('\n', '').length % 4 === 0 ? -1 : value.length);
  if (bad >= 0) throw new CommandError(`error decoding input value: illegal base64 data at input byte ${bad}`);
  return value;
}
