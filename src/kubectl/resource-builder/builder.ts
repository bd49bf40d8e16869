import { isStatusError, StatusError } from '../../engine/api/status.ts';
import { parseLabelSelector } from '../../engine/api/selectors.ts';
import type { Task } from '../../engine/sim/task.ts';
import { resourcePath, splitApiVersion, type RestMapping } from '../client/rest-mapper.ts';
import type { Invocation } from '../command.ts';
import { combine, CommandError, ErrorList, isReportable } from '../errors.ts';
import { quote } from '../go/quote.ts';
import { isListObject, isRecord, listAt, namespaceOf, recordAt, textAt, withField, type Json } from '../object.ts';
import { parseResourceArguments, parseResourceNames, splitTypes, type ResourceArguments } from './arguments.ts';
import { resolveFiles } from './files.ts';
import { getInfo, type Info } from './info.ts';
import { manifestInfos } from './manifest.ts';

/** What a command selects and how (cli-runtime resource.Builder). */
export interface Selection {
  /** `TYPE NAME`, `TYPE/NAME`... */
  readonly args?: readonly string[];
  /** Names of a default type, instead of `args`. */
  readonly names?: { readonly type: string; readonly names: readonly string[] };
  readonly filenames?: readonly string[];
  readonly recursive?: boolean;
  readonly kustomize?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly all?: boolean;
  readonly allNamespaces?: boolean;
  /** A type alone means all of it. */
  readonly allowEmptySelector?: boolean;
  readonly continueOnError?: boolean;
  /** Objects from files are replaced by what the server has. */
  readonly latest?: boolean;
  /** Lists are taken apart. */
  readonly flatten?: boolean;
  /** Read the objects that arguments name; default true. */
  readonly requireObject?: boolean;
  readonly singleResourceType?: boolean;
  readonly subresource?: string;
  /** No requests: objects come from files only. */
  readonly local?: boolean;
  /** Sent with every read (Table for get). */
  readonly accept?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly ignoreNotFound?: boolean;
  /** Checks a document before it is used; throws CommandError (client-side validation). */
  readonly validate?: (document: unknown) => Task<void>;
  readonly namespace?: string;
}

export interface Result {
  /** One object was meant, so it is printed alone and not in a list. */
  readonly singleItemImplied: boolean;
  /** Objects were named, so a missing one is an error. */
  readonly targetsSingleItems: boolean;
  /** Hands over one resource after the other. Errors are thrown, all at the end under `continueOnError`. */
  visit(use: (info: Info) => Task<void>): Task<void>;
  /** All of them. */
  infos(): Task<readonly Info[]>;
}

type Source = (use: (info: Info) => Task<void>) => Task<void>;

