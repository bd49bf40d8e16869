import { formatLabels } from '../../engine/api/selectors.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import { isRecord, listAt, namespaceOf, type Json } from '../object.ts';
import type { DescribeContext } from './context.ts';
import { eventsOf } from './events.ts';
import { annotationLines, labelLines, longTime, yesNo } from './format.ts';
import { drawClaim, modesText, statusText, storageClassOf } from './claim.ts';
import { drawSource } from './volumes.ts';
import type { DescribeWriter } from './writer.ts';

/** describePersistentVolume of describe.go, both releases. */
export function* describePersistentVolume(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const { metadata, spec, status } = object as unknown as PersistentVolume;
  w.field(0, 'Name', metadata?.name ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  w.field(0, 'Finalizers', `[${(metadata?.finalizers ?? []).join(' ')}]`);
  w.field(0, 'StorageClass', storageClassOf({ metadata, spec }));
  w.field(0, 'Status', statusText(metadata, status?.phase, context.now));
  const claim = spec?.claimRef;
  w.field(0, 'Claim', claim === undefined ? '' : `${claim.namespace ?? ''}/${claim.name ?? ''}`);
  w.field(0, 'Reclaim Policy', spec?.persistentVolumeReclaimPolicy ?? '');
  w.field(0, 'Access Modes', modesText(spec?.accessModes));
  if (spec?.volumeMode !== undefined) w.field(0, 'VolumeMode', spec.volumeMode);
  w.field(0, 'Capacity', spec?.capacity?.['storage'] ?? '0');
  drawNodeAffinity(w, spec?.nodeAffinity);
  w.field(0, 'Message', status?.message ?? '');
  w.line(0, 'Source:');
  drawSource(w, (spec ?? {}) as Readonly<Record<string, unknown>>, context.release);
  yield* eventsOf(object, context, w);
}

type NodeAffinity = NonNullable<PersistentVolume['spec']>['nodeAffinity'];

function drawNodeAffinity(w: DescribeWriter, affinity: NodeAffinity): void {
  w.write(0, 'Node Affinity:\t');
  if (affinity?.required === undefined) {
    w.line(0, '<none>');
    return;
  }
  w.line(0, '');
  const terms = affinity.required.nodeSelectorTerms;
  w.write(1, 'Required Terms:\t');
  w.line(0, terms.length === 0 ? '<none>' : '');
  terms.forEach((term, i) =>
    drawTerm(
      w,
      2,
      i,
      (term.matchExpressions ?? []).map(({ key, operator, values }) => ({
        text: `${key} ${operator.toLowerCase()}`,
        values: values ?? [],
      })),
    ),
  );
}

function drawTerm(
  w: DescribeWriter,
  level: number,
  index: number,
  requirements: readonly { readonly text: string; readonly values: readonly string[] }[],
): void {
  w.write(level, `Term ${index}:\t`);
  if (requirements.length === 0) w.line(0, '<none>');
  requirements.forEach(({ text, values }, i) => {
    if (i > 0) w.write(level, '\t');
    w.line(0, values.length === 0 ? text : `${text} [${values.join(', ')}]`);
  });
}

/** describePersistentVolumeClaim. */
export function* describePersistentVolumeClaim(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const claim = object as unknown as PersistentVolumeClaim;
  const { metadata, status } = claim;
  const users = yield* podsUsing(object, context);
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  drawClaim(w, claim, context.now);
  w.write(0, 'Used By:\t');
  if (users.length === 0) w.line(0, '<none>');
  users.forEach((name, i) => w.line(0, `${i === 0 ? '' : '\t'}${name}`));
  const conditions = status?.conditions ?? [];
  if (conditions.length > 0) {
    w.line(0, 'Conditions:');
    w.line(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage');
    w.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
    for (const one of conditions) {
      w.line(
        1,
        `${one.type} \t${one.status} \t${longTime(one.lastProbeTime)} \t${longTime(one.lastTransitionTime)} \t${one.reason ?? ''} \t${one.message ?? ''}`,
      );
    }
  }
  // v1.20 shows a claim's events whatever --show-events says.
  yield* eventsOf(object, context.release.name === '1.20' ? { ...context, showEvents: true } : context, w);
}

/** The Pods that mount the claim, by name (getPodsForPVC). */
function* podsUsing(claim: Json, context: DescribeContext): Task<readonly string[]> {
  const { metadata } = claim as unknown as PersistentVolumeClaim;
  const list = yield* context.client.object('GET', `/api/v1/namespaces/${encodeURIComponent(namespaceOf(claim))}/pods`);
  const owners = (metadata?.ownerReferences ?? []).filter((one) => one.kind === 'Pod').map((one) => one.uid);
  return (listAt(list, 'items').filter(isRecord) as unknown as readonly Pod[])
    .filter(
      (pod) =>
        (pod.spec?.volumes ?? []).some((volume) => volume.persistentVolumeClaim?.claimName === metadata?.name) ||
        (context.release.name !== '1.20' && owners.includes(pod.metadata?.uid ?? '')),
    )
    .map((pod) => pod.metadata?.name ?? '')
    .sort();
}

/** describeStorageClass. */
export function* describeStorageClass(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const storageClass = object as unknown as StorageClass;
  const { metadata } = storageClass;
  const annotations = metadata?.annotations ?? {};
  const isDefault = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'IsDefaultClass', isDefault.some((key) => annotations[key] === 'true') ? 'Yes' : 'No');
  w.field(0, 'Annotations', formatLabels(annotations));
  w.field(0, 'Provisioner', storageClass.provisioner);
  w.field(0, 'Parameters', formatLabels(storageClass.parameters));
  const expansion = storageClass.allowVolumeExpansion;
  w.field(0, 'AllowVolumeExpansion', expansion === undefined ? '<unset>' : yesNo(expansion));
  const options = storageClass.mountOptions ?? [];
  w.line(0, options.length === 0 ? 'MountOptions:\t<none>' : 'MountOptions:');
  for (const option of options) w.line(1, option);
  if (storageClass.reclaimPolicy !== undefined) w.field(0, 'ReclaimPolicy', storageClass.reclaimPolicy);
  if (storageClass.volumeBindingMode !== undefined) w.field(0, 'VolumeBindingMode', storageClass.volumeBindingMode);
  const topologies = storageClass.allowedTopologies;
  if (topologies !== undefined) {
    w.write(0, 'AllowedTopologies:\t');
    w.line(0, topologies.length === 0 ? '<none>' : '');
    topologies.forEach((term, i) =>
      drawTerm(
        w,
        1,
        i,
        (term.matchLabelExpressions ?? []).map(({ key, values }) => ({ text: `${key} in`, values })),
      ),
    );
  }
  yield* eventsOf(object, context, w);
}
