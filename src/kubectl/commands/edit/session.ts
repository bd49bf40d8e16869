import { jsonEqual } from '../../../engine/api/json.ts';
import { isStatusError } from '../../../engine/api/status.ts';
import { SysError } from '../../../engine/sim/process.ts';
import type { Task } from '../../../engine/sim/task.ts';
import type { Invocation } from '../../command.ts';
import { parseYaml, YamlConversionError, YamlError } from '../../decode/yaml/index.ts';
import { CommandError, isReportable, SilentExit } from '../../errors.ts';
import { fieldValidation } from '../../flags/common.ts';
import { quote } from '../../go/quote.ts';
import { recordAt, textAt, withField, type Json } from '../../object.ts';
import { indentedJson } from '../../printers/json.ts';
import { goYaml } from '../../printers/yaml.ts';
import type { ManifestFile } from '../../resource-builder/files.ts';
import { manifestInfos } from '../../resource-builder/manifest.ts';
import type { Info } from '../../resource-builder/info.ts';
import { clientValidator } from '../../validate/validate.ts';
import { launchEditor } from './editor.ts';
import {
  headerText,
  invalidReason,
  isInvalid,
  resourceWord,
  withoutComments,
  type EditMode,
  type EditReason,
} from './header.ts';

/** What became of one saved file. */
export interface EditResults {
  readonly reasons: EditReason[];
  retryable: number;
  notFound: number;
}

export interface EditSession {
  readonly mode: EditMode;
  /** Sends one changed object; its refusal goes into the results. */
  save(edited: Info, results: EditResults): Task<void>;
}

