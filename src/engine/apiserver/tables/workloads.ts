import { humanDuration } from '../../api/duration.ts';
import {
  formatLabels,
  formatLabelSelectorObject,
  selectorOfObject,
  type LabelSelectorObject,
} from '../../api/selectors.ts';
import { controllerOf } from '../../api/meta.ts';
import { parseTime } from '../../api/time.ts';
import type {
  ControllerRevision,
  CronJob,
  DaemonSet,
  Deployment,
  Job,
  KubeObject,
  Pod,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
} from '../../api/types.ts';
import {
  age,
  ageOf,
  type Column,
  column,
  containerCells,
  containersAndImages,
  doc,
  name,
  nameOf,
  since,
  type TablePrinter,
  wide,
} from './table.ts';

/* printDeployment, printReplicaSet, ...: pkg/printers/internalversion/printers.go, both releases. */

const selectorOf = (selector: unknown): string =>
  formatLabelSelectorObject(selector as LabelSelectorObject | undefined);

const counts = (type: string): readonly Column[] => [
  column('Desired', 'integer', doc(`${type}Spec`, 'replicas')),
  column('Current', 'integer', doc(`${type}Status`, 'replicas')),
  column('Ready', 'integer', doc(`${type}Status`, 'readyReplicas')),
];

export const deployments: TablePrinter<Deployment> = {
  columns: () => [
    name,
    column('Ready', 'string', 'Number of the pod with ready state'),
    column('Up-to-date', 'string', doc('apps.v1.DeploymentStatus', 'updatedReplicas')),
    column('Available', 'string', doc('apps.v1.DeploymentStatus', 'availableReplicas')),
    age,
    ...containersAndImages,
    wide('Selector', 'string', doc('apps.v1.DeploymentSpec', 'selector')),
  ],
  cells(deployment, context) {
    const { spec, status } = deployment;
    return [
      nameOf(deployment),
      `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
      status?.updatedReplicas ?? 0,
      status?.availableReplicas ?? 0,
      ageOf(deployment, context),
      ...containerCells(spec?.template.spec?.containers),
      selectorOfObject(spec?.selector as LabelSelectorObject | undefined).toString(),
    ];
  },
};

export const replicasets: TablePrinter<ReplicaSet> = {
  columns: () => [
    name,
    ...counts('apps.v1.ReplicaSet'),
    age,
    ...containersAndImages,
    wide('Selector', 'string', doc('apps.v1.ReplicaSetSpec', 'selector')),
  ],
  cells(set, context) {
    const { spec, status } = set;
    return [
      nameOf(set),
      spec?.replicas ?? 0,
      status?.replicas ?? 0,
      status?.readyReplicas ?? 0,
      ageOf(set, context),
      ...containerCells(spec?.template?.spec?.containers),
      selectorOf(spec?.selector),
    ];
  },
};

export const replicationcontrollers: TablePrinter<ReplicationController> = {
  columns: () => [
    name,
    ...counts('core.v1.ReplicationController'),
    age,
    ...containersAndImages,
    wide('Selector', 'string', doc('core.v1.ReplicationControllerSpec', 'selector')),
  ],
  cells(controller, context) {
    const { spec, status } = controller;
    return [
      nameOf(controller),
      spec?.replicas ?? 0,
      status?.replicas ?? 0,
      status?.readyReplicas ?? 0,
      ageOf(controller, context),
      ...containerCells(spec?.template?.spec?.containers),
      formatLabels(spec?.selector),
    ];
  },
};

export const daemonsets: TablePrinter<DaemonSet> = {
  columns: () => [
    name,
    column('Desired', 'integer', doc('apps.v1.DaemonSetStatus', 'desiredNumberScheduled')),
    column('Current', 'integer', doc('apps.v1.DaemonSetStatus', 'currentNumberScheduled')),
    column('Ready', 'integer', doc('apps.v1.DaemonSetStatus', 'numberReady')),
    column('Up-to-date', 'integer', doc('apps.v1.DaemonSetStatus', 'updatedNumberScheduled')),
    column('Available', 'integer', doc('apps.v1.DaemonSetStatus', 'numberAvailable')),
    column('Node Selector', 'string', doc('core.v1.PodSpec', 'nodeSelector')),
    age,
    ...containersAndImages,
    wide('Selector', 'string', doc('apps.v1.DaemonSetSpec', 'selector')),
  ],
  cells(set, context) {
    const { spec, status } = set;
    return [
      nameOf(set),
      status?.desiredNumberScheduled ?? 0,
      status?.currentNumberScheduled ?? 0,
      status?.numberReady ?? 0,
      status?.updatedNumberScheduled ?? 0,
      status?.numberAvailable ?? 0,
      formatLabels(spec?.template.spec?.nodeSelector),
      ageOf(set, context),
      ...containerCells(spec?.template.spec?.containers),
      selectorOf(spec?.selector),
    ];
  },
};

export const statefulsets: TablePrinter<StatefulSet> = {
  columns: () => [name, column('Ready', 'string', 'Number of the pod with ready state'), age, ...containersAndImages],
  cells(set, context) {
    const { spec, status } = set;
    return [
      nameOf(set),
      `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
      ageOf(set, context),
      ...containerCells(spec?.template.spec?.containers),
    ];
  },
};

