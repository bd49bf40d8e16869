import type { Task } from '../../engine/sim/task.ts';
import { splitApiVersion, type RestMapping } from '../client/rest-mapper.ts';
import type { Invocation } from '../command.ts';
import { CommandError, isReportable } from '../errors.ts';
import { decodeDocuments, DecodeError } from '../decode/documents.ts';
import { jsonType, metadataError } from '../decode/metadata.ts';
import { goJson } from '../printers/json.ts';
import { quote } from '../go/quote.ts';
import { isRecord, nameOf, namespaceOf, textAt, type Json } from '../object.ts';
import type { Selection } from './builder.ts';
import type { ManifestFile } from './files.ts';
import type { Info } from './info.ts';

/** The resources of one manifest file, in order; those before a mistake are used (resource.StreamVisitor). */
export function* manifestInfos(
  invocation: Invocation,
  selection: Selection,
  file: ManifestFile,
  use: (info: Info) => Task<void>,
): Task<void> {
  const documents = decodeDocuments(yield* file.read(), invocation.release);
  for (;;) {
    const document = nextDocument(documents, file.name);
    if (document === undefined) return;
    const object = yield* correctKind(invocation, document.value);
    if (selection.validate !== undefined) {
      try {
        yield* selection.validate(object);
      } catch (error) {
        if (!isReportable(error)) throw error;
        throw new CommandError(`error validating ${quote(file.name)}: ${error.message}`);
      }
    }
    yield* use(yield* infoOf(invocation, selection, object, file.name));
  }
}

function nextDocument(
  documents: Generator<unknown, void, undefined>,
  source: string,
): { readonly value: unknown } | undefined {
  try {
    const next = documents.next();
    return next.done === true ? undefined : { value: next.value };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new CommandError(`error parsing ${source}: ${error.message}`);
  }
}

function* infoOf(invocation: Invocation, selection: Selection, document: unknown, source: string): Task<Info> {
  const object = decodeObject(document, source);
  const apiVersion = textAt(object, 'apiVersion');
  const kind = textAt(object, 'kind');
  const [group, version] = splitApiVersion(apiVersion);
  const mapping =
    selection.local === true
      ? localMapping(group, version, kind)
      : yield* findMapping(invocation, group, version, kind);
  if (mapping === undefined) {
    const reason = `no matches for kind ${quote(kind)} in version ${quote(apiVersion)}`;
    throw new CommandError(
      invocation.release.name === '1.20'
        ? `unable to recognize ${quote(source)}: ${reason}`
        : `resource mapping not found for name: ${quote(nameOf(object))} namespace: ${quote(namespaceOf(object))} from ${quote(source)}: ${reason}\nensure CRDs are installed first`,
    );
  }
  return { mapping, namespace: namespaceOf(object), name: nameOf(object), source, object, subresource: '' };
}

/** A `List` of no group is taken apart before anybody asks who serves it. */
function* findMapping(
  invocation: Invocation,
  group: string,
  version: string,
  kind: string,
): Task<RestMapping | undefined> {
  const found = yield* invocation.client.mapper.forKind(group, version, kind);
  if (found !== undefined || !kind.endsWith('List')) return found;
  return localMapping(group, version, kind);
}

function localMapping(group: string, version: string, kind: string): RestMapping {
  return {
    group,
    version,
    kind,
    name: `${kind.toLowerCase()}s`,
    singular: kind.toLowerCase(),
    namespaced: true,
    verbs: [],
    shortNames: [],
    categories: [],
  };
}

/** What UnstructuredJSONScheme refuses. */
function decodeObject(document: unknown, source: string): Json {
  const refuse = (reason: string): CommandError => new CommandError(`unable to decode ${quote(source)}: ${reason}`);
  if (!isRecord(document)) {
    throw refuse(`json: cannot unmarshal ${jsonType(document)} into Go value of type unstructured.detector`);
  }
  if (typeof document['kind'] !== 'string' || document['kind'] === '')
    throw refuse(`Object 'Kind' is missing in '${goJson(document)}'`);
  const version = document['apiVersion'];
  if (typeof version !== 'string' || version === '')
    throw refuse(`Object 'apiVersion' is missing in '${goJson(document)}'`);
  const wrong = metadataError(document);
  if (wrong !== undefined) throw refuse(wrong);
  return document;
}

/** See KubectlRelease.kindIgnoresCase: a kind in the wrong case is put right when exactly one kind can be meant. */
export function* correctKind(invocation: Invocation, document: unknown): Task<unknown> {
  if (!invocation.release.kindIgnoresCase || !isRecord(document)) return document;
  const kind = textAt(document, 'kind');
  const [group, version] = splitApiVersion(textAt(document, 'apiVersion'));
  if (kind === '') return document;
  const resources = yield* invocation.client.discovery.resources();
  const candidates = resources.filter(
    (one) => one.group === group && one.version === version && one.kind.toLowerCase() === kind.toLowerCase(),
  );
  const [only] = candidates;
  return candidates.length === 1 && only !== undefined && only.kind !== kind
    ? { ...document, kind: only.kind }
    : document;
}
