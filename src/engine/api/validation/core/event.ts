import { GoValue, invalid, required, type FieldError } from '../../field.ts';
import { byteLength, isDns1123Subdomain } from '../../formats.ts';
import { goQuote } from '../../go-syntax.ts';
import { internalJson } from '../../internal-json.ts';
import { jsonEqual, type ReleaseRef } from '../../json.ts';
import type { Kind } from '../../kinds.ts';
import type { Event } from '../../types.ts';
import { immutableField, subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import { validateQualifiedName } from '../names.ts';
import { invalidEach } from '../rules.ts';
import type { Validator } from '../validator.ts';

/* pkg/apis/core/validation/events.go: of core/v1's events little is asked, of events.k8s.io's all. */

const maxLabel = 128;
const maxNote = 1024;

const isNew = (kind: Kind): boolean => kind.group === 'events.k8s.io';

/** legacyValidateEvent: what holds for both. */
function validateCommon(event: Event, kind: Kind, release: ReleaseRef): FieldError[] {
  const namespace = event.metadata?.namespace ?? '';
  const involved = event.involvedObject?.namespace ?? '';
  const errors: FieldError[] = [];
  const differs = invalid('involvedObject.namespace', involved, 'does not match event.namespace');
  if ((event.eventTime ?? '') === '') {
    const matches = involved === '' ? namespace === '' || namespace === 'default' : namespace === involved;
    if (!matches) errors.push(differs);
  } else {
    if (involved === '' && namespace !== 'default' && namespace !== 'kube-system') errors.push(differs);
    // core/v1 calls the field reportingComponent.
    const controller = isNew(kind) || release.name === '1.20' ? 'reportingController' : 'reportingComponent';
    const name = event.reportingComponent ?? '';
    if (name === '') errors.push(required(controller));
    errors.push(...validateQualifiedName(name, controller, release));
    for (const [field, value, limit] of [
      ['reportingInstance', event.reportingInstance, maxLabel],
      ['action', event.action, maxLabel],
      ['reason', event.reason, maxLabel],
      ['message', event.message, maxNote],
    ] as const) {
      if ((value ?? '') === '' && field !== 'message') errors.push(required(field));
      if (byteLength(value ?? '') > limit) errors.push(invalid(field, '', `can have at most ${limit} characters`));
    }
  }
  return [...errors, ...invalidEach('namespace', namespace, isDns1123Subdomain(namespace))];
}

function validateSeries({ series }: Event): FieldError[] {
  if (series === undefined) return [];
  return [
    ...((series.count ?? 0) < 2 ? [invalid('series.count', '', 'should be at least 2')] : []),
    ...(series.lastObservedTime === undefined ? [required('series.lastObservedTime')] : []),
  ];
}

function validateCreate(event: Event, release: ReleaseRef, kind: Kind): FieldError[] {
  const errors = validateCommon(event, kind, release);
  if (!isNew(kind)) return errors;
  errors.push(...validateObjectMeta(event, true, subdomainName, release), ...validateSeries(event));
  if ((event.eventTime ?? '') === '') errors.push(required('eventTime'));
  if (event.type !== 'Normal' && event.type !== 'Warning') {
    errors.push(invalid('type', '', `has invalid value: ${event.type ?? ''}`));
  }
  const unset = (field: string, isSet: boolean): void => {
    if (isSet) errors.push(invalid(field, '', 'needs to be unset'));
  };
  unset('firstTimestamp', event.firstTimestamp !== undefined);
  unset('lastTimestamp', event.lastTimestamp !== undefined);
  unset('count', (event.count ?? 0) !== 0);
  unset('source', (event.source?.component ?? '') !== '' || (event.source?.host ?? '') !== '');
  return errors;
}

const fixed = [
  ['involvedObject', 'involvedObject'],
  ['reason', 'reason'],
  ['message', 'message'],
  ['source', 'source'],
  ['firstTimestamp', 'firstTimestamp'],
  ['lastTimestamp', 'lastTimestamp'],
  ['count', 'count'],
  ['reason', 'reason'],
  ['type', 'type'],
  ['eventTime', 'eventTime'],
  ['action', 'action'],
  ['related', 'related'],
  ['reportingController', 'reportingComponent'],
  ['reportingInstance', 'reportingInstance'],
] as const satisfies readonly (readonly [string, keyof Event])[];

type Reference = Event['involvedObject'];

const references: ReadonlySet<keyof Event> = new Set(['involvedObject', 'related'] as const);

const goFields = [
  ['Kind', 'kind'],
  ['Namespace', 'namespace'],
  ['Name', 'name'],
  ['UID', 'uid'],
  ['APIVersion', 'apiVersion'],
  ['ResourceVersion', 'resourceVersion'],
  ['FieldPath', 'fieldPath'],
] as const;

function referenceValue(reference: Reference | undefined, release: ReleaseRef): GoValue {
  const go = goFields.map(([goName, name]) => `${goName}:${goQuote(reference?.[name] ?? '')}`).join(', ');
  return new GoValue(
    internalJson('?ObjectReference', reference, release),
    reference === undefined ? '"null"' : `core.ObjectReference{${go}}`,
  );
}

export const eventValidator: Validator<Event> = {
  create: validateCreate,
  update(event, old, release, _subresource, kind) {
    const errors = validateCommon(event, kind, release);
    if (!isNew(kind)) return errors;
    errors.push(...validateObjectMetaUpdate(event, old, release));
    if (!jsonEqual(event.series, old.series)) errors.push(...validateSeries(event));
    for (const [field, name] of fixed) {
      const shown = references.has(name) ? referenceValue(event[name] as Reference | undefined, release) : undefined;
      errors.push(...immutableField(event[name], old[name], field, shown));
    }
    return errors;
  },
};
