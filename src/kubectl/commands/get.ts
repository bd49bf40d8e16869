import type { Task } from '../../engine/sim/task.ts';
import { tableAccept } from '../client/client.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, ErrorList, isReportable, usageError } from '../errors.ts';
import {
  allNamespacesFlag,
  fieldSelectorFlag,
  filenameFlags,
  filenameSelection,
  selectorFlag,
} from '../flags/common.ts';
import { bool, integer, strings, text } from '../flags/flag.ts';
import { isListObject, type Json } from '../object.ts';
import { printFlags } from '../printers/output.ts';
import type { KubectlRelease } from '../releases.ts';
import { select, type Result, type Selection } from '../resource-builder/builder.ts';
import type { Info } from '../resource-builder/info.ts';
import { getFormats, isHumanReadable, objectsPrinter } from './get/output.ts';
import { printTables } from './get/tables.ts';
import { rawGet } from './get/raw.ts';
import { sortObjects } from './get/sort.ts';
import { watchObjects } from './get/watch.ts';

/** kubectl/pkg/cmd/get/get.go. */
export function get(release: KubectlRelease): Command {
  const formats = getFormats(release);
  return {
    name: 'get',
    suggestFor: ['list', 'ls'],
    short: 'Display one or many resources',
    long: `Display one or many resources.

 Prints a table of the most important information about the specified resources. A label selector (--selector) or a field selector filters the list. Namespaced resources come from the current namespace, unless --all-namespaces is given.

Use "kubectl api-resources" for a complete list of supported resources.`,
    examples: [
      '# List all pods in ps output format',
      'kubectl get pods',
      '# List all pods with more information (such as node name)',
      'kubectl get pods -o wide',
      '# List a single pod in JSON output format',
      'kubectl get -o json pod web-pod-13je7',
      '# List a pod identified by type and name specified in "pod.yaml" in JSON output format',
      'kubectl get -f pod.yaml -o json',
      '# Return only the phase value of the specified pod',
      'kubectl get -o jsonpath={.status.phase} pod/web-pod-13je7',
      '# List resource information in custom columns',
      'kubectl get pod test-pod -o custom-columns=CONTAINER:.spec.containers[0].name,IMAGE:.spec.containers[0].image',
      '# List all services and pods together',
      'kubectl get svc,pods',
      '# List one or more resources by their type and names',
      'kubectl get rc/web service/frontend pods/web-pod-13je7',
    ],
    usage: `get [(-o|--output=)${formats.join('|')}] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]`,
    flags: [
      ...printFlags(release, formats),
      text('raw', 'Raw URI to request from the server.  Uses the transport specified by the kubeconfig file.'),
      bool('watch', 'After listing/getting the requested object, watch for changes.', { shorthand: 'w' }),
      bool('watch-only', 'Watch for changes to the requested object(s), without listing/getting first.'),
      bool(
        'output-watch-events',
        'Output watch event objects when --watch or --watch-only is used. Existing objects are output as initial ADDED events.',
      ),
      bool('ignore-not-found', 'If set to true, suppresses NotFound error for specific objects that do not exist.'),
      fieldSelectorFlag,
      allNamespacesFlag(
        'If present, list the requested object(s) across all namespaces. Namespace in current context is ignored even if specified with --namespace.',
      ),
      bool(
        'server-print',
        'If true, have the server return the appropriate table output. Supports extension APIs and CRDs.',
        { on: true },
      ),
      ...filenameFlags('identifying the resource to get from a server.'),
      integer('chunk-size', 'Return large lists in chunks rather than all at once. Pass 0 to disable.', {
        value: 500,
        bits: 64,
      }),
      selectorFlag(release),
      bool(
        'no-headers',
        "When using the default or custom-column output format, don't print headers (default print headers).",
      ),
      strings(
        'label-columns',
        'Accepts a comma separated list of labels that are going to be presented as columns. Names are case-sensitive. You can also use multiple flag options like -L label1 -L label2...',
        { shorthand: 'L' },
      ),
      bool('show-kind', 'If present, list the resource type for the requested object(s).'),
      bool('show-labels', 'When printing, show all labels as the last column (default hide labels column)'),
      text(
        'sort-by',
        "If non-empty, sort list types using this field specification.  The field specification is expressed as a JSONPath expression (e.g. '{.metadata.name}'). The field in the API resource specified by this JSONPath expression must be an integer or a string.",
      ),
      ...(release.name === '1.20'
        ? []
        : [text('subresource', 'If specified, gets the subresource of the requested object.')]),
    ],
    complete: 'types-and-names',
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, args } = invocation;
  if (flags.string('raw') !== '') return yield* rawGet(invocation);
  const output = flags.string('output');
  const human = isHumanReadable(invocation);
  const watching = flags.bool('watch') || flags.bool('watch-only');
  if (watching && flags.string('sort-by') !== '') yield* invocation.err(sortIgnored(invocation));
  if (!watching && args.length === 0 && flags.list('filename').length === 0 && flags.string('kustomize') === '') {
    yield* invocation.err(
      'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n',
    );
    throw usageError(
      invocation.commandPath,
      'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
    );
  }
  if (flags.bool('show-labels') && output !== '' && output !== 'wide') {
    throw new CommandError(`--show-labels option cannot be used with ${output} printer`);
  }
  if (flags.bool('output-watch-events') && !watching) {
    const message = '--output-watch-events option can only be used with --watch or --watch-only';
    throw invocation.release.name === '1.20' ? usageError(invocation.commandPath, message) : new CommandError(message);
  }
  if (watching) return yield* watchObjects(invocation, selection(invocation, human), human);

  const result = yield* select(invocation, selection(invocation, human));
  if (!human) return yield* printGeneric(invocation, result);

  const infos: Info[] = [];
  const errors: Error[] = [];
  try {
    yield* result.visit(function* (info): Task<void> {
      infos.push(info);
    });
  } catch (error) {
    if (!isReportable(error)) throw error;
    errors.push(error);
  }
  const written = yield* printTables(invocation, infos);
  if (!written && !flags.bool('ignore-not-found') && errors.length === 0) {
    const namespaced = !flags.bool('all-namespaces') && infos.every((info) => info.mapping.namespaced);
    yield* invocation.err(
      namespaced ? `No resources found in ${invocation.namespace} namespace.\n` : 'No resources found\n',
    );
  }
  if (errors.length > 0) throw errors.length === 1 ? errors[0]! : new ErrorList(errors);
}

