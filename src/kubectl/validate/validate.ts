import type { Task } from '../../engine/sim/task.ts';
import { definitionOf, openApiV2, type Definitions } from '../client/openapi.ts';
import { splitApiVersion } from '../client/rest-mapper.ts';
import type { Invocation } from '../command.ts';
import { combine, CommandError, isReportable } from '../errors.ts';
import type { FieldValidation } from '../flags/common.ts';
import { isRecord, listAt, textAt } from '../object.ts';
import { checkObjectKind } from './object-kind.ts';
import { validateModel } from './model.ts';

/**
 * Makes the check that a manifest passes before it is sent. Both releases want to know what it is; v1.20 then compares it
 * with the server's OpenAPI document (kubectl/pkg/util/openapi/validation), v1.36 leaves that to the server.
 */

export function* clientValidator(
  invocation: Invocation,
  validation: FieldValidation,
): Task<(document: unknown) => Task<void>> {
  if (validation === 'Ignore') return function* (): Task<void> {};
  let definitions: Definitions | undefined;
  return function* (document): Task<void> {
    let failed = checkObjectKind(document);
    if (failed === undefined && (invocation.release.validation === 'client' || isPlainList(document))) {
      try {
        definitions ??= yield* openApiV2(invocation.client);
      } catch (error) {
        if (!isReportable(error)) throw error;
        throw new CommandError(`error validating data: ${error.message}; ${hint}`);
      }
      failed = combine(modelErrors(document, definitions).map((message) => new CommandError(message)));
    }
    if (failed !== undefined) throw new CommandError(`error validating data: ${failed.message}; ${hint}`);
  };
}

/** The server cannot check a v1 List as a whole, so every release checks its items here. */
function isPlainList(document: unknown): boolean {
  return isRecord(document) && document['apiVersion'] === 'v1' && document['kind'] === 'List';
}

const hint = 'if you choose to ignore these errors, turn validation off with --validate=false';

function modelErrors(document: unknown, definitions: Definitions): readonly string[] {
  if (!isRecord(document)) return [];
  if (isPlainList(document)) {
    return listAt(document, 'items').flatMap((item) => {
      const unknown = checkObjectKind(item);
      return unknown === undefined ? modelErrors(item, definitions) : [unknown.message];
    });
  }
  const kind = textAt(document, 'kind');
  const [group, version] = splitApiVersion(textAt(document, 'apiVersion'));
  const name = definitionOf(definitions, group, version, kind);
  // What the server does not describe is not checked.
  return name === undefined ? [] : validateModel(document, name, definitions, kind);
}