/** Resolves a selection against the server's resources. Mistakes in the selection itself are thrown here. */
export function* select(invocation: Invocation, selection: Selection): Task<Result> {
  const { client } = invocation;
  const errors: Error[] = [];
  const files = resolveFiles(invocation.p, selection.filenames ?? [], selection.recursive === true);
  if ((selection.kustomize ?? '') !== '') {
    if ((selection.filenames ?? []).length > 0) errors.push(new CommandError('only one of -f or -k can be specified'));
    else if (selection.recursive === true) errors.push(new CommandError("the -k flag can't be used with -f or -R"));
    else errors.push(new CommandError('Podarium does not build kustomizations; use -f with plain manifests'));
  }
  errors.push(...files.errors);
  let labelSelector = trimmed(selection.labelSelector);
  const fieldSelector = trimmed(selection.fieldSelector);
  if (selection.all === true && (labelSelector !== undefined || fieldSelector !== undefined)) {
    errors.push(new CommandError("setting 'all' parameter but found a non empty selector. "));
  }
  const words = yield* readArguments(invocation, selection, errors);
  const failed = combine(errors);
  if (failed !== undefined) throw failed;
  if (
    selection.allowEmptySelector === true &&
    labelSelector === undefined &&
    words.types.length > 0 &&
    words.names.length === 0
  ) {
    labelSelector = '';
  }
  if (selection.all === true) labelSelector = '';

  const context: Context = {
    invocation,
    selection,
    words,
    namespace: selection.allNamespaces === true ? '' : (selection.namespace ?? invocation.namespace),
    labelSelector,
    fieldSelector,
  };
  let made: { sources: readonly Source[]; single: boolean; targets: boolean };
  if (files.files.length > 0) {
    if (words.types.length > 0 && words.names.length === 0) {
      throw new CommandError(
        'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well',
      );
    }
    if (words.names.length > 0) throw new CommandError('name cannot be provided when a path is specified');
    if (words.tuples.length > 0)
      throw new CommandError('resource/name arguments cannot be provided when a path is specified');
    made = {
      sources: files.files.map((file) => (use) => manifestInfos(context.invocation, selection, file, use)),
      single: files.single || (!files.directory && !files.stdin && files.files.length === 1),
      targets: true,
    };
  } else if (labelSelector !== undefined || fieldSelector !== undefined) {
    made = { sources: yield* bySelector(context), single: false, targets: false };
  } else if (words.tuples.length > 0) {
    made = { sources: yield* byTuples(context), single: words.tuples.length === 1, targets: true };
  } else if (words.names.length > 0) {
    made = { sources: yield* byNames(context), single: words.names.length === 1, targets: true };
  } else if (words.types.length > 0) {
    for (const type of words.types) yield* client.mapper.forArgument(type);
    throw new CommandError(
      `resource(s) were provided, but no ${invocation.release.name === '1.20' ? 'name, label selector, or --all flag' : 'name was'} specified`,
    );
  } else {
    throw new CommandError(missingResource);
  }
  const fromFiles = files.files.length > 0;
  return makeResult(made, (use) => decorate(context, fromFiles, use), selection);
}

const missingResource = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

interface Context {
  readonly invocation: Invocation;
  readonly selection: Selection;
  readonly words: ResourceArguments;
  readonly namespace: string;
  readonly labelSelector: string | undefined;
  readonly fieldSelector: string | undefined;
}

function trimmed(text: string | undefined): string | undefined {
  const value = (text ?? '').trim();
  return value === '' ? undefined : value;
}

function* readArguments(invocation: Invocation, selection: Selection, errors: Error[]): Task<ResourceArguments> {
  try {
    if (selection.names !== undefined) return parseResourceNames(selection.names.type, selection.names.names);
    const words = parseResourceArguments(selection.args ?? []);
    if (words.types.length === 0) return words;
    const types: string[] = [];
    for (const type of words.types) {
      const members = yield* invocation.client.mapper.category(type);
      types.push(...(members?.map((one) => (one.group === '' ? one.name : `${one.name}.${one.group}`)) ?? [type]));
    }
    return { ...words, types: splitTypes(types.join(',')) };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    errors.push(error);
    return { types: [], names: [], tuples: [] };
  }
}

function* mappings(context: Context): Task<readonly RestMapping[]> {
  const { words, selection, invocation } = context;
  if (words.types.length > 1 && selection.singleResourceType === true) {
    throw new CommandError('you may only specify a single resource type');
  }
  const found: RestMapping[] = [];
  for (const type of words.types) {
    const mapping = yield* invocation.client.mapper.forArgument(type);
    if (!found.includes(mapping)) found.push(mapping);
  }
  return found;
}

function* bySelector(context: Context): Task<readonly Source[]> {
  const { words, selection } = context;
  if (words.names.length > 0) throw new CommandError('name cannot be provided when a selector is specified');
  if (words.tuples.length > 0) {
    throw new CommandError('selectors and the all flag cannot be used when passing resource/name arguments');
  }
  if (words.types.length === 0) throw new CommandError('at least one resource must be specified to use a selector');
  if ((selection.subresource ?? '') !== '') {
    throw new CommandError('subresource cannot be used when bulk resources are specified');
  }
  const found = yield* mappings(context);
  return found.map(
    (mapping) =>
      function* (use): Task<void> {
        const namespace = mapping.namespaced ? context.namespace : '';
        const object = yield* listOf(context, mapping, namespace);
        yield* use({ mapping, namespace, name: '', source: '', object, subresource: '' });
      },
  );
}

