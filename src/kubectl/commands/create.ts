import type { Task } from '../../engine/sim/task.ts';
import { withLastApplied } from '../annotations.ts';
import { createObject } from '../client/write.ts';
import type { Command, Invocation } from '../command.ts';
import { addSource, CommandError, isReportable, SilentExit, usageError } from '../errors.ts';
import {
  dryRunFlag,
  dryRunOf,
  fieldManagerFlag,
  fieldValidation,
  filenameFlags,
  filenameSelection,
  saveConfigFlag,
  selectorFlag,
  validateFlag,
  withDryRun,
} from '../flags/common.ts';
import { text } from '../flags/flag.ts';
import { quote } from '../go/quote.ts';
import type { Json } from '../object.ts';
import { objectPrinter, printFlags } from '../printers/output.ts';
import type { KubectlRelease } from '../releases.ts';
import { select } from '../resource-builder/builder.ts';
import { clientValidator } from '../validate/validate.ts';
import { rawWrite } from './raw-write.ts';

/** kubectl/pkg/cmd/create/create.go. */
export function create(release: KubectlRelease): Command {
  return {
    name: 'create',
    short:
      release.name === '1.20'
        ? 'Create a resource from a file or from stdin.'
        : 'Create a resource from a file or from stdin',
    long: 'Create a resource from a file or from stdin.\n\n JSON and YAML formats are accepted.',
    examples: [
      '# Create a pod using the data in pod.json',
      'kubectl create -f ./pod.json',
      '# Create a pod based on the JSON passed into stdin',
      'cat pod.json | kubectl create -f -',
      '# Edit the data in registry.yaml in JSON then create the resource using the edited data',
      'kubectl create -f registry.yaml --edit -o json',
    ],
    usage: 'create -f FILENAME',
    flags: [
      ...printFlags(release),
      ...filenameFlags('to use to create the resource'),
      validateFlag(release),
      dryRunFlag,
      saveConfigFlag,
      selectorFlag(release),
      text('raw', 'Raw URI to POST to the server.  Uses the transport specified by the kubeconfig file.'),
      fieldManagerFlag('kubectl-create'),
    ],
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, args, release } = invocation;
  const noFiles = flags.list('filename').length === 0 && flags.string('kustomize') === '';
  if (release.name === '1.20' && noFiles) {
    yield* invocation.err('Error: must specify one of -f and -k\n\n');
    if (args.length > 0) throw usageError(invocation.commandPath, `unknown command ${quote(args.join(' '))}`);
    yield* invocation.help(2);
    throw new SilentExit();
  }
  if (args.length > 0) throw usageError(invocation.commandPath, `Unexpected args: [${args.join(' ')}]`);
  const dryRun = yield* dryRunOf(invocation);
  const validation = fieldValidation(invocation);
  const printer = objectPrinter(invocation, withDryRun('created', dryRun));
  if (noFiles) throw new CommandError('must specify one of -f and -k');
  if (flags.string('raw') !== '') return yield* rawWrite(invocation, 'POST');

  const result = yield* select(invocation, {
    ...filenameSelection(invocation),
    labelSelector: flags.string('selector'),
    continueOnError: true,
    flatten: true,
    validate: yield* clientValidator(invocation, validation),
  });
  let count = 0;
  yield* result.visit(function* (info): Task<void> {
    let object: Json = flags.bool('save-config') ? withLastApplied(info.object ?? {}) : (info.object ?? {});
    if (dryRun !== 'client') {
      try {
        object = yield* createObject(invocation, info.mapping, info.namespace, object, {
          dryRun,
          fieldManager: flags.string('field-manager'),
          fieldValidation: validation,
        });
      } catch (error) {
        if (!isReportable(error)) throw error;
        throw addSource('creating', info.source, error);
      }
    }
    count++;
    yield* invocation.out(printer(object));
  });
  if (count === 0) throw new CommandError('no objects passed to create');
}
