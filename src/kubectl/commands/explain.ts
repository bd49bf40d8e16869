import type { Task } from '../../engine/sim/task.ts';
import { openApiV2, openApiV3 } from '../client/openapi.ts';
import { noResourceMatch, splitApiVersion, type RestMapping } from '../client/rest-mapper.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { explainV2 } from '../explain/v2.ts';
import { explainV3 } from '../explain/v3.ts';
import { bool, text } from '../flags/flag.ts';
import { quote } from '../go/quote.ts';
import { JsonPathError, parseJsonPath } from '../printers/jsonpath/parse.ts';
import type { KubectlRelease } from '../releases.ts';

/** kubectl/pkg/cmd/explain/explain.go. */
export function explain(release: KubectlRelease): Command {
  const old = release.name === '1.20';
  return {
    name: 'explain',
    short: old ? 'Documentation of resources' : 'Get documentation for a resource',
    long: `Describe fields and structure of various resources.

 This command describes the fields associated with each supported API resource. Fields are identified via a simple JSONPath identifier:

  <type>.<fieldName>[.<fieldName>]

Use "kubectl api-resources" for a complete list of supported resources.`,
    examples: [
      '# Get the documentation of the resource and its fields',
      'kubectl explain pods',
      '# Get the documentation of a specific field of a resource',
      'kubectl explain pods.spec.containers',
    ],
    usage: old
      ? 'explain RESOURCE'
      : 'explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]',
    flags: [
      bool('recursive', 'Print the fields of fields (Currently only 1 level deep)', old ? {} : { shorthand: 'R' }),
      text('api-version', 'Get different explanations for particular API version (API group/version)'),
      ...(old
        ? []
        : [
            text('output', 'Format in which to render the schema (plaintext, plaintext-openapiv2)', {
              shorthand: 'o',
              value: 'plaintext',
            }),
          ]),
    ],
    complete: 'explain',
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { args, flags, client, release } = invocation;
  const [argument] = args;
  if (argument === undefined) {
    throw new CommandError(
      'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n',
    );
  }
  if (args.length > 1) throw new CommandError('We accept only this format: explain RESOURCE\n');
  const apiVersion = flags.string('api-version');
  const { mapping, path } =
    release.explainLayout === 'v2' || apiVersion !== ''
      ? yield* plainRequest(invocation, argument)
      : yield* qualifiedRequest(invocation, argument);
  const [group, version] = apiVersion === '' ? [mapping.group, mapping.version] : splitApiVersion(apiVersion);
  const of = { group, version, kind: mapping.kind };
  const output = flags.has('output') ? flags.string('output') : 'plaintext-openapiv2';
  const recursive = flags.bool('recursive');
  if (output === 'plaintext-openapiv2')
    return yield* invocation.out(explainV2(yield* openApiV2(client), of, path, recursive));
  const definitions = yield* openApiV3(client, group, version);
  if (definitions === undefined)
    throw new CommandError(`couldn't find resource for ${quote(`${group}/${version}, Resource=${mapping.name}`)}`);
  if (output !== 'plaintext') throw new CommandError(`unrecognized format: ${output}`);
  yield* invocation.out(explainV3(definitions, of, path, recursive));
}

interface Request {
  readonly mapping: RestMapping;
  readonly path: readonly string[];
}

/** `TYPE.FIELD.FIELD`: everything after the first dot is a path. */
function* plainRequest(invocation: Invocation, argument: string): Task<Request> {
  const [type, ...path] = argument.replace(/\.$/, '').split('.');
  return { mapping: yield* resourceFor(invocation, type!), path };
}

/** v1.36 also takes `TYPE.GROUP.FIELD`, and reads the rest as a JSONPath (SplitAndParseResourceRequestWithMatchingPrefix). */
function* qualifiedRequest(invocation: Invocation, argument: string): Task<Request> {
  const names = fieldNames(argument);
  const first = yield* resourceFor(invocation, names[0] ?? '');
  const resources = yield* invocation.client.discovery.resources();
  for (const one of resources.filter((other) => other.name === first.name)) {
    const full = one.group === '' ? one.name : `${one.name}.${one.group}`;
    if (!argument.startsWith(full)) continue;
    const rest = argument.slice(full.length);
    const mapping = yield* invocation.client.mapper.forArgument(full);
    return { mapping, path: rest === '' ? [] : fieldNames(rest.replace(/^\./, '')) };
  }
  return { mapping: first, path: names.slice(1) };
}

function* resourceFor(invocation: Invocation, type: string): Task<RestMapping> {
  const mapping = yield* invocation.client.mapper.find(type);
  if (mapping === undefined) throw noResourceMatch(type);
  return mapping;
}

function fieldNames(text: string): readonly string[] {
  let nodes;
  try {
    [nodes] = parseJsonPath(`{.${text}}`);
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    throw new CommandError(error.message);
  }
  return (nodes?.type === 'list' ? nodes.nodes : []).map((node) => {
    if (node.type !== 'field') throw new CommandError('invalid jsonpath syntax, first node must be field node');
    return node.name;
  });
}
