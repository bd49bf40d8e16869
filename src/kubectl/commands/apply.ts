import { withoutNulls } from '../../engine/api/json.ts';
import { isStatusError } from '../../engine/api/status.ts';
import type { Task } from '../../engine/sim/task.ts';
import { lastAppliedAnnotation, withLastApplied } from '../annotations.ts';
import { createObject, writeQuery } from '../client/write.ts';
import { resourcePath } from '../client/rest-mapper.ts';
import type { Command, Invocation } from '../command.ts';
import { addSource, combine, CommandError, ErrorList, isReportable, usageError } from '../errors.ts';
import {
  dryRunOf,
  fieldValidation,
  filenameSelection,
  withDryRun,
  type DryRun,
  type FieldValidation,
} from '../flags/common.ts';
import { recordAt, textAt, withSortedKeys, type Json } from '../object.ts';
import { objectPrinter } from '../printers/output.ts';
import { applyPage } from '../pages/apply.ts';
import { page } from '../pages/page.ts';
import { recorded, recordFlag } from '../record.ts';
import type { KubectlRelease } from '../releases.ts';
import { editLastApplied } from './apply/edit-last-applied.ts';
import { prune, pruneMappings } from './apply/prune.ts';
import { select } from '../resource-builder/builder.ts';
import { getInfo, refreshed, type Info } from '../resource-builder/info.ts';
import { clientValidator } from '../validate/validate.ts';
import { patchApplied } from './apply/patch.ts';
import { viewLastApplied } from './apply/view-last-applied.ts';
import { setLastApplied } from './apply/set-last-applied.ts';

/** kubectl/pkg/cmd/apply/apply.go. */
export function apply(release: KubectlRelease): Command {
  return {
    ...page(release, applyPage, { hidden: [recordFlag(release)] }),
    subcommands: [viewLastApplied(release), setLastApplied(release), editLastApplied(release)],
    run,
  };
}

export interface ApplyOptions {
  readonly dryRun: DryRun;
  /** undefined: the server's own choice. */
  readonly validation: FieldValidation | undefined;
  readonly fieldManager: string;
}

function* run(invocation: Invocation): Task<void> {
  const { flags, args } = invocation;
  if (args.length > 0) throw usageError(invocation.commandPath, `Unexpected args: [${args.join(' ')}]`);
  const dryRun = yield* dryRunOf(invocation);
  if (flags.list('filename').length === 0 && flags.string('kustomize') === '')
    throw new CommandError('must specify one of -f and -k');
  const validation = fieldValidation(invocation);
  const serverSide = flags.bool('server-side');
  checkFlags(invocation, dryRun);
  const fieldManager = serverSide && !flags.changed('field-manager') ? 'kubectl' : flags.string('field-manager');
  const options: ApplyOptions = { dryRun, validation, fieldManager };

  const result = yield* select(invocation, {
    ...filenameSelection(invocation),
    labelSelector: flags.string('selector'),
    continueOnError: true,
    flatten: true,
    validate: yield* clientValidator(invocation, validation),
  });
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
  if (infos.length === 0 && errors.length === 0) throw new CommandError('no objects passed to apply');
  const mappings = flags.bool('prune') ? yield* pruneMappings(invocation) : [];
  const applied: Json[] = [];
  const visited: Json[] = [];
  for (const info of infos) {
    try {
      const { object, operation } = serverSide
        ? yield* applyOnServer(invocation, info, options)
        : yield* applyOne(invocation, info, options);
      yield* warnIfDeleting(invocation, object);
      visited.push(object);
      if (flags.string('output') === '' || flags.string('output') === 'name') {
        yield* invocation.out(objectPrinter(invocation, withDryRun(operation, dryRun))(object));
      } else {
        applied.push(object);
      }
    } catch (error) {
      if (!isReportable(error)) throw error;
      errors.push(error);
    }
  }
  if (applied.length > 0 && errors.length === 0)
    yield* invocation.out(objectPrinter(invocation, '')(applied.length === 1 ? applied[0]! : listOf(applied)));
  const failed = combine(errors.flatMap((error) => (error instanceof ErrorList ? error.errors : [error])));
  if (failed !== undefined) throw failed;
  if (flags.bool('prune'))
    yield* prune(invocation, mappings, visited, dryRun, objectPrinter(invocation, withDryRun('pruned', dryRun)));
}

export function fieldValidationOf({ validation }: ApplyOptions): { readonly fieldValidation?: FieldValidation } {
  return validation === undefined ? {} : { fieldValidation: validation };
}

function listOf(items: readonly Json[]): Json {
  return { apiVersion: 'v1', items, kind: 'List', metadata: {} };
}