function* listOf(context: Context, mapping: RestMapping, namespace: string): Task<Json> {
  const { selection, invocation, labelSelector = '', fieldSelector = '' } = context;
  try {
    return yield* invocation.client.object('GET', resourcePath(mapping, namespace), {
      query: {
        ...selection.query,
        ...(labelSelector === '' ? {} : { labelSelector }),
        ...(fieldSelector === '' ? {} : { fieldSelector }),
      },
      ...(selection.accept === undefined ? {} : { headers: { accept: selection.accept } }),
    });
  } catch (error) {
    if (!isStatusError(error, 'BadRequest') && !isStatusError(error, 'NotFound')) throw error;
    // resource.EnhanceListError names the GroupVersionResource as Go prints one.
    const subject = quote(`${mapping.group}/${mapping.version}, Resource=${mapping.name}`);
    const found =
      labelSelector === '' && fieldSelector === ''
        ? `Unable to list ${subject}`
        : `Unable to find ${subject} that match label selector ${quote(labelSelector)}, field selector ${quote(fieldSelector)}`;
    throw new StatusError({ ...error.status, message: `${found}: ${error.message}` });
  }
}

function* byTuples(context: Context): Task<readonly Source[]> {
  const { words, selection, invocation } = context;
  if (words.types.length > 0) {
    throw new CommandError('you may not specify individual resources and bulk resources in the same call');
  }
  const found = new Map<string, RestMapping>();
  for (const { type } of words.tuples) {
    if (!found.has(type)) found.set(type, yield* invocation.client.mapper.forArgument(type));
  }
  if (selection.singleResourceType === true && new Set(found.values()).size > 1) {
    throw new CommandError('you may only specify a single resource type');
  }
  return words.tuples.map(({ type, name }) => named(context, found.get(type)!, name));
}

function* byNames(context: Context): Task<readonly Source[]> {
  if (context.words.types.length === 0)
    throw new CommandError('you must provide a resource and a resource name together');
  if (context.words.types.length > 1) throw new CommandError('you must specify only one resource');
  const [mapping] = yield* mappings(context);
  return context.words.names.map((name) => named(context, mapping!, name));
}

function named(context: Context, mapping: RestMapping, name: string): Source {
  if (mapping.namespaced && context.namespace === '') {
    throw new CommandError(
      context.selection.allNamespaces === true
        ? 'a resource cannot be retrieved by name across all namespaces'
        : 'namespace may not be empty when retrieving a resource by name',
    );
  }
  const namespace = mapping.namespaced ? context.namespace : '';
  const info: Info = {
    mapping,
    namespace,
    name,
    source: '',
    object: undefined,
    subresource: context.selection.subresource ?? '',
  };
  return (use) => use(info);
}

/** Flattens lists, fills the namespace in, reads the object: what every visited resource goes through. */
function decorate(context: Context, fromFiles: boolean, use: (info: Info) => Task<void>): (info: Info) => Task<void> {
  const { invocation, selection } = context;
  const one = function* (start: Info): Task<void> {
    let info = start;
    // Without the server nobody knows what is namespaced.
    if (fromFiles && selection.local !== true) info = settleNamespace(context, info);
    if (fromFiles && context.labelSelector !== undefined && !matchesLabels(context, info.object)) return;
    const mustRead = fromFiles
      ? selection.latest === true && info.name !== ''
      : info.object === undefined && selection.requireObject !== false;
    if (mustRead && selection.local !== true)
      info = yield* getInfo(invocation.client, info, selection.accept, selection.query);
    yield* use(info);
  };
  if (selection.flatten !== true) return one;
  return function* (info): Task<void> {
    if (info.object === undefined || !isListObject(info.object)) {
      yield* one(info);
      return;
    }
    const errors: Error[] = [];
    for (const item of listAt(info.object, 'items').filter(isRecord)) {
      try {
        yield* one(yield* itemInfo(context, info, item));
      } catch (error) {
        if (!isReportable(error)) throw error;
        errors.push(error);
      }
    }
    const failed = combine(errors);
    if (failed !== undefined) throw errors.length === 1 ? failed : new ErrorList(errors);
  };
}