function selection(invocation: Invocation, human: boolean): Selection {
  const { flags } = invocation;
  const table = human && flags.bool('server-print');
  return {
    ...filenameSelection(invocation),
    args: invocation.args,
    labelSelector: flags.string('selector'),
    fieldSelector: flags.string('field-selector'),
    allNamespaces: flags.bool('all-namespaces'),
    allowEmptySelector: true,
    continueOnError: true,
    latest: true,
    flatten: true,
    subresource: flags.has('subresource') ? flags.string('subresource') : '',
    ignoreNotFound: flags.bool('ignore-not-found'),
    ...(table ? { accept: tableAccept } : {}),
    ...(table && flags.string('sort-by') !== '' ? { query: { includeObject: 'Object' } } : {}),
  };
}

/** -o json, yaml, name, templates, custom columns: one object alone, several as a List. */
function* printGeneric(invocation: Invocation, result: Result): Task<void> {
  const { flags } = invocation;
  const errors: Error[] = [];
  const objects: Json[] = [];
  try {
    yield* result.visit(function* (info): Task<void> {
      if (info.object !== undefined) objects.push(info.object);
    });
  } catch (error) {
    if (!isReportable(error) || result.singleItemImplied) throw error;
    errors.push(error);
  }
  if (objects.length === 0 && flags.bool('ignore-not-found')) {
    if (errors.length > 0) throw errors[0]!;
    return;
  }
  const printer = objectsPrinter(invocation);
  const [only] = objects;
  const single = result.singleItemImplied && objects.length === 1 && only !== undefined && !isListObject(only);
  yield* invocation.out(printer(single ? only : listOf(invocation, objects)));
  if (errors.length > 0) throw errors.length === 1 ? errors[0]! : new ErrorList(errors);
}

/** A v1 List around the objects; v1.20 still has the empty selfLink. */
function listOf(invocation: Invocation, objects: readonly Json[]): Json {
  const selfLink = invocation.release.name === '1.20' ? { selfLink: '' } : {};
  const items = sortObjects(objects, invocation.flags.string('sort-by'));
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '', ...selfLink } };
}

function sortIgnored(invocation: Invocation): string {
  if (invocation.release.name === '1.20')
    return 'warning: --watch or --watch-only requested, --sort-by will be ignored\n';
  return invocation.flags.bool('watch')
    ? 'warning: --watch requested, --sort-by will be ignored for watch events received\n'
    : 'warning: --watch-only requested, --sort-by will be ignored\n';
}
