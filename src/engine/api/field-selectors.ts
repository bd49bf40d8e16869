import { asString, isObject, type ReleaseRef } from './json.ts';
import type { Kind } from './kinds.ts';
import { valueAt } from './meta.ts';
import { SelectorError } from './selector-parser.ts';

/** One term of a field selector. */
export interface FieldTerm {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** Parses `spec.nodeName=node1,status.phase!=Failed` (k8s.io/apimachinery/pkg/fields); throws SelectorError. */
export function parseFieldSelector(text: string): FieldTerm[] {
  const terms: FieldTerm[] = [];
  for (const part of splitTerms(text).sort()) {
    if (part === '') continue;
    const match = /^(.*?)(!=|==|=)(.*)$/s.exec(part);
    if (match === null) throw new SelectorError(`invalid selector: '${text}'; can't understand '${part}'`);
    terms.push({ field: match[1]!, operator: match[2] === '!=' ? '!=' : '=', value: unescapeValue(match[3]!) });
  }
  return terms;
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === ',') {
      terms.push(text.slice(start, i));
      start = i + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function unescapeValue(value: string): string {
  let out = '';
  for (let i = 0; i < value.length; i++) {
    const character = value[i]!;
    if (character === '\\') {
      const next = value[++i] ?? '';
      if (next !== '\\' && next !== ',' && next !== '=') {
        throw new SelectorError(`invalid field selector: invalid escape sequence: \\${next}`);
      }
      out += next;
    } else if (character === ',' || character === '=') {
      throw new SelectorError(`invalid field selector: unescaped character in value: ${character.charCodeAt(0)}`);
    } else out += character;
  }
  return out;
}

/** The canonical text of parsed terms. */
export function formatFieldSelector(terms: readonly FieldTerm[]): string {
  return terms.map(({ field, operator, value }) => `${field}${operator}${value.replace(/[\\,=]/g, '\\$&')}`).join(',');
}

interface FieldLabels {
  /** Field label -> how to read it, where that is not the member of that path. */
  readonly labels: Readonly<Record<string, true | ((object: unknown) => string)>>;
  readonly since?: Readonly<Record<string, '1.36'>>;
  readonly refuse: (label: string, release: ReleaseRef) => string;
}

const plainRefusal = (label: string): string => `field label not supported: ${label}`;

/** pkg/apis/GROUP/VERSION/conversion.go (both releases) and each strategy's ToSelectableFields. */
const byStorage: Readonly<Record<string, FieldLabels>> = {
  '/pods': {
    labels: {
      'metadata.name': true,
      'metadata.namespace': true,
      'spec.nodeName': true,
      'spec.restartPolicy': true,
      'spec.schedulerName': true,
      'spec.serviceAccountName': true,
      'spec.hostNetwork': (pod) => String(valueAt(pod, ['spec', 'hostNetwork']) === true),
      'status.phase': true,
      'status.podIP': true,
      'status.podIPs': () => '',
      'status.nominatedNodeName': true,
    },
    since: { 'spec.hostNetwork': '1.36' },
    refuse: plainRefusal,
  },
  '/nodes': {
    labels: {
      'metadata.name': true,
      'spec.unschedulable': (node) => String(valueAt(node, ['spec', 'unschedulable']) === true),
    },
    refuse: plainRefusal,
  },
  '/replicationcontrollers': {
    labels: {
      'metadata.name': true,
      'metadata.namespace': true,
      'status.replicas': (object) => String(valueAt(object, ['status', 'replicas']) ?? 0),
    },
    refuse: plainRefusal,
  },
  '/events': {
    labels: {
      'involvedObject.kind': true,
      'involvedObject.namespace': true,
      'involvedObject.name': true,
      'involvedObject.uid': true,
      'involvedObject.apiVersion': true,
      'involvedObject.resourceVersion': true,
      'involvedObject.fieldPath': true,
      reason: true,
      reportingComponent: true,
      source: (event) =>
        asString(valueAt(event, ['source', 'component'])) || asString(valueAt(event, ['reportingComponent'])),
      type: true,
      'metadata.namespace': true,
      'metadata.name': true,
    },
    refuse: plainRefusal,
  },
  '/namespaces': { labels: { 'status.phase': true, 'metadata.name': true }, refuse: plainRefusal },
  '/secrets': {
    labels: { type: true, 'metadata.namespace': true, 'metadata.name': true },
    refuse: plainRefusal,
  },
  '/services': {
    labels: { 'metadata.namespace': true, 'metadata.name': true, 'spec.clusterIP': true, 'spec.type': true },
    since: { 'spec.clusterIP': '1.36', 'spec.type': '1.36' },
    refuse: (label, release) => (release.name === '1.20' ? unknownLabel(label) : plainRefusal(label)),
  },
  'batch/jobs': {
    labels: {
      'metadata.name': true,
      'metadata.namespace': true,
      'status.successful': (job) => String(valueAt(job, ['status', 'succeeded']) ?? 0),
    },
    refuse: (label, release) =>
      `field label "${label}" not supported for ${release.name === '1.20' ? 'batchv1.Job' : 'Job'}`,
  },
};

const others: FieldLabels = {
  labels: { 'metadata.name': true, 'metadata.namespace': true },
  refuse: unknownLabel,
};

function unknownLabel(label: string): string {
  return `"${label}" is not a known field selector: only "metadata.name", "metadata.namespace"`;
}

/**
 * Checks the terms for a kind and compiles them; throws SelectorError with the server's message for a field that the kind
 * cannot be selected by.
 * @param selectableFields the JSON paths (`.spec.color`) of a CustomResourceDefinition's version.
 */
export function compileFieldSelector(
  kind: Kind,
  terms: readonly FieldTerm[],
  release: ReleaseRef,
  selectableFields: readonly string[] = [],
): (object: unknown) => boolean {
  const table = byStorage[kind.storage ?? ''] ?? others;
  const tests = terms.map(({ field: asked, operator, value }) => {
    const field = stored(kind, asked);
    const known = Object.hasOwn(table.labels, field) ? table.labels[field] : undefined;
    const custom = selectableFields.includes(`.${field}`);
    const served = known !== undefined && !(release.name === '1.20' && table.since?.[field] !== undefined);
    if (!served && !custom) throw new SelectorError(table.refuse(asked, release));
    const path = field.split('.');
    const read = typeof known === 'function' ? known : (object: unknown) => textAt(object, path);
    return (object: unknown): boolean => (read(object) === value) === (operator === '=');
  });
  return (object) => tests.every((test) => test(object));
}

/** The label that the store's shape has for a label of the version that was asked (pkg/apis/.../conversion.go). */
function stored(kind: Kind, label: string): string {
  if (label === 'spec.host' && kind.storage === '/pods') return 'spec.nodeName';
  if (kind.group !== 'events.k8s.io') return label;
  if (label === 'reportingController') return 'reportingComponent';
  if (label.startsWith('regarding.')) return label.replace('regarding.', 'involvedObject.');
  // The other version's own names are unknown to this one.
  return /^(involvedObject\.|reportingComponent$|source$)/.test(label) ? '' : label;
}

function textAt(object: unknown, path: readonly string[]): string {
  const value = valueAt(object, path);
  if (typeof value === 'string') return value;
  return value === undefined || isObject(value) ? '' : String(value);
}
