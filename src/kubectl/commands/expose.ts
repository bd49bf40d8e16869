import type { Task } from '../../engine/sim/task.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isReportable, usageError } from '../errors.ts';
import { dryRunOf, filenameSelection, withDryRun } from '../flags/common.ts';
import { text, type Flag } from '../flags/flag.ts';
import { createGenerated } from '../generate/create.ts';
import { withOverrides } from '../generate/overrides.ts';
import { quote } from '../go/quote.ts';
import { recordAt, type Json } from '../object.ts';
import { exposePage } from '../pages/expose.ts';
import { page } from '../pages/page.ts';
import { objectPrinter } from '../printers/output.ts';
import { recorded, recordFlag } from '../record.ts';
import type { KubectlRelease } from '../releases.ts';
import { select, type Result } from '../resource-builder/builder.ts';
import type { Info } from '../resource-builder/info.ts';
import { mapSelectorOf, pairs, portsOf } from './expose/introspect.ts';
import { serviceOf, type ServiceParams } from './expose/service.ts';

const oldFlags: readonly Flag[] = [
  text('container-port', '', {
    deprecated: '--container-port will be removed in the future, please use --target-port instead',
  }),
];

/** kubectl/pkg/cmd/expose/expose.go. */
export function expose(release: KubectlRelease): Command {
  return {
    ...page(release, exposePage, { hidden: release.name === '1.20' ? oldFlags : [recordFlag(release)] }),
    complete: 'types-and-names',
    run,
  };
}

/** Longest name of a Service (validation.DNS1035LabelMaxLength). */
const longestName = 63;

function* run(invocation: Invocation): Task<void> {
  const { release } = invocation;
  const dryRun = yield* dryRunOf(invocation);
  const print = objectPrinter(invocation, withDryRun('exposed', dryRun), true);
  const result = yield* selected(invocation);
  if (invocation.flags.has('generator')) checkGenerator(invocation);
  // What the first object filled in is there for the next ones (o.Selector, o.Port); v1.20 starts anew each time.
  let filled: Filled = {};
  yield* result.visit(function* (info): Task<void> {
    if (release.name === '1.20') filled = {};
    const { params, next } = paramsOf(invocation, info, filled);
    filled = next;
    const object = withOverrides(invocation, serviceOf(params, release));
    const made = yield* createGenerated(invocation, recorded(invocation, object), {
      dryRun,
      keepsNamespace: release.name === '1.20',
    });
    yield* invocation.out(print(made));
  });
}

function* selected(invocation: Invocation): Task<Result> {
  try {
    return yield* select(invocation, {
      ...filenameSelection(invocation),
      args: invocation.args,
      continueOnError: true,
      flatten: true,
      latest: true,
    });
  } catch (error) {
    if (invocation.release.name !== '1.20' || !isReportable(error)) throw error;
    throw usageError(invocation.commandPath, error.message);
  }
}

function checkGenerator({ flags, commandPath }: Invocation): void {
  const generator = flags.string('generator');
  if (generator !== 'service/v1' && generator !== 'service/v2')
    throw usageError(commandPath, `generator ${quote(generator)} not found.`);
}

interface Filled {
  readonly selector?: string;
  readonly port?: string;
  readonly ports?: string;
  readonly labels?: string;
}

const exposable = ['/ReplicationController', '/Service', '/Pod', 'apps/Deployment', 'apps/ReplicaSet'];

function paramsOf(invocation: Invocation, info: Info, before: Filled): { params: ServiceParams; next: Filled } {
  const { flags, release } = invocation;
  const { mapping } = info;
  const object: Json = info.object ?? {};
  if (!exposable.includes(`${mapping.group}/${mapping.kind}`)) {
    throw new CommandError(`cannot expose a ${mapping.kind}${mapping.group === '' ? '' : `.${mapping.group}`}`);
  }
  const fail = (what: string, why = ''): CommandError => {
    const message = `couldn't ${what} or introspection${why === '' ? '' : `: ${why}`}`;
    return release.name === '1.20' ? usageError(invocation.commandPath, message) : new CommandError(message);
  };
  let selector = flags.string('selector') || (before.selector ?? '');
  if (selector === '') {
    try {
      selector = mapSelectorOf(object);
    } catch (error) {
      if (!isReportable(error)) throw error;
      throw fail('retrieve selectors via --selector flag', error.message);
    }
  }
  const declared = portsOf(object);
  let port = flags.string('port') || (before.port ?? '');
  let ports = before.ports ?? '';
  if (port === '') {
    const found = [...new Set(declared.map((one) => one.port))];
    if (found.length === 0 && flags.string('cluster-ip') !== 'None') throw fail('find port via --port flag');
    if (found.length === 1) port = found[0]!;
    else ports = found.join(',');
  }
  const labels = flags.string('labels') || before.labels || pairs(recordAt(object, 'metadata', 'labels'));
  const params: ServiceParams = {
    name: flags.string('name') || info.name.slice(0, longestName),
    selector,
    labels,
    ports: ports || port,
    protocol: flags.string('protocol'),
    declared,
    targetPort: flags.string('target-port') || (flags.has('container-port') ? flags.string('container-port') : ''),
    externalIP: flags.string('external-ip'),
    loadBalancerIP: flags.string('load-balancer-ip'),
    type: flags.string('type'),
    sessionAffinity: flags.string('session-affinity'),
    clusterIP: flags.string('cluster-ip'),
  };
  return { params, next: { selector, port, ports, labels } };
}
