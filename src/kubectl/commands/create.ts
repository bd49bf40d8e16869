import type { Task } from '../../engine/sim/task.ts';
import { withLastApplied } from '../annotations.ts';
import { createObject } from '../client/write.ts';
import type { Command, CommandFactory, Invocation } from '../command.ts';
import { addSource, CommandError, isReportable, SilentExit, usageError } from '../errors.ts';
import { dryRunOf, fieldValidation, filenameSelection, withDryRun } from '../flags/common.ts';
import { quote } from '../go/quote.ts';
import type { Json } from '../object.ts';
import { createPage } from '../pages/create.ts';
import { page } from '../pages/page.ts';
import { objectPrinter } from '../printers/output.ts';
import { recorded, recordFlag } from '../record.ts';
import type { KubectlRelease } from '../releases.ts';
import { select } from '../resource-builder/builder.ts';
import { clientValidator } from '../validate/validate.ts';
import { configMap } from './create/config-map.ts';
import { deployment } from './create/deployment.ts';
import { ingress } from './create/ingress.ts';
import { cronJob, job } from './create/jobs.ts';
import { podDisruptionBudget, quota } from './create/policies.ts';
import { clusterRole, clusterRoleBinding, role, roleBinding } from './create/rbac.ts';
import { secret } from './create/secret.ts';
import { service } from './create/service.ts';
import { namespace, priorityClass, serviceAccount } from './create/simple.ts';
import { createSubcommand } from './create/subcommand.ts';
import { token } from './create/token.ts';
import { editBeforeCreate } from './edit.ts';
import { rawError, rawWrite } from './raw-write.ts';

/** In the order of registration, which is that of suggestions. */
const creations: readonly CommandFactory[] = [
  (release) => createSubcommand(release, namespace),
  (release) => createSubcommand(release, quota),
  secret,
  (release) => createSubcommand(release, configMap),
  (release) => createSubcommand(release, serviceAccount),
  service,
  (release) => createSubcommand(release, deployment),
  (release) => createSubcommand(release, clusterRole),
  (release) => createSubcommand(release, clusterRoleBinding),
  (release) => createSubcommand(release, role),
  (release) => createSubcommand(release, roleBinding),
  (release) => createSubcommand(release, podDisruptionBudget),
  (release) => createSubcommand(release, priorityClass),
  (release) => createSubcommand(release, job),
  (release) => createSubcommand(release, cronJob),
  (release) => createSubcommand(release, ingress),
];

/** kubectl/pkg/cmd/create/create.go. */
export function create(release: KubectlRelease): Command {
  const old = release.name === '1.20';
  return {
    ...page(release, createPage, old ? {} : { hidden: [recordFlag(release)] }),
    subcommands: [...creations, ...(old ? [] : [token])].flatMap((factory) => factory(release) ?? []),
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
  if (flags.string('raw') !== '') {
    if (flags.bool('edit')) throw rawError(invocation, '--raw and --edit are mutually exclusive');
    return yield* rawWrite(invocation, 'POST');
  }
  if (flags.bool('edit')) return yield* editBeforeCreate(invocation);

  const result = yield* select(invocation, {
    ...filenameSelection(invocation),
    labelSelector: flags.string('selector'),
    continueOnError: true,
    flatten: true,
    validate: yield* clientValidator(invocation, validation),
  });
  let count = 0;
  yield* result.visit(function* (info): Task<void> {
    let object: Json = recorded(
      invocation,
      flags.bool('save-config') ? withLastApplied(info.object ?? {}) : (info.object ?? {}),
    );
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
