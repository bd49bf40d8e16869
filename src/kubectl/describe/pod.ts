import type { Container, Pod } from '../../engine/api/types.ts';
import { formatLabelSelectorObject, type LabelSelectorObject } from '../../engine/api/selectors.ts';
import type { Task } from '../../engine/sim/task.ts';
import type { Json } from '../object.ts';
import { drawContainers, drawResources } from './containers.ts';
import type { DescribeContext } from './context.ts';
import { drawEvents, referenceTo, searchEvents } from './events.ts';
import { annotationLines, controllerText, labelLines, longTime, since } from './format.ts';
import { qosClass } from './qos.ts';
import { drawVolumes } from './volumes.ts';
import type { DescribeWriter } from './writer.ts';

type Toleration = NonNullable<NonNullable<Pod['spec']>['tolerations']>[number];
type SpreadConstraint = NonNullable<NonNullable<Pod['spec']>['topologySpreadConstraints']>[number];

/** describePod of describe.go, both releases. */
export function* describePod(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const pod = object as unknown as Pod;
  const { metadata, spec, status } = pod;
  const { release } = context;
  const old = release.name === '1.20';
  const mirror = metadata?.annotations?.['kubernetes.io/config.mirror'];
  const reference = { ...referenceTo(object), kind: '' };
  const events = context.showEvents
    ? yield* searchEvents(context, { ...reference, uid: mirror ?? reference.uid })
    : undefined;

  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  if (spec?.priority !== undefined) w.field(0, 'Priority', spec.priority);
  if ((spec?.priorityClassName ?? '') !== '') w.field(0, 'Priority Class Name', spec!.priorityClassName!);
  if (!old && (spec?.runtimeClassName ?? '') !== '') w.field(0, 'Runtime Class Name', spec!.runtimeClassName!);
  if (!old && (spec?.serviceAccountName ?? '') !== '') w.field(0, 'Service Account', spec!.serviceAccountName!);
  w.field(0, 'Node', (spec?.nodeName ?? '') === '' ? '<none>' : `${spec!.nodeName!}/${status?.hostIP ?? ''}`);
  if (status?.startTime !== undefined) w.field(0, 'Start Time', longTime(status.startTime));
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  const finished = status?.phase === 'Failed' || status?.phase === 'Succeeded';
  if (metadata?.deletionTimestamp !== undefined && (old || !finished)) {
    w.field(0, 'Status', `Terminating (lasts ${since(metadata.deletionTimestamp, context.now)})`);
    w.field(0, 'Termination Grace Period', `${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else {
    w.field(0, 'Status', status?.phase ?? '');
  }
  if ((status?.reason ?? '') !== '') w.field(0, 'Reason', status!.reason!);
  if ((status?.message ?? '') !== '') w.field(0, 'Message', status!.message!);
  const seccomp = spec?.securityContext?.seccompProfile;
  if (!old && seccomp !== undefined) {
    w.field(0, 'SeccompProfile', seccomp.type);
    if (seccomp.type === 'Localhost') w.field(0, 'LocalhostProfile', seccomp.localhostProfile ?? '');
  }
  w.field(0, 'IP', status?.podIP ?? '');
  drawPodIPs(w, pod);
  const controller = controllerText(metadata);
  if (controller !== '') w.field(0, 'Controlled By', controller);
  if ((status?.nominatedNodeName ?? '') !== '') w.field(0, 'NominatedNodeName', status!.nominatedNodeName!);
  if (!old && spec?.resources !== undefined) {
    w.line(0, 'Resources:');
    drawResources(w, spec.resources, 1);
  }
  const options = { pod, release };
  if ((spec?.initContainers ?? []).length > 0) {
    drawContainers(w, 'Init Containers', spec!.initContainers!, {
      ...options,
      statuses: status?.initContainerStatuses ?? [],
    });
  }
  drawContainers(w, 'Containers', spec?.containers ?? [], { ...options, statuses: status?.containerStatuses ?? [] });
  if ((spec?.ephemeralContainers ?? []).length > 0) {
    drawContainers(w, 'Ephemeral Containers', spec!.ephemeralContainers as readonly Container[], {
      ...options,
      statuses: status?.ephemeralContainerStatuses ?? [],
    });
  }
  drawConditions(w, pod);
  drawVolumes(w, spec?.volumes, release);
  w.field(0, 'QoS Class', (old ? status?.qosClass : undefined) ?? qosClass(pod));
  labelLines(w, 'Node-Selectors', spec?.nodeSelector);
  drawTolerations(w, spec?.tolerations ?? []);
  if (!old) drawSpreadConstraints(w, spec?.topologySpreadConstraints ?? []);
  if (events !== undefined) drawEvents(events, context, w);
}

function drawPodIPs(w: DescribeWriter, pod: Pod): void {
  const addresses = pod.status?.podIPs ?? [];
  w.line(0, addresses.length === 0 ? 'IPs:\t<none>' : 'IPs:');
  for (const { ip } of addresses) w.field(1, 'IP', ip);
}

function drawConditions(w: DescribeWriter, pod: Pod): void {
  const conditions = pod.status?.conditions ?? [];
  const gates = pod.spec?.readinessGates ?? [];
  if (gates.length > 0) {
    w.line(0, 'Readiness Gates:\n  Type\tStatus');
    for (const gate of gates) {
      const condition = conditions.find((one) => one.type === gate.conditionType);
      w.line(1, `${gate.conditionType} \t${condition?.status ?? '<none>'} `);
    }
  }
  if (conditions.length === 0) return;
  w.line(0, 'Conditions:\n  Type\tStatus');
  for (const condition of conditions) w.line(1, `${condition.type} \t${condition.status} `);
}

/** `node.kubernetes.io/not-ready:NoExecute op=Exists for 300s` */
export function drawTolerations(w: DescribeWriter, tolerations: readonly Toleration[], space = ''): void {
  w.write(0, `${space}Tolerations:\t`);
  if (tolerations.length === 0) {
    w.line(0, '<none>');
    return;
  }
  const key = (toleration: Toleration): string => toleration.key ?? '';
  [...tolerations]
    .sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
    .forEach((toleration, i) => {
      let text = key(toleration);
      if ((toleration.value ?? '') !== '') text += `=${toleration.value!}`;
      if ((toleration.effect ?? '') !== '') text += `:${toleration.effect!}`;
      if (toleration.operator === 'Exists' && (toleration.value ?? '') === '')
        text += text === '' ? 'op=Exists' : ' op=Exists';
      if (toleration.tolerationSeconds !== undefined) text += ` for ${toleration.tolerationSeconds}s`;
      w.line(0, `${i === 0 ? '' : `${space}\t`}${text}`);
    });
}

export function drawSpreadConstraints(w: DescribeWriter, constraints: readonly SpreadConstraint[], space = ''): void {
  if (constraints.length === 0) return;
  w.write(0, `${space}Topology Spread Constraints:\t`);
  [...constraints]
    .sort((a, b) => (a.topologyKey < b.topologyKey ? -1 : a.topologyKey > b.topologyKey ? 1 : 0))
    .forEach((constraint, i) => {
      const selector =
        constraint.labelSelector === undefined
          ? ''
          : ` for selector ${formatLabelSelectorObject(constraint.labelSelector as LabelSelectorObject)}`;
      const text = `${constraint.topologyKey}:${constraint.whenUnsatisfiable} when max skew ${constraint.maxSkew} is exceeded${selector}`;
      w.line(0, `${i === 0 ? '' : `${space}\t`}${text}`);
    });
}
