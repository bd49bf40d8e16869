import { createMergePatch } from '../../engine/api/patch/merge-patch.ts';
import type { Task } from '../../engine/sim/task.ts';
import { patchObject } from '../client/write.ts';
import type { Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { dryRunOf, filenameSelection, withDryRun, type DryRun } from '../flags/common.ts';
import { mapAt, recordAt, withField, type Json } from '../object.ts';
import { objectPrinter } from '../printers/output.ts';
import { recorded } from '../record.ts';
import { select } from '../resource-builder/builder.ts';
import type { Info } from '../resource-builder/info.ts';

/** What label and annotate have in common: keys that are set (`a=b`) and removed (`a-`). */
export interface PairsCommand {
  /** `label` or `annotation`. */
  readonly word: 'label' | 'annotation';
  readonly field: 'labels' | 'annotations';
  parse(pairs: readonly string[]): Changes;
  /** Throws if a value would be overwritten. */
  checkOverwrites(object: Json, set: ReadonlyMap<string, string>): void;
  /** `labeled`, and whether the server needs to be told. */
  outcome(change: Change): { readonly operation: string; readonly send: boolean };
  /** Said before the change for a key that is to be removed and is not there. */
  readonly missing?: (key: string) => string;
}

export interface Changes {
  readonly set: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
}

/** What a change did. */
export interface Change {
  readonly added: boolean;
  readonly removed: boolean;
  /** The object as it is sent differs from what was read even if no pair does. */
  readonly rewritten: boolean;
}

/** Resources come first, then the pairs (cmdutil.GetResourcesAndPairs). */
export function splitPairs(args: readonly string[], word: string): { resources: string[]; pairs: string[] } {
  const resources: string[] = [];
  const pairs: string[] = [];
  for (const arg of args) {
    const isPair = arg.indexOf('=') > 0 || (arg.endsWith('-') && arg !== '-');
    if (isPair) pairs.push(arg);
    else if (pairs.length === 0) resources.push(arg);
    else throw new CommandError(`all resources must be specified before ${word} changes: ${arg}`);
  }
  return { resources, pairs };
}

export function* runPairs(invocation: Invocation, command: PairsCommand): Task<void> {
  const { flags } = invocation;
  const dryRun = yield* dryRunOf(invocation);
  const { resources, pairs } = splitPairs(invocation.args, command.word);
  const changes = command.parse(pairs);
  checkPairs(invocation, command, resources, changes, dryRun);

  const local = flags.bool('local');
  const result = yield* select(invocation, {
    ...filenameSelection(invocation),
    continueOnError: true,
    flatten: true,
    local,
    ...(local
      ? {}
      : {
          args: resources,
          labelSelector: flags.string('selector'),
          fieldSelector: flags.string('field-selector'),
          allNamespaces: flags.has('all-namespaces') && flags.bool('all-namespaces'),
          all: flags.bool('all'),
          latest: true,
        }),
  });
  const resourceVersion = flags.string('resource-version');
  if (resourceVersion !== '' && !result.singleItemImplied)
    throw new CommandError('--resource-version may only be used with a single resource');
  yield* result.visit(function* (info): Task<void> {
    const before = info.object ?? {};
    if (flags.bool('list')) {
      yield* invocation.out(listing(command, info, result.singleItemImplied));
      return;
    }
    const { object, change } = changed(invocation, command, before, changes);
    if (local || dryRun === 'client') {
      yield* invocation.out(print(invocation, command.outcome(change).operation, dryRun, object));
      return;
    }
    for (const key of changes.remove) {
      if (command.missing !== undefined && recordAt(before, 'metadata', command.field)[key] === undefined)
        yield* invocation.out(command.missing(key));
    }
    const { operation, send } = command.outcome(change);
    const wanted = recorded(invocation, object);
    let answer = wanted;
    if (send) {
      const base = resourceVersion === '' ? before : withField(before, ['metadata', 'resourceVersion'], undefined);
      answer = yield* patchObject(invocation, info, 'merge', createMergePatch(base, wanted), {
        dryRun,
        fieldManager: flags.string('field-manager'),
      });
    }
    // label prints the object as it was changed here, annotate what the server made of it.
    yield* invocation.out(print(invocation, operation, dryRun, command.word === 'label' ? wanted : answer));
  });
}

function checkPairs(
  { flags }: Invocation,
  { word }: PairsCommand,
  resources: readonly string[],
  changes: Changes,
  dryRun: DryRun,
): void {
  const example = word === 'label' ? 'pod' : 'rsrc';
  const noFiles = flags.list('filename').length === 0 && flags.string('kustomize') === '';
  if (flags.bool('list') && flags.string('output') !== '')
    throw new CommandError('--list and --output may not be specified together');
  if (flags.bool('all') && flags.string('selector') !== '')
    throw new CommandError('cannot set --all and --selector at the same time');
  if (flags.bool('all') && flags.string('field-selector') !== '')
    throw new CommandError('cannot set --all and --field-selector at the same time');
  if (flags.bool('local')) {
    if (dryRun === 'server')
      throw new CommandError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
    if (resources.length > 0) {
      throw new CommandError(
        `can only use local files by -f ${example}.yaml or --filename=${example}.json when --local=true is set`,
      );
    }
    if (noFiles)
      throw new CommandError(`one or more files must be specified as -f ${example}.yaml or --filename=${example}.json`);
  } else if (resources.length === 0 && noFiles) {
    throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  }
  if (changes.set.size === 0 && changes.remove.length === 0 && !flags.bool('list'))
    throw new CommandError(`at least one ${word} update is required`);
}

function changed(
  { flags }: Invocation,
  command: PairsCommand,
  object: Json,
  { set, remove }: Changes,
): { object: Json; change: Change } {
  if (!flags.bool('overwrite')) command.checkOverwrites(object, set);
  const values = { ...recordAt(object, 'metadata', command.field) };
  let added = false;
  let removed = false;
  for (const [key, value] of set) {
    if (values[key] === value) continue;
    values[key] = value;
    added = true;
  }
  for (const key of remove) {
    if (values[key] === undefined) continue;
    delete values[key];
    removed = true;
  }
  let result = withField(object, ['metadata', command.field], values);
  const resourceVersion = flags.string('resource-version');
  if (resourceVersion !== '') result = withField(result, ['metadata', 'resourceVersion'], resourceVersion);
  // The field is there afterwards even if it holds nothing.
  const rewritten = resourceVersion !== '' || recordAt(object, 'metadata')[command.field] === undefined;
  return { object: result, change: { added, removed, rewritten } };
}

function listing(command: PairsCommand, info: Info, single: boolean): string {
  const indent = single ? '' : ' ';
  const { kind, group } = info.mapping;
  const title = single ? '' : `Listing ${command.field} for ${kind}.${group}/${info.name}:\n`;
  return `${title}${mapAt(info.object, 'metadata', command.field)
    .map(([key, value]) => `${indent}${key}=${value}\n`)
    .join('')}`;
}

function print(invocation: Invocation, operation: string, dryRun: DryRun, object: Json): string {
  // v1.20's label does not say that it was a dry run.
  const isSilent = invocation.release.name === '1.20' && invocation.command.name === 'label';
  return objectPrinter(invocation, isSilent ? operation : withDryRun(operation, dryRun))(object);
}
