import { humanDuration } from '../../engine/api/duration.ts';
import { parseTime } from '../../engine/api/time.ts';
import type { CronJob, Job } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import type { Json } from '../object.ts';
import type { DescribeContext } from './context.ts';
import { eventsOf } from './events.ts';
import { annotationLines, controllerText, labelLines, longTime, yesNo } from './format.ts';
import { drawPodTemplate } from './pod-template.ts';
import { selectorText } from './workloads.ts';
import type { DescribeWriter } from './writer.ts';

/** describeJob of describe.go, both releases. */
export function* describeJob(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const { metadata, spec, status } = object as unknown as Job;
  const old = context.release.name === '1.20';
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  w.field(0, 'Selector', selectorText(spec?.selector));
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  const controller = controllerText(metadata);
  if (controller !== '') w.field(0, 'Controlled By', controller);
  if (spec?.parallelism !== undefined) w.field(0, 'Parallelism', spec.parallelism);
  w.field(0, 'Completions', spec?.completions ?? '<unset>');
  if (!old) {
    if (spec?.completionMode !== undefined) w.field(0, 'Completion Mode', spec.completionMode);
    if (spec?.suspend !== undefined) w.field(0, 'Suspend', spec.suspend);
    if (spec?.backoffLimit !== undefined) w.field(0, 'Backoff Limit', spec.backoffLimit);
    if (spec?.ttlSecondsAfterFinished !== undefined)
      w.field(0, 'TTL Seconds After Finished', spec.ttlSecondsAfterFinished);
  }
  const { startTime, completionTime } = status ?? {};
  if (startTime !== undefined) w.field(0, 'Start Time', longTime(startTime));
  if (completionTime !== undefined) w.field(0, 'Completed At', longTime(completionTime));
  if (startTime !== undefined && completionTime !== undefined)
    w.field(0, 'Duration', humanDuration((parseTime(completionTime) ?? 0) - (parseTime(startTime) ?? 0)));
  if (spec?.activeDeadlineSeconds !== undefined)
    w.field(0, 'Active Deadline Seconds', `${spec.activeDeadlineSeconds}s`);
  const { active = 0, succeeded = 0, failed = 0, ready } = status ?? {};
  const running = old ? `${active} Running` : `${active} Active${ready === undefined ? '' : ` (${ready} Ready)`}`;
  w.field(0, 'Pods Statuses', `${running} / ${succeeded} Succeeded / ${failed} Failed`);
  if (!old && spec?.completionMode === 'Indexed')
    w.field(0, 'Completed Indexes', indexesText(status?.completedIndexes ?? ''));
  drawPodTemplate(w, spec?.template, context.release);
  yield* eventsOf(object, context, w);
}

/** Cut at the first comma after 50 characters (capIndexesListOrNone). */
function indexesText(indexes: string): string {
  if (indexes === '') return '<none>';
  const comma = indexes.indexOf(',', 50);
  return comma < 0 ? indexes : `${indexes.slice(0, comma + 1)}...`;
}

/** describeCronJob. */
export function* describeCronJob(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const { metadata, spec, status } = object as unknown as CronJob;
  const job = spec?.jobTemplate.spec;
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  w.field(0, 'Schedule', spec?.schedule ?? '');
  w.field(0, 'Concurrency Policy', spec?.concurrencyPolicy ?? '');
  w.field(0, 'Suspend', spec?.suspend === undefined ? '<unset>' : yesNo(spec.suspend));
  if (context.release.name !== '1.20') w.field(0, 'Time Zone', spec?.timeZone ?? '<unset>');
  w.field(0, 'Successful Job History Limit', spec?.successfulJobsHistoryLimit ?? '<unset>');
  w.field(0, 'Failed Job History Limit', spec?.failedJobsHistoryLimit ?? '<unset>');
  const deadline = spec?.startingDeadlineSeconds;
  w.field(0, 'Starting Deadline Seconds', deadline === undefined ? '<unset>' : `${deadline}s`);
  w.field(0, 'Selector', job?.selector === undefined ? '<unset>' : selectorText(job.selector));
  w.field(0, 'Parallelism', job?.parallelism ?? '<unset>');
  w.field(0, 'Completions', job?.completions ?? '<unset>');
  if (job?.activeDeadlineSeconds !== undefined) w.field(0, 'Active Deadline Seconds', `${job.activeDeadlineSeconds}s`);
  drawPodTemplate(w, job?.template, context.release);
  const last = status?.lastScheduleTime;
  w.field(0, 'Last Schedule Time', last === undefined ? '<unset>' : longTime(last));
  const active = status?.active ?? [];
  w.field(0, 'Active Jobs', active.length === 0 ? '<none>' : active.map((one) => one.name ?? '').join(', '));
  yield* eventsOf(object, context, w);
}