/** An item of a list as a resource of its own; items of a typed list inherit their kind (FlattenListVisitor). */
function* itemInfo(context: Context, list: Info, item: Json): Task<Info> {
  const listKind = textAt(list.object, 'kind');
  const typed: Json =
    item['kind'] === undefined && listKind !== 'List'
      ? { apiVersion: textAt(list.object, 'apiVersion'), kind: listKind.replace(/List$/, ''), ...item }
      : item;
  const [group, version] = splitApiVersion(textAt(typed, 'apiVersion'));
  const mapping = yield* context.invocation.client.mapper.forKind(group, version, textAt(typed, 'kind'));
  if (mapping === undefined) {
    throw new CommandError(
      `unable to recognize no matches for kind ${quote(textAt(typed, 'kind'))} in version ${quote(textAt(typed, 'apiVersion'))}`,
    );
  }
  return { ...list, mapping, object: typed, name: textAt(typed, 'metadata', 'name'), namespace: namespaceOf(typed) };
}

/** --namespace must agree with the manifest's own; without one the manifest gets it (SetNamespace, RequireNamespace). */
function settleNamespace(context: Context, info: Info): Info {
  const { namespace, namespaceGiven } = context.invocation;
  if (!info.mapping.namespaced) {
    const object = info.object === undefined ? undefined : withField(info.object, ['metadata', 'namespace'], undefined);
    return { ...info, namespace: '', object: isRecord(info.object?.['metadata']) ? object : info.object };
  }
  if (info.namespace === '') {
    return {
      ...info,
      namespace,
      object: info.object === undefined ? undefined : withField(info.object, ['metadata', 'namespace'], namespace),
    };
  }
  if (namespaceGiven && info.namespace !== namespace) {
    throw new CommandError(
      `the namespace from the provided object ${quote(info.namespace)} does not match the namespace ${quote(namespace)}. You must pass '--namespace=${info.namespace}' to perform this operation.`,
    );
  }
  return info;
}

function matchesLabels(context: Context, object: Json | undefined): boolean {
  const labels: Record<string, string> = {};
  for (const [key, value] of Object.entries(recordAt(object, 'metadata', 'labels'))) labels[key] = String(value);
  return parseLabelSelector(context.labelSelector ?? '').matches(labels);
}

function makeResult(
  made: { readonly sources: readonly Source[]; readonly single: boolean; readonly targets: boolean },
  decorateUse: (use: (info: Info) => Task<void>) => (info: Info) => Task<void>,
  selection: Selection,
): Result {
  const ignored = (error: Error): boolean => selection.ignoreNotFound === true && isStatusError(error, 'NotFound');
  const visit = function* (use: (info: Info) => Task<void>): Task<void> {
    const errors: Error[] = [];
    const each = decorateUse(
      selection.continueOnError === true
        ? function* (info): Task<void> {
            try {
              yield* use(info);
            } catch (error) {
              if (!isReportable(error)) throw error;
              errors.push(error);
            }
          }
        : use,
    );
    for (const source of made.sources) {
      try {
        yield* source(each);
      } catch (error) {
        if (!isReportable(error)) throw error;
        if (selection.continueOnError !== true) {
          if (ignored(error)) return;
          throw error;
        }
        errors.push(error);
      }
    }
    const failed = combine(errors.flatMap(flattened).filter((error) => !ignored(error)));
    if (failed !== undefined) throw failed;
  };
  return {
    singleItemImplied: made.single,
    targetsSingleItems: made.targets,
    visit,
    *infos(): Task<readonly Info[]> {
      const infos: Info[] = [];

      yield* visit(function* (info): Task<void> {
        infos.push(info);
      });
      return infos;
    },
  };
}

function flattened(error: Error): readonly Error[] {
  return error instanceof ErrorList ? error.errors.flatMap(flattened) : [error];
}
