import { forbidden, invalid, type FieldError } from '../../field.ts';
import type { ReleaseRef } from '../../json.ts';
import type { ContainerStatus, Pod } from '../../types.ts';
import { ipFamilyOf, validateIp } from '../ip.ts';
import { validateObjectMetaUpdate } from '../metadata.ts';
import { validateDns1123Subdomain, validateQualifiedName } from '../names.ts';
import { immutable } from '../rules.ts';
import { couldRestart, shouldRestart } from './restart.ts';

const systemConditions: ReadonlySet<string> = new Set(['PodScheduled', 'Ready', 'Initialized']);

/** ValidatePodStatusUpdate */
export function validatePodStatusUpdate(
  pod: Pod,
  old: Pod,
  release: ReleaseRef,
  annotationErrors: readonly FieldError[],
): FieldError[] {
  const errors = pod.metadata === old.metadata ? [] : validateObjectMetaUpdate(pod, old, release);
  errors.push(...annotationErrors);
  const { status = {} } = pod;
  const before = old.status ?? {};
  const at = release.name === '1.20' ? 'metadata.conditions' : 'status.conditions';
  status.conditions?.forEach(({ type }, i) => {
    if (!systemConditions.has(type)) errors.push(...validateQualifiedName(type, `${at}[${i}].Type`, release));
  });
  if ((pod.spec?.nodeName ?? '') !== (old.spec?.nodeName ?? '')) {
    errors.push(forbidden('status.nodeName', 'may not be changed directly'));
  }
  const nominated = status.nominatedNodeName ?? '';
  if (nominated !== (before.nominatedNodeName ?? '') && nominated !== '') {
    errors.push(...validateDns1123Subdomain(nominated, 'status.nominatedNodeName'));
    if (release.name !== '1.20' && (old.spec?.nodeName ?? '') !== '') {
      errors.push(forbidden('status.nominatedNodeName', 'may not be set on pods that are already bound to a node'));
    }
  }
  if (release.name !== '1.20' && (status.qosClass ?? '') !== (before.qosClass ?? '')) {
    errors.push(invalid('status.qosClass', status.qosClass ?? '', immutable));
  }
  errors.push(...transitions('containerStatuses', pod, old, release));
  errors.push(...transitions('initContainerStatuses', pod, old, release));
  if (release.name !== '1.20') errors.push(...transitions('ephemeralContainerStatuses', pod, old, release));
  errors.push(...addresses(pod, release));
  return errors;
}

/** What has ended for good does not run again. */
function transitions(
  list: 'containerStatuses' | 'initContainerStatuses' | 'ephemeralContainerStatuses',
  pod: Pod,
  old: Pod,
  release: ReleaseRef,
): FieldError[] {
  const spec = old.spec;
  if (spec === undefined || old.status?.[list]?.some(({ state }) => state?.terminated !== undefined) !== true)
    return [];
  const restarts = (status: ContainerStatus): boolean => {
    if (list === 'ephemeralContainerStatuses') return false;
    const exitCode = status.state?.terminated?.exitCode ?? 0;
    if (release.name === '1.20') {
      return spec.restartPolicy === 'Always' || (exitCode !== 0 && spec.restartPolicy === 'OnFailure');
    }
    if (couldRestart(spec)) return true;
    const containers = list === 'containerStatuses' ? spec.containers : spec.initContainers;
    const container = containers?.find((candidate) => candidate.name === status.name);
    return container !== undefined && shouldRestart(container, spec, exitCode);
  };
  return (old.status?.[list] ?? []).flatMap((before, i) => {
    if (before.state?.terminated === undefined || restarts(before)) return [];
    const now = pod.status?.[list]?.find((status) => status.name === before.name);
    if (now === undefined || now.state?.terminated !== undefined) return [];
    return [forbidden(`status.${list}[${i}].state`, 'may not be transitioned to non-terminated state')];
  });
}

function addresses(pod: Pod, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  const { podIPs = [], hostIPs = [], hostIP = '' } = pod.status ?? {};
  const list = (field: string, ips: readonly string[]): void => {
    ips.forEach((ip, i) => errors.push(...validateIp(ip, `status.${field}[${i}]`, release)));
    if (ips.length > 2 || (ips.length === 2 && ipFamilyOf(ips[0]!) === ipFamilyOf(ips[1]!))) {
      errors.push(
        invalid(
          `status.${field}`,
          ips.map((IP) => ({ IP })),
          'may specify no more than one IP for each IP family',
        ),
      );
    }
  };
  list(
    'podIPs',
    podIPs.map((entry) => entry.ip),
  );
  if (hostIPs.length > 0 && hostIP !== hostIPs[0]!.ip) {
    errors.push(invalid('status.hostIPs[0].ip', hostIPs[0]!.ip, 'must be equal to `hostIP`'));
  }
  list(
    'hostIPs',
    hostIPs.map((entry) => entry.ip),
  );
  return errors;
}
