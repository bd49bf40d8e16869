import type { Pod } from '../../api/types.ts';
import { finishTime, remainingBackOff } from './backoff.ts';
import { isIndexed, type JobController, type JobSpec, onlyReplaceFailed, type SyncContext } from './context.ts';
import { failureAnnotations, failuresBefore } from './failed-indexes.ts';
import {
  completionIndex,
  completionIndexAnnotation,
  firstFreeIndexes,
  indexesOf,
  mergeIndexes,
  withIndexes,
} from './indexes.ts';
import type { PodTemplate } from './pod-control.ts';
import { byDeletionOrder, isReady, isTerminating, trackingFinalizer } from './pods.ts';

/** MaxPodCreateDeletePerSync. */
const mostAtOnce = 500;
/** SyncJobBatchPeriod: the least delay of a sync that is put off. */
const batchPeriod = 1000;
/** names.MaxGeneratedNameLength. */
const longestPrefix = 58;

/**
 * Brings the number of active Pods to what is wanted (manageJob of pkg/controller/job/job_controller.go, v1.36): deletes some or makes some,
 * never both at once. Returns the first refusal.
 */
export function manageJob(controller: JobController, context: SyncContext): unknown {
  const { spec, activePods } = context;
  if (spec.suspend === true) return remove(controller, context, podsToRemove(spec, activePods, activePods.length));
  const wanted = wantedActive(context);
  const surplus = podsToRemove(spec, activePods, Math.max(0, context.active - wanted)).slice(0, mostAtOnce);
  if (surplus.length > 0) return remove(controller, context, surplus);
  const missing = wanted - (onlyReplaceFailed(spec) ? context.terminating : 0) - context.active;
  return missing > 0 ? add(controller, context, Math.min(missing, mostAtOnce)) : undefined;
}

function wantedActive({ spec, active, succeeded }: SyncContext): number {
  const { completions, parallelism = 0 } = spec;
  if (completions === undefined) return succeeded > 0 ? active : parallelism;
  return Math.max(0, Math.min(completions - succeeded, parallelism));
}

/** Pods of an index that is taken twice or out of range, then as many more as must go. */
export function podsToRemove(spec: JobSpec, active: readonly Pod[], atLeast: number): readonly Pod[] {
  const removed: Pod[] = [];
  let left: readonly Pod[] = active;
  if (isIndexed(spec)) {
    const byIndex = new Map<number, Pod[]>();
    for (const pod of active) {
      const index = completionIndex(pod);
      if (index === undefined || index >= (spec.completions ?? 0)) removed.push(pod);
      else byIndex.set(index, [...(byIndex.get(index) ?? []), pod]);
    }
    left = [...byIndex.values()].map((pods) => {
      const sorted = [...pods].sort(byDeletionOrder);
      removed.push(...sorted.slice(0, -1));
      return sorted.at(-1)!;
    });
  }
  if (removed.length >= atLeast) return removed;
  return [...removed, ...[...left].sort(byDeletionOrder).slice(0, atLeast - removed.length)];
}

function remove({ control }: JobController, context: SyncContext, pods: readonly Pod[]): unknown {
  for (const pod of pods) control.removeFinalizer(pod);
  const { deleted, error } = control.deleteAll(context.job, pods);
  context.active -= deleted.length;
  context.terminating += deleted.length;
  context.ready -= deleted.filter(isReady).length;
  return error;
}

function add(controller: JobController, context: SyncContext, most: number): unknown {
  const { spec, job, key } = context;
  const now = controller.sim.unixNow;
  const putOff = (delay: number): undefined => {
    controller.again(key, Math.max(delay, batchPeriod));
    context.active = 0;
  };
  const perIndex = spec.backoffLimitPerIndex !== undefined;
  const remaining = perIndex ? 0 : remainingBackOff(context.backOff, now);
  if (remaining > 0) return putOff(remaining);

  let indexes: readonly number[] | undefined;
  if (isIndexed(spec)) {
    indexes = pendingIndexes(context, most);
    if (perIndex) {
      const delays = indexes.map((index) => indexBackOff(context.delayed.get(index), now));
      const ready = indexes.filter((_, i) => delays[i] === 0);
      if (ready.length === 0 && indexes.length > 0) return putOff(Math.min(...delays));
      indexes = ready;
    }
  }
  const template = podTemplate(spec);
  const name = job.metadata?.name ?? '';
  const { created, error } = controller.control.createBatches(indexes?.length ?? most, (i) => {
    const index = indexes?.[i];
    if (index === undefined) controller.control.create(job, template);
    else controller.control.create(job, indexedTemplate(context, template, index), indexedPrefix(name, index));
  });
  context.active += created;
  return error;
}

function pendingIndexes(context: SyncContext, count: number): number[] {
  const { spec, pods, activePods, succeededIndexes, failedIndexes = [] } = context;
  let taken = withIndexes(succeededIndexes, indexesOf(activePods));
  if (onlyReplaceFailed(spec)) taken = withIndexes(taken, indexesOf(pods.filter(isTerminating)));
  return firstFreeIndexes(mergeIndexes(taken, failedIndexes), count, spec.completions ?? 0);
}

/** Each index has its own back-off, counted by the Pod that failed last. */
function indexBackOff(last: Pod | undefined, now: number): number {
  if (last === undefined) return 0;
  return remainingBackOff({ failures: failuresBefore(last) + 1, lastFailure: finishTime(last) }, now);
}

function podTemplate(spec: JobSpec): PodTemplate {
  const { template } = spec;
  const finalizers = template.metadata?.finalizers ?? [];
  return {
    ...template,
    metadata: {
      ...template.metadata,
      finalizers: finalizers.includes(trackingFinalizer) ? finalizers : [...finalizers, trackingFinalizer],
    },
  };
}

/** The template with what tells the Pod its index: annotation, label, host name and JOB_COMPLETION_INDEX. */
function indexedTemplate(context: SyncContext, template: PodTemplate, index: number): PodTemplate {
  const { spec, job, delayed } = context;
  const own = { [completionIndexAnnotation]: String(index) };
  const failures = spec.backoffLimitPerIndex === undefined ? {} : failureAnnotations(spec, delayed.get(index));
  const { metadata, spec: podSpec } = template;
  return {
    metadata: {
      ...metadata,
      annotations: { ...metadata?.annotations, ...own, ...failures },
      labels: { ...metadata?.labels, ...own },
    },
    ...(podSpec === undefined
      ? {}
      : {
          spec: {
            ...podSpec,
            hostname: `${job.metadata?.name ?? ''}-${index}`,
            containers: podSpec.containers.map(withIndexVariable),
            ...(podSpec.initContainers === undefined
              ? {}
              : { initContainers: podSpec.initContainers.map(withIndexVariable) }),
          },
        }),
  };
}

type Container = NonNullable<PodTemplate['spec']>['containers'][number];

function withIndexVariable(container: Container): Container {
  const name = 'JOB_COMPLETION_INDEX';
  if (container.env?.some((variable) => variable.name === name) === true) return container;
  const fieldRef = { fieldPath: `metadata.labels['${completionIndexAnnotation}']` };
  return { ...container, env: [...(container.env ?? []), { name, valueFrom: { fieldRef } }] };
}

function indexedPrefix(jobName: string, index: number): string {
  const suffix = `-${index}-`;
  return jobName.slice(0, longestPrefix - suffix.length) + suffix;
}