/** Opens the objects in the editor until what is saved is taken, or the person gives up (editoptions.go Run). */
export function* editInfos(invocation: Invocation, infos: readonly Info[], session: EditSession): Task<void> {
  const { p, flags, err } = invocation;
  const asJson = flags.has('output') && flags.string('output') === 'json';
  const managed = new Map<string, unknown>();
  const shown = infos.map((info) => {
    const object = info.object ?? {};
    managed.set(textAt(object, 'metadata', 'uid'), recordAt(object, 'metadata')['managedFields']);
    return withField(object, ['metadata', 'managedFields'], undefined);
  });
  const subject = shown.length === 1 ? shown[0]! : { apiVersion: 'v1', items: shown, kind: 'List', metadata: {} };
  const validate = yield* clientValidator(invocation, fieldValidation(invocation));

  let reasons: readonly EditReason[] = [];
  let original = '';
  let edited = '';
  let file = '';
  let failed = false;
  for (;;) {
    let text = asJson ? '' : headerText(session.mode, reasons);
    if (failed) text += withoutComments(edited);
    else {
      text += asJson ? indentedJson(subject) : goYaml(subject);
      original = text;
    }
    const before = edited;
    let launched;
    try {
      launched = yield* launchEditor(p, asJson ? '.json' : '.yaml', text);
    } catch (error) {
      if (error instanceof CommandError) yield* preserved(invocation, file);
      throw error;
    }
    edited = launched.text;
    if (failed && sameContent(before, edited)) {
      yield* preserved(invocation, launched.path);
      throw new CommandError('Edit cancelled, no valid changes were saved.');
    }
    if (file !== '') remove(invocation, file);
    file = launched.path;

    const wrong = yield* mistakes(edited, validate);
    if (wrong !== undefined) {
      failed = true;
      const message = `<nil>: Invalid value: "The edited file failed validation": ${wrong}`;
      reasons = [{ head: `${resourceWord(infos[0]!)} ${quote(infos[0]!.name)} was not valid`, other: [message] }];
      yield* err(`error: ${resourceWord(infos[0]!)} ${quote(infos[0]!.name)} is invalid\n`);
      continue;
    }
    if (sameContent(original, edited)) {
      remove(invocation, file);
      return yield* err('Edit cancelled, no changes made.\n');
    }
    if (!edited.split('\n').some((line) => /^\s*[^\s#]/.test(line))) {
      remove(invocation, file);
      return yield* err('Edit cancelled, saved file was empty.\n');
    }
    const results: EditResults = { reasons: [], retryable: 0, notFound: 0 };
    let updated: readonly Info[];
    try {
      updated = yield* parsed(invocation, edited);
    } catch (error) {
      if (!isReportable(error)) throw error;
      failed = true;
      reasons = [{ head: `The edited file had a syntax error: ${error.message}`, other: [] }];
      continue;
    }
    failed = false;
    try {
      for (const info of updated) {
        const object = withField(
          info.object ?? {},
          ['metadata', 'managedFields'],
          managed.get(textAt(info.object, 'metadata', 'uid')),
        );
        yield* session.save({ ...info, object }, results);
      }
    } catch (error) {
      if (isReportable(error)) yield* preserved(invocation, file);
      throw error;
    }
    if (results.retryable > 0) {
      yield* err(`You can run \`kubectl replace -f ${file}\` to try this update again.\n`);
      throw new SilentExit();
    }
    if (results.notFound > 0) {
      yield* err(`The edits you made on deleted resources have been saved to ${quote(file)}\n`);
      throw new SilentExit();
    }
    if (results.reasons.length === 0) return remove(invocation, file);
    failed = true;
    reasons = results.reasons;
  }
}

/** Takes down why the server refused, and returns what is said at once (editResults.addError). */
export function addError(results: EditResults, error: Error, info: Info): string {
  const what = `error: ${resourceWord(info)} ${quote(info.name)}`;
  if (isInvalid(error)) {
    results.reasons.push(invalidReason(error, info));
    return `${what} is invalid\n`;
  }
  if (isStatusError(error, 'NotFound')) {
    results.notFound++;
    return `${what} could not be found on the server\n`;
  }
  results.retryable++;
  return `${what} could not be patched: ${error.message}\n`;
}

function* mistakes(text: string, validate: (document: unknown) => Task<void>): Task<string | undefined> {
  try {
    yield* validate(parseYaml(text));
    return undefined;
  } catch (error) {
    if (error instanceof YamlError || error instanceof YamlConversionError) return error.message;
    if (!isReportable(error)) throw error;
    return error.message.replace(/^error validating data: /, '').replace(/; if you choose to ignore.*$/s, '');
  }
}

/** Compared without comments, as JSON where they are YAML. */
function sameContent(a: string, b: string): boolean {
  const [left, right] = [valueOf(a), valueOf(b)];
  if (left === undefined || right === undefined) return withoutComments(a) === withoutComments(b);
  return jsonEqual(left, right);
}

function valueOf(text: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    if (error instanceof YamlError || error instanceof YamlConversionError) return undefined;
    throw error;
  }
}

function* parsed(invocation: Invocation, text: string): Task<readonly Info[]> {
  const file: ManifestFile = {
    name: 'edited-file',
    *read(): Task<string> {
      return text;
    },
  };
  const infos: Info[] = [];
  const use = function* (info: Info): Task<void> {
    const items = info.object?.['items'];
    if (info.mapping.kind !== 'List' || !Array.isArray(items)) {
      infos.push(info);
      return;
    }
    for (const item of items as readonly Json[]) {
      const one: ManifestFile = {
        name: 'edited-file',
        *read(): Task<string> {
          return indentedJson(item);
        },
      };
      yield* manifestInfos(invocation, {}, one, use);
    }
  };
  yield* manifestInfos(invocation, {}, file, use);
  return infos;
}

function remove({ p }: Invocation, path: string): void {
  try {
    p.unlink(path);
  } catch (error) {
    // It is gone already.
    if (!(error instanceof SysError)) throw error;
  }
}

function* preserved(invocation: Invocation, path: string): Task<void> {
  if (path === '') return;
  try {
    invocation.p.stat(path);
  } catch (error) {
    if (error instanceof SysError) return;
    throw error;
  }
  yield* invocation.err(`A copy of your changes has been stored to ${quote(path)}\n`);
}