export const jobs: TablePrinter<Job> = {
  columns: (release) => [
    name,
    ...(release.name === '1.20' ? [] : [column('Status', 'string', 'Status of the job.')]),
    column('Completions', 'string', doc('batch.v1.JobStatus', 'succeeded')),
    column('Duration', 'string', 'Time required to complete the job.'),
    age,
    ...containersAndImages,
    wide('Selector', 'string', doc('batch.v1.JobSpec', 'selector')),
  ],
  cells(job, context) {
    const { spec } = job;
    return [
      nameOf(job),
      ...(context.release.name === '1.20' ? [] : [jobStatus(job)]),
      jobCompletions(job),
      jobDuration(job, context.now),
      ageOf(job, context),
      ...containerCells(spec?.template.spec?.containers),
      selectorOf(spec?.selector),
    ];
  },
};

function jobStatus(job: Job): string {
  const has = (type: string): boolean =>
    job.status?.conditions?.some((one) => one.type === type && one.status === 'True') === true;
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (job.metadata?.deletionTimestamp !== undefined) return 'Terminating';
  for (const type of ['Suspended', 'FailureTarget', 'SuccessCriteriaMet']) if (has(type)) return type;
  return 'Running';
}

function jobCompletions({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration({ status }: Job, now: number): string {
  const start = parseTime(status?.startTime ?? '');
  if (start === undefined) return '';
  return humanDuration((parseTime(status?.completionTime ?? '') ?? now) - start);
}

export const cronjobs: TablePrinter<CronJob> = {
  columns: (release) => {
    const type = release.name === '1.20' ? 'batch.v1beta1.CronJob' : 'batch.v1.CronJob';
    return [
      name,
      column('Schedule', 'string', doc(`${type}Spec`, 'schedule')),
      ...(release.name === '1.20' ? [] : [column('Timezone', 'string', doc(`${type}Spec`, 'timeZone'))]),
      column('Suspend', 'boolean', doc(`${type}Spec`, 'suspend')),
      column('Active', 'integer', doc(`${type}Status`, 'active')),
      column('Last Schedule', 'string', doc(`${type}Status`, 'lastScheduleTime')),
      age,
      ...containersAndImages,
      wide('Selector', 'string', doc('batch.v1.JobSpec', 'selector')),
    ];
  },
  cells(job, context) {
    const { spec, status } = job;
    const template = spec?.jobTemplate.spec;
    return [
      nameOf(job),
      spec?.schedule ?? '',
      ...(context.release.name === '1.20' ? [] : [spec?.timeZone ?? '<none>']),
      spec?.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False',
      status?.active?.length ?? 0,
      status?.lastScheduleTime === undefined ? '<none>' : since(status.lastScheduleTime, context.now),
      ageOf(job, context),
      ...containerCells(template?.template.spec?.containers),
      selectorOf(template?.selector),
    ];
  },
};

export const controllerrevisions: TablePrinter<ControllerRevision> = {
  columns: () => [
    name,
    column('Controller', 'string', 'Controller of the object'),
    column('Revision', 'string', doc('apps.v1.ControllerRevision', 'revision')),
    age,
  ],
  cells(revision, context) {
    const owner = controllerOf(revision);
    return [
      nameOf(revision),
      owner === undefined ? '<none>' : ownerText(owner),
      revision.revision,
      ageOf(revision, context),
    ];
  },
};

/** formatResourceName: `statefulset.apps/web` */
function ownerText(owner: { readonly apiVersion: string; readonly kind: string; readonly name: string }): string {
  const slash = owner.apiVersion.indexOf('/');
  const group = slash < 0 ? '' : `.${owner.apiVersion.slice(0, slash)}`;
  return `${owner.kind.toLowerCase()}${group}/${owner.name}`;
}

interface PodTemplate extends KubeObject {
  readonly template?: { readonly metadata?: Pod['metadata']; readonly spec?: Pod['spec'] };
}

export const podtemplates: TablePrinter<PodTemplate> = {
  columns: () => [
    name,
    column('Containers', 'string', 'Names of each container in the template.'),
    column('Images', 'string', 'Images referenced by each container in the template.'),
    column('Pod Labels', 'string', 'The labels for the pod template.'),
  ],
  cells: ({ template, ...object }) => [
    nameOf(object),
    ...containerCells(template?.spec?.containers),
    formatLabels(template?.metadata?.labels),
  ],
};

export const scales: TablePrinter<
  KubeObject & { readonly spec?: { readonly replicas?: number }; readonly status?: { readonly replicas?: number } }
> = {
  columns: () => [
    name,
    column('Desired', 'integer', doc('autoscaling.v1.ScaleSpec', 'replicas')),
    column('Available', 'integer', doc('autoscaling.v1.ScaleStatus', 'replicas')),
    age,
  ],
  cells: (scale, context) => [
    nameOf(scale),
    scale.spec?.replicas ?? 0,
    scale.status?.replicas ?? 0,
    ageOf(scale, context),
  ],
};
