import { findByGvk } from '../../engine/api/kinds.ts';
import { canonicalQuantity, QuantityError } from '../../engine/api/quantity.ts';
import type { Task } from '../../engine/sim/task.ts';
import { apiVersionOf } from '../client/rest-mapper.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isReportable } from '../errors.ts';
import { dryRunOf, filenameSelection, withDryRun, type DryRun } from '../flags/common.ts';
import { integer, text, type Flag } from '../flags/flag.ts';
import { createGenerated } from '../generate/create.ts';
import type { Json } from '../object.ts';
import { autoscalePage } from '../pages/autoscale.ts';
import { page } from '../pages/page.ts';
import { objectPrinter } from '../printers/output.ts';
import { recorded, recordFlag } from '../record.ts';
import type { KubectlRelease } from '../releases.ts';
import { select } from '../resource-builder/builder.ts';
import type { Info } from '../resource-builder/info.ts';

const hidden: Readonly<Record<KubectlRelease['name'], readonly Flag[]>> = {
  '1.20': [
    text('generator', '', {
      value: 'horizontalpodautoscaler/v1',
      deprecated: 'has no effect and will be removed in the future.',
    }),
  ],
  '1.36': [
    integer('cpu-percent', '', {
      value: -1,
      bits: 32,
      deprecated:
        "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
    }),
  ],
};

/** kubectl/pkg/cmd/autoscale/autoscale.go: an autoscaling/v2 object, v1 in v1.20. */
export function autoscale(release: KubectlRelease): Command {
  return {
    ...page(release, autoscalePage, { required: ['max'], hidden: [...hidden[release.name], recordFlag(release)] }),
    complete: 'types-and-names',
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, args } = invocation;
  const dryRun = yield* dryRunOf(invocation);
  // Only a client dry run says `created`.
  const print = objectPrinter(invocation, withDryRun(dryRun === 'client' ? 'created' : 'autoscaled', dryRun), true);
  const [least, most] = [flags.number('min'), flags.number('max')];
  if (most < 1) throw new CommandError(`--max=MAXPODS is required and must be at least 1, max: ${most}`);
  if (most < least)
    throw new CommandError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${most}, min: ${least}`);
  if (flags.has('cpu') && flags.number('cpu-percent') > 0 && flags.string('cpu') !== '')
    throw new CommandError('--cpu-percent and --cpu are mutually exclusive');
  const metrics = metricsOf(invocation);
  const result = yield* select(invocation, {
    ...filenameSelection(invocation),
    args,
    continueOnError: true,
    flatten: true,
  });
  let count = 0;
  yield* result.visit(function* (info): Task<void> {
    checkScalable(invocation, info);
    yield* invocation.out(print(yield* createAutoscaler(invocation, info, metrics, dryRun)));
    count++;
  });
  if (count === 0) throw new CommandError('no objects passed to autoscale');
}

function checkScalable({ release }: Invocation, { mapping }: Info): void {
  const kind = findByGvk(release, apiVersionOf(mapping), mapping.kind);
  if (kind === undefined || kind.subresources?.some((one) => one.name === 'scale') === true) return;
  throw new CommandError(
    `cannot autoscale a ${mapping.kind}: could not find scale subresource for ${mapping.group}/${mapping.version}, Resource=${mapping.name} in discovery information`,
  );
}

/** Since v1.33 the object is of v2, and where the server refuses that, of v1, which knows only --cpu-percent. */
function* createAutoscaler(invocation: Invocation, info: Info, metrics: readonly Json[], dryRun: DryRun): Task<Json> {
  const { flags, release } = invocation;
  const create = (object: Json): Task<Json> =>
    createGenerated(invocation, recorded(invocation, object), { dryRun, keepsNamespace: release.name === '1.20' });
  if (release.name === '1.20') return yield* create(autoscaler(invocation, info, 'v1', percentage(invocation)));
  try {
    return yield* create(autoscaler(invocation, info, 'v2', metrics.length === 0 ? {} : { metrics }));
  } catch (error) {
    if (!isReportable(error)) throw error;
    const cpu = flags.string('cpu').trim();
    if (cpu === '') {
      throw new CommandError(
        'failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: empty input',
      );
    }
    const fitsV1 = flags.string('memory') === '' && (flags.number('cpu-percent') >= 0 || cpu.endsWith('%'));
    if (!fitsV1) {
      throw new CommandError(
        'failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: %!w(<nil>)',
      );
    }
    return yield* create(autoscaler(invocation, info, 'v1', percentage(invocation)));
  }
}

function percentage({ flags }: Invocation): Json {
  const percent = flags.number('cpu-percent');
  return percent >= 0 ? { targetCPUUtilizationPercentage: percent } : {};
}

function autoscaler({ flags }: Invocation, info: Info, version: 'v1' | 'v2', target: Json): Json {
  const least = flags.number('min');
  return {
    apiVersion: `autoscaling/${version}`,
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: flags.string('name') || info.name },
    spec: {
      ...(least > 0 ? { minReplicas: least } : {}),
      maxReplicas: flags.number('max'),
      scaleTargetRef: { apiVersion: apiVersionOf(info.mapping), kind: info.mapping.kind, name: info.name },
      ...target,
    },
  };
}

function metricsOf({ flags }: Invocation): readonly Json[] {
  if (!flags.has('cpu')) return [];
  const percent = flags.number('cpu-percent');
  const metrics = percent > 0 ? [resourceMetric('cpu', `${percent}%`)] : [];
  for (const name of ['cpu', 'memory'] as const) {
    if (flags.string(name) !== '') metrics.push(resourceMetric(name, flags.string(name).trim()));
  }
  return metrics;
}

/** `70%` is a share of the request, `500m` an amount; a bare number counts milli-cores or mebibytes (parseResourceInput). */
function resourceMetric(name: 'cpu' | 'memory', input: string): Json {
  const metric = (target: Json): Json => ({ type: 'Resource', resource: { name, target } });
  if (input === '') throw new CommandError('empty input');
  if (input.endsWith('%')) {
    const share = input.slice(0, -1);
    if (!/^\+?\d+$/.test(share) || Number(share) >= 2 ** 31)
      throw new CommandError(`invalid percentage value: ${share}`);
    return metric({ type: 'Utilization', averageUtilization: Number(share) });
  }
  const isBare = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(input);
  try {
    const amount = isBare ? `${Number(input)}${name === 'cpu' ? 'm' : 'Mi'}` : input;
    return metric({ type: 'AverageValue', averageValue: canonicalQuantity(amount) });
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    throw new CommandError(isBare ? error.message : `invalid resource ${name} value: ${input}`);
  }
}
