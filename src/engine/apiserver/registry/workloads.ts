import { jsonEqual } from '../../api/json.ts';
import { withMetadata } from '../../api/meta.ts';
import { formatTime } from '../../api/time.ts';
import type { DaemonSet, Job, PersistentVolume } from '../../api/types.ts';
import { specOnly, type StoredObject, type Strategy } from './strategy.ts';

const legacyJobLabels = { name: 'job-name', uid: 'controller-uid' };
const jobLabels = { name: 'batch.kubernetes.io/job-name', uid: 'batch.kubernetes.io/controller-uid' };

/** v1.20 keeps ttlSecondsAfterFinished only behind a feature gate that is off. */
function withoutTtl(job: Job): Job {
  const { ttlSecondsAfterFinished: _ttl, ...spec } = job.spec!;
  return { ...job, spec };
}

/** pkg/registry/batch/job/strategy.go: a Job selects its Pods by its own uid. The prefixed labels came with v1.27. */
export const jobs: Strategy = {
  allowCreateOnUpdate: true,
  garbageCollection: 'orphan',
  generationOf: specOnly,
  generationSince: '1.36',
  prepareForCreate(object, { release }) {
    const given = object as Job;
    if (given.spec === undefined) return { ...object, status: {} };
    const job = release.name === '1.20' ? withoutTtl(given) : given;
    const emptied: StoredObject = { ...object, spec: job.spec, status: {} };
    if (job.spec === undefined || job.spec.manualSelector === true) return emptied;
    const { name = '', uid = '' } = job.metadata ?? {};
    const sets = release.name === '1.20' ? [legacyJobLabels] : [legacyJobLabels, jobLabels];
    const own = Object.fromEntries(
      sets.flatMap((labels) => [[labels.name, name] as const, [labels.uid, uid] as const]),
    );
    const { template, selector } = job.spec;
    const uidLabel = sets.at(-1)!.uid;
    return {
      ...emptied,
      spec: {
        ...job.spec,
        selector: { ...selector, matchLabels: { [uidLabel]: uid, ...selector?.matchLabels } },
        template: {
          ...template,
          metadata: { ...template.metadata, labels: { ...own, ...template.metadata?.labels } },
        },
      },
    };
  },
};

const templateGeneration = 'deprecated.daemonset.template.generation';

/** pkg/registry/apps/daemonset/strategy.go; apps/v1 shows the old templateGeneration as an annotation. */
export const daemonsets: Strategy = {
  generationOf: specOnly,
  convert: (object) => withTemplateGeneration(object, Number(object.metadata?.annotations?.[templateGeneration] ?? 0)),
  prepareForCreate(object) {
    const status = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };
    return withTemplateGeneration({ ...object, status }, 1);
  },
  prepareForUpdate(object, old) {
    const before = Number(old.metadata?.annotations?.[templateGeneration] ?? 1);
    const changed = !jsonEqual((object as DaemonSet).spec?.template, (old as DaemonSet).spec?.template);
    return withTemplateGeneration(object, changed ? before + 1 : before);
  },
};

function withTemplateGeneration(object: StoredObject, generation: number): StoredObject {
  const { annotations } = object.metadata ?? {};
  const value = String(generation);
  if (annotations?.[templateGeneration] === value) return object;
  return withMetadata(object, { annotations: { ...annotations, [templateGeneration]: value } });
}

/** pkg/registry/core/persistentvolume/strategy.go; the time of the transition came with v1.28. */
export const persistentvolumes: Strategy = {
  returnDeletedObject: true,
  prepareForCreate(object, { release, now }) {
    const time = release.name === '1.20' ? {} : { lastPhaseTransitionTime: formatTime(now) };
    return { ...object, status: { phase: 'Pending', ...time } };
  },
  prepareForStatusUpdate(object, old, { release, now }) {
    const { status } = object as PersistentVolume;
    if (release.name === '1.20' || status?.phase === (old as PersistentVolume).status?.phase) return object;
    return { ...object, status: { ...status, lastPhaseTransitionTime: formatTime(now) } };
  },
};
