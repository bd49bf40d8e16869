import { CommandError } from '../errors.ts';

/** What the words after a command select. */
export interface ResourceArguments {
  /** `TYPE[,TYPE]` */
  readonly types: readonly string[];
  /** Names of the one type. */
  readonly names: readonly string[];
  /** `TYPE/NAME` */
  readonly tuples: readonly ResourceTuple[];
}

export interface ResourceTuple {
  readonly type: string;
  readonly name: string;
}

const none: ResourceArguments = { types: [], names: [], tuples: [] };

/** Sorts out `TYPE NAME...`, `TYPE/NAME...` and `TYPE,TYPE NAME` (resource.Builder ResourceTypeOrNameArgs). */
export function parseResourceArguments(args: readonly string[]): ResourceArguments {
  const words = spreadTypes(args);
  const withSlash = words.filter((word) => word.includes('/')).length;
  if (withSlash > 0) {
    if (withSlash !== words.length) {
      throw new CommandError(
        "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
      );
    }
    return { ...none, tuples: words.map((word) => parseTuple(word)!) };
  }
  const [types, ...names] = words;
  return types === undefined ? none : { types: splitTypes(types), names, tuples: [] };
}

/** Names of one default type: `NAME` or `TYPE/NAME` (resource.Builder ResourceNames). */
export function parseResourceNames(type: string, names: readonly string[]): ResourceArguments {
  return { ...none, tuples: names.map((name) => parseTuple(name) ?? { type, name }) };
}

function parseTuple(word: string): ResourceTuple | undefined {
  if (!word.includes('/')) return undefined;
  const parts = word.split('/');
  if (parts.length !== 2) throw new CommandError('arguments in resource/name form may not have more than one slash');
  const [type, name] = parts as [string, string];
  if (type === '' || name === '' || splitTypes(type).length !== 1) {
    throw new CommandError('arguments in resource/name form must have a single resource and name');
  }
  return { type, name };
}

/** `po,svc a b` means po/a po/b svc/a svc/b. */
function spreadTypes(args: readonly string[]): readonly string[] {
  if (args.length < 2) return args;
  const types = splitTypes(args[0]!);
  return types.length < 2 ? args : types.flatMap((type) => args.slice(1).map((name) => `${type}/${name}`));
}

export function splitTypes(argument: string): readonly string[] {
  return [...new Set(argument.split(','))];
}
