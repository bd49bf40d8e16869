import { isStatusError } from '../../engine/api/status.ts';
import type { Task } from '../../engine/sim/task.ts';
import { withLastApplied } from '../annotations.ts';
import { kindWord, resourcePath } from '../client/rest-mapper.ts';
import { createObject, replaceObject } from '../client/write.ts';
import type { Command, Invocation } from '../command.ts';
import { addSource, CommandError, isReportable } from '../errors.ts';
import { dryRunOf, fieldValidation, filenameSelection, withDryRun } from '../flags/common.ts';
import type { Json } from '../object.ts';
import { page } from '../pages/page.ts';
import { replacePage } from '../pages/replace.ts';
import { objectPrinter } from '../printers/output.ts';
import { recorded, recordFlag } from '../record.ts';
import type { KubectlRelease } from '../releases.ts';
import { readStdin } from '../resource-builder/files.ts';
import { select, type Selection } from '../resource-builder/builder.ts';
import { getInfo, type Info } from '../resource-builder/info.ts';
import { clientValidator } from '../validate/validate.ts';
import { cascadingStrategy } from './delete/cascade.ts';
import { rawWrite } from './raw-write.ts';

/** kubectl/pkg/cmd/replace/replace.go. */
export function replace(release: KubectlRelease): Command {
  return { ...page(release, replacePage, { hidden: [recordFlag(release)] }), run };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, release } = invocation;
  const old = release.name === '1.20';
  const validation = fieldValidation(invocation);
  const dryRun = yield* dryRunOf(invocation);
  const print = objectPrinter(invocation, withDryRun('replaced', dryRun));
  const { policy, warning } = cascadingStrategy(invocation);
  if (warning !== '') yield* invocation.err(warning);
  const given = filenameSelection(invocation);
  const force = flags.bool('force');
  // Standard input is needed twice.
  const files = force ? { ...given, filenames: yield* withoutStdin(invocation, given.filenames) } : given;
  if (files.filenames.length === 0 && files.kustomize === '') throw new CommandError('must specify one of -f and -k');
  // --grace-period=0 means 1 ever since it could lose data.
  const gracePeriod = flags.number('grace-period') === 0 ? 1 : flags.number('grace-period');
  if (gracePeriod >= 0 && !force) throw new CommandError('--grace-period must have --force specified');
  if (flags.number('timeout') !== 0 && !force) throw new CommandError('--timeout must have --force specified');
  if (!old && force && dryRun !== 'none') throw new CommandError('--dry-run can not be used when --force is set');
  if (flags.string('raw') !== '') return yield* rawWrite(invocation, 'PUT');

  const subresource = flags.has('subresource') ? flags.string('subresource') : '';
  const selection: Selection = { ...files, subresource, continueOnError: true, flatten: true };
  const validate = yield* clientValidator(invocation, validation);
  const options = { dryRun, fieldManager: flags.string('field-manager'), fieldValidation: validation };
  const wanted = (info: Info): Json =>
    recorded(invocation, flags.bool('save-config') ? withLastApplied(info.object ?? {}) : (info.object ?? {}));
  if (force) {
    yield* removeAll(invocation, selection, gracePeriod, policy);
    const result = yield* select(invocation, { ...selection, validate });
    return yield* result.visit(function* (info): Task<void> {
      yield* invocation.out(
        print(yield* createObject(invocation, info.mapping, info.namespace, wanted(info), options)),
      );
    });
  }
  const result = yield* select(invocation, { ...selection, validate });
  yield* result.visit(function* (info): Task<void> {
    if (dryRun === 'client') return yield* invocation.out(print(wanted(info)));
    let object: Json;
    try {
      object = yield* replaceObject(invocation, info, wanted(info), options, subresource);
    } catch (error) {
      if (!isReportable(error)) throw error;
      throw addSource('replacing', info.source, error);
    }
    yield* invocation.out(print(object));
  });
}

/** The files, with what standard input holds in one of its own. */
function* withoutStdin({ p }: Invocation, filenames: readonly string[]): Task<readonly string[]> {
  if (!filenames.includes('-')) return filenames;
  const path = `/tmp/kubectl_replace_${Math.floor(p.random() * 4_294_967_296)}.stdin`;
  p.writeFile(path, yield* readStdin(p), { mode: 0o600 });
  return filenames.map((name) => (name === '-' ? path : name));
}

/** --force: the objects are deleted, and gone, before they are made anew. */
function* removeAll(
  invocation: Invocation,
  selection: Selection,
  gracePeriod: number,
  propagationPolicy: string,
): Task<void> {
  const { flags, release, client } = invocation;
  const result = yield* select(invocation, { ...selection, args: invocation.args, requireObject: false });
  const infos: Info[] = [];
  yield* result.visit(function* (info): Task<void> {
    infos.push(info);
    try {
      yield* client.object('DELETE', resourcePath(info.mapping, info.namespace, info.name), {
        body: {
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          ...(gracePeriod >= 0 ? { gracePeriodSeconds: gracePeriod } : {}),
          propagationPolicy,
        },
      });
    } catch (error) {
      if (isStatusError(error, 'NotFound')) return;
      throw error;
    }
    const where = release.deletedFromNamespace && info.mapping.namespaced ? ` from ${info.namespace} namespace` : '';
    const output = flags.string('output');
    yield* invocation.out(
      output === 'name'
        ? `${kindWord(info.mapping)}/${info.name}\n`
        : `${kindWord(info.mapping)} "${info.name}" deleted${where}\n`,
    );
  });
  const timeout = flags.number('timeout') === 0 ? 300_000 : flags.number('timeout');
  for (const info of infos) yield* gone(invocation, info, timeout);
}

/** Asks once a second until the object is gone. */
function* gone(invocation: Invocation, info: Info, timeout: number): Task<void> {
  const end = invocation.p.now() + timeout;
  for (;;) {
    try {
      yield* getInfo(invocation.client, info);
    } catch (error) {
      if (isStatusError(error, 'NotFound')) return;
      throw error;
    }
    if (invocation.p.now() + 1000 > end) throw new CommandError('timed out waiting for the condition');
    yield* invocation.p.sleep(1000);
  }
}
