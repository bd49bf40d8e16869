import type { Task } from '../../engine/sim/task.ts';
import { typedConfiguration, withLastApplied } from '../annotations.ts';
import { createObject } from '../client/write.ts';
import { splitApiVersion, type RestMapping } from '../client/rest-mapper.ts';
import type { Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import type { DryRun, FieldValidation } from '../flags/common.ts';
import { quote } from '../go/quote.ts';
import { textAt, withField, type Json } from '../object.ts';
import { asTyped } from './typed.ts';

export interface CreateOptions {
  readonly dryRun: DryRun;
  readonly fieldValidation?: FieldValidation;
  /** --save-config writes its annotation into what a client dry run shows, too. */
  readonly alwaysSaves?: boolean;
  /** -n is not written into the object. */
  readonly keepsNamespace?: boolean;
}

/** Creates an object that the command made itself, or with a client dry run only completes it. */
export function* createGenerated(invocation: Invocation, object: Json, options: CreateOptions): Task<Json> {
  const { release, flags } = invocation;
  const mapping = (yield* findMapping(invocation, object)) ?? compiledIn(object);
  const inNamespace = invocation.namespaceGiven && mapping.namespaced && options.keepsNamespace !== true;
  const saves = flags.has('save-config') && flags.bool('save-config');
  let sent = asTyped(
    inNamespace ? withField(object, ['metadata', 'namespace'], invocation.namespace) : object,
    release,
  );
  if (saves && (options.alwaysSaves === true || options.dryRun !== 'client'))
    sent = withLastApplied(sent, typedConfiguration(sent, release));
  if (options.dryRun === 'client') return sent;
  return yield* createObject(invocation, mapping, invocation.namespace, sent, {
    dryRun: options.dryRun,
    fieldManager: flags.string('field-manager'),
    ...(options.fieldValidation === undefined ? {} : { fieldValidation: options.fieldValidation }),
  });
}

/** A kind that the server does not list: kubectl's clients know its path all the same, and the server answers 404. */
function compiledIn(object: Json): RestMapping {
  const kind = textAt(object, 'kind');
  const [group, version] = splitApiVersion(textAt(object, 'apiVersion'));
  const singular = kind.toLowerCase();
  return {
    group,
    version,
    kind,
    singular,
    name: singular.endsWith('s') ? `${singular}es` : `${singular}s`,
    namespaced: !kind.startsWith('Cluster') && kind !== 'PriorityClass',
    verbs: [],
    shortNames: [],
    categories: [],
  };
}

function findMapping(invocation: Invocation, object: Json): Task<RestMapping | undefined> {
  const [group, version] = splitApiVersion(textAt(object, 'apiVersion'));
  return invocation.client.mapper.forKind(group, version, textAt(object, 'kind'));
}

/** Who serves an object's kind. */
export function* mappingOf(invocation: Invocation, object: Json): Task<RestMapping> {
  const mapping = yield* findMapping(invocation, object);
  if (mapping !== undefined) return mapping;
  const [kind, apiVersion] = [textAt(object, 'kind'), textAt(object, 'apiVersion')];
  throw new CommandError(`no matches for kind ${quote(kind)} in version ${quote(apiVersion)}`);
}