function checkFlags(invocation: Invocation, dryRun: DryRun): void {
  const { flags } = invocation;
  const serverSide = flags.bool('server-side');
  if (flags.bool('force-conflicts') && !serverSide)
    throw new CommandError('--force-conflicts only works with --server-side');
  if (dryRun === 'client' && serverSide) {
    throw new CommandError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  }
  if (serverSide && flags.bool('force')) throw new CommandError('--force cannot be used with --server-side');
  if (dryRun === 'server' && flags.bool('force'))
    throw new CommandError('--dry-run=server cannot be used with --force');
  if (flags.bool('all') && flags.string('selector') !== '')
    throw new CommandError('cannot set --all and --selector at the same time');
  if (flags.bool('prune')) checkPrune(invocation);
  if (!flags.bool('overwrite')) throw new CommandError('Podarium does not simulate --overwrite=false');
  if (flags.has('subresource') && flags.string('subresource') !== '' && !serverSide) {
    throw new CommandError('--subresource can only be specified for --server-side');
  }
}

function checkPrune({ flags }: Invocation): void {
  if (flags.bool('force')) throw new CommandError('--force cannot be used with --prune');
  if (!flags.bool('all') && flags.string('selector') === '') {
    throw new CommandError(
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    );
  }
  if (flags.bool('server-side')) {
    throw new CommandError("--prune is in alpha and doesn't currently work on objects created by server-side apply");
  }
}

/** Creates what is not there, patches what is (ApplyOptions.applyOneObject). */
function* applyOne(
  invocation: Invocation,
  info: Info,
  options: ApplyOptions,
): Task<{ object: Json; operation: string }> {
  const wanted = recorded(invocation, info.object ?? {});
  const generateName = textAt(wanted, 'metadata', 'generateName');
  if (info.name === '' && generateName !== '')
    throw new CommandError(`from ${generateName}: cannot use generate name with apply`);
  const modified = withLastApplied(wanted);
  let current: Info;
  try {
    current = yield* getInfo(invocation.client, info);
  } catch (error) {
    if (!isReportable(error)) throw error;
    if (!isStatusError(error, 'NotFound')) {
      throw addSource(`retrieving current configuration of:\n${infoText(info)}\nfrom server for:`, info.source, error);
    }
    const object = withoutNulls(modified) as Json;
    if (options.dryRun === 'client') return { object, operation: 'created' };
    try {
      return {
        object: yield* createObject(invocation, info.mapping, info.namespace, object, {
          ...options,
          ...fieldValidationOf(options),
        }),
        operation: 'created',
      };
    } catch (creation) {
      if (!isReportable(creation)) throw creation;
      throw addSource('creating', info.source, creation);
    }
  }
  // v1.20 compares nothing on its own, and says configured of whatever is there.
  if (options.dryRun === 'client' && invocation.release.name === '1.20')
    return { object: current.object ?? {}, operation: 'configured' };
  if (recordAt(current.object, 'metadata', 'annotations')[lastAppliedAnnotation] === undefined) {
    yield* invocation.err(missingAnnotation(info));
  }
  const { patch, object } = yield* patchApplied(invocation, current, modified, options);
  const unchanged = Object.keys(patch).length === 0;
  return { object: refreshed(current, object).object ?? object, operation: unchanged ? 'unchanged' : 'configured' };
}

/** How resource.Info prints itself. */
export function infoText({ mapping, name, namespace }: Info): string {
  const group = mapping.group === '' ? '' : mapping.group;
  return `Resource: "${group}/${mapping.version}, Resource=${mapping.name}", GroupVersionKind: "${group}/${mapping.version}, Kind=${mapping.kind}"\nName: "${name}", Namespace: "${namespace}"`;
}

function missingAnnotation(info: Info): string {
  return `Warning: resource ${info.mapping.name}/${info.name} is missing the ${lastAppliedAnnotation} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`;
}

function* applyOnServer(
  invocation: Invocation,
  info: Info,
  options: ApplyOptions,
): Task<{ object: Json; operation: string }> {
  const subresource = invocation.flags.has('subresource') ? invocation.flags.string('subresource') : '';
  try {
    const object = yield* invocation.client.object(
      'PATCH',
      resourcePath(info.mapping, info.namespace, info.name, subresource),
      {
        query: {
          ...writeQuery(invocation, { ...options, ...fieldValidationOf(options) }),
          force: String(invocation.flags.bool('force-conflicts')),
        },
        headers: { 'content-type': 'application/apply-patch+yaml' },
        body: withSortedKeys(info.object),
      },
    );
    return { object, operation: 'serverside-applied' };
  } catch (error) {
    if (isStatusError(error, 'Conflict')) {
      const page = invocation.release.name === '1.20' ? oldConflictPage : conflictPage;
      throw new CommandError(`${error.message}\n${conflictAdvice}\nSee ${page}`);
    }
    if (isStatusError(error) && error.code === 415)
      throw new CommandError(`Server-side apply not available on the server: (${error.message})`);
    throw error;
  }
}

const conflictPage = 'https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts';
const oldConflictPage = 'http://k8s.io/docs/reference/using-api/api-concepts/#conflicts';
const conflictAdvice = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).`;

function* warnIfDeleting(invocation: Invocation, object: Json): Task<void> {
  if (textAt(object, 'metadata', 'deletionTimestamp') === '') return;
  yield* invocation.err(
    `Warning: Detected changes to resource ${textAt(object, 'metadata', 'name')} which is currently being deleted.\n`,
  );
}
