import { jsonEqual } from '../../engine/api/json.ts';
import { isStatusError } from '../../engine/api/status.ts';
import { createMergePatch } from '../../engine/api/patch/merge-patch.ts';
import { readWhole } from '../../engine/sim/read-whole.ts';
import type { Task } from '../../engine/sim/task.ts';
import { SysError } from '../../engine/sim/process.ts';
import { apiVersionOf } from '../client/rest-mapper.ts';
import { patchObject, type PatchType } from '../client/write.ts';
import type { Command, Invocation } from '../command.ts';
import { JsonSyntaxError, parseJsonPrefix } from '../decode/json.ts';
import { parseYaml, YamlConversionError, YamlError } from '../decode/yaml/index.ts';
import { CommandError, isReportable } from '../errors.ts';
import { dryRunOf, filenameSelection } from '../flags/common.ts';
import { quote } from '../go/quote.ts';
import type { Json } from '../object.ts';
import { patchLocally } from '../local-patch.ts';
import { objectPrinter } from '../printers/output.ts';
import { recorded, recordFlag } from '../record.ts';
import { page } from '../pages/page.ts';
import { patchPage } from '../pages/patch.ts';
import type { KubectlRelease } from '../releases.ts';
import { select } from '../resource-builder/builder.ts';
import type { Info } from '../resource-builder/info.ts';

/** The words of --type, in the order in which the refusal lists them. */
const patchTypes: Readonly<Record<string, PatchType>> = { json: 'json', merge: 'merge', strategic: 'strategic' };
const typeList = `[${Object.keys(patchTypes).join(' ')}]`;

/** kubectl/pkg/cmd/patch/patch.go. */
export function patch(release: KubectlRelease): Command {
  return {
    ...page(release, patchPage, { hidden: [recordFlag(release)] }),
    complete: 'types-and-names',
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, args } = invocation;
  const dryRun = yield* dryRunOf(invocation);
  const local = flags.bool('local');
  const given = flags.string('patch');
  const file = flags.string('patch-file');
  if (given !== '' && file !== '') throw new CommandError('cannot specify --patch and --patch-file together');
  if (given === '' && file === '')
    throw new CommandError('must specify --patch or --patch-file containing the contents of the patch');
  if (local && args.length > 0) throw new CommandError('cannot specify --local and server resources');
  if (local && dryRun === 'server')
    throw new CommandError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  const word = flags.string('type');
  const type = word === '' ? 'strategic' : patchTypes[word.toLowerCase()];
  if (type === undefined) throw new CommandError(`--type must be one of ${typeList}, not ${quote(word)}`);
  const source = file === '' ? given : yield* readPatch(invocation, file);
  const content = parsePatch(source, given);
  const subresource = flags.has('subresource') ? flags.string('subresource') : '';

  const result = yield* select(invocation, {
    ...filenameSelection(invocation),
    args,
    subresource,
    continueOnError: true,
    flatten: true,
    local,
  });
  let count = 0;
  yield* result.visit(function* (info): Task<void> {
    count++;
    const before = info.object ?? {};
    let object: Json;
    let changed: boolean;
    if (local || dryRun === 'client') {
      object = patchLocally(before, type, content, invocation.release);
      changed = !jsonEqual(before, object);
    } else {
      const options = { dryRun, fieldManager: flags.string('field-manager') };
      object = yield* send(invocation, info, type, content, options);
      changed = !jsonEqual(before, object);
      object = yield* recordCause(invocation, info, object, options);
    }
    const operation = changed ? 'patched' : 'patched (no change)';
    yield* invocation.out(objectPrinter(invocation, operation)(object));
  });
  if (count === 0) throw new CommandError('no objects passed to patch');
}

type Options = Parameters<typeof patchObject>[4];

function* send(invocation: Invocation, info: Info, type: PatchType, content: unknown, options: Options): Task<Json> {
  try {
    return yield* patchObject(invocation, info, type, content, options);
  } catch (error) {
    if (!isStatusError(error) || error.code !== 415 || invocation.release.name === '1.20') throw error;
    const { mapping } = info;
    throw new CommandError(
      `application/${type === 'json' ? 'json-patch' : type === 'merge' ? 'merge-patch' : 'strategic-merge-patch'}+json is not supported by ${apiVersionOf(mapping)}, Kind=${mapping.kind}: ${error.message}`,
    );
  }
}

/** The command goes into the annotation with a patch of its own; its failure is not the command's. */
export function* recordCause(invocation: Invocation, info: Info, object: Json, options: Options): Task<Json> {
  const wanted = recorded(invocation, object);
  if (wanted === object) return object;
  try {
    return yield* patchObject(invocation, info, 'merge', createMergePatch(object, wanted), options);
  } catch (error) {
    if (!isReportable(error)) throw error;
    return object;
  }
}

function* readPatch({ p }: Invocation, path: string): Task<string> {
  try {
    return yield* readWhole(p, path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new CommandError(`unable to read patch file: open ${path}: ${error.message.toLowerCase()}`);
  }
}

/** yaml.ToJSON: what begins like JSON goes to the server as it is, mistakes too. */
function parsePatch(source: string, given: string): unknown {
  try {
    if (/^\s*\{/.test(source)) {
      const { value, length } = parseJsonPrefix(source);
      return source.slice(length).trim() === '' ? value : source;
    }
    return parseYaml(source);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return source;
    if (!(error instanceof YamlError) && !(error instanceof YamlConversionError)) throw error;
    throw new CommandError(`unable to parse ${quote(given)}: ${error.message}`);
  }
}
