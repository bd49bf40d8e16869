import { forbiddenRequest, invalidObject } from '../../../api/errors.ts';
import { jsonEqual } from '../../../api/json.ts';
import type { Container, Namespace, Pod } from '../../../api/types.ts';
import type { AdmissionContext, AdmissionPlugin, AdmissionRequest } from '../plugin.ts';
import { inDetail, inShort, violations } from './checks.ts';
import { policyOf, type Standard, standardName, stricter } from './policy.ts';
import type { PodLike } from './words.ts';

type Nested = { readonly spec?: Nested; readonly jobTemplate?: Nested; readonly template?: PodLike };

const inSpec = ({ spec }: Nested): PodLike | undefined => spec?.template;

/** Kinds with a Pod template, by storage, and where it is. They are only warned of. */
const templates: Readonly<Record<string, (object: Nested) => PodLike | undefined>> = {
  '/podtemplates': ({ template }) => template,
  '/replicationcontrollers': inSpec,
  'apps/replicasets': inSpec,
  'apps/deployments': inSpec,
  'apps/statefulsets': inSpec,
  'apps/daemonsets': inSpec,
  'batch/jobs': inSpec,
  'batch/cronjobs': ({ spec }) => spec?.jobTemplate?.spec?.template,
};

/** Subresources of a Pod that change nothing that matters here. */
const ignored: ReadonlySet<string> = new Set([
  'exec',
  'attach',
  'binding',
  'eviction',
  'log',
  'portforward',
  'proxy',
  'status',
]);

/**
 * Pod Security Admission, on by default from v1.23 on: what a namespace's labels `pod-security.kubernetes.io/*` enforce, and warn of
 * (k8s.io/pod-security-admission/admission/admission.go).
 */
export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  handles(operation, kind, subresource) {
    if (operation === 'DELETE') return false;
    if (kind.storage === '/pods') return subresource === undefined || !ignored.has(subresource);
    return subresource === undefined && (kind.storage === '/namespaces' || (kind.storage ?? '') in templates);
  },
  validate(request, context) {
    if (context.release.name === '1.20') return;
    const { kind, object, old } = request;
    if (kind.storage === '/namespaces') checkNamespace(request, context);
    else if (kind.storage !== '/pods')
      checkPod(request, context, templates[kind.storage ?? '']!(object as Nested), false);
    else if (old === undefined || isSignificant(object as Pod, old as Pod)) {
      checkPod(request, context, object as PodLike, true);
    }
  },
};

function checkPod(
  { kind, namespace, name, warn }: AdmissionRequest,
  { store }: AdmissionContext,
  pod: PodLike | undefined,
  enforced: boolean,
): void {
  const labels = store.get('/namespaces', namespace)?.metadata?.labels;
  if (pod === undefined || labels === undefined) return;
  const { policy } = policyOf(labels);
  const found = enforced ? violations(policy.enforce, pod) : [];
  if (found.length > 0) {
    const text = `violates PodSecurity "${standardName(policy.enforce)}": ${inDetail(found)}`;
    throw forbiddenRequest(kind, name, text);
  }
  const warned = violations(policy.warn, pod);
  if (warned.length > 0) warn?.(`would violate PodSecurity "${standardName(policy.warn)}": ${inDetail(warned)}`);
}

/** Labels must be right where they are new; a stricter level says which Pods that are there it would not have let in. */
function checkNamespace({ kind, name, object, old, warn }: AdmissionRequest, context: AdmissionContext): void {
  const { policy, errors } = policyOf((object as Namespace).metadata?.labels);
  const before = old === undefined ? undefined : policyOf((old as Namespace).metadata?.labels);
  if (errors.length > 0 && !jsonEqual(errors, before?.errors)) throw invalidObject(kind, name, errors, context.release);
  if (before === undefined || warn === undefined) return;
  const { enforce } = before.policy;
  if (jsonEqual(policy.enforce, enforce)) return;
  if (policy.enforce.version === enforce.version && !stricter(policy.enforce, enforce)) return;
  for (const text of existingPods(name, policy.enforce, context)) warn(text);
}

/** EvaluatePodsInNamespace: one line for each list of reasons, with the first Pod of those that it is true of. */
function existingPods(namespace: string, standard: Standard, { store }: AdmissionContext): readonly string[] {
  const names = new Map<string, string[]>();
  for (const object of store.inNamespace('/pods', namespace).values()) {
    const pod = object as Pod;
    const reasons = inShort(violations(standard, pod as PodLike));
    if (reasons !== '') names.set(reasons, [...(names.get(reasons) ?? []), pod.metadata?.name ?? '']);
  }
  if (names.size === 0) return [];
  const lines = [...names].map(([reasons, pods]) => {
    const [first = ''] = [...pods].sort();
    const others = pods.length - 1;
    const more = others === 0 ? '' : ` (and ${others} other ${others === 1 ? 'pod' : 'pods'})`;
    return `${first}${more}: ${reasons}`;
  });
  return [
    `existing pods in namespace "${namespace}" violate the new PodSecurity enforce level "${standardName(standard)}"`,
    ...lines.sort(),
  ];
}

/** Of what may change in a Pod, images and new containers matter (isSignificantPodUpdate). */
function isSignificant({ spec }: Pod, { spec: before }: Pod): boolean {
  const differ = (now: readonly Container[] = [], old: readonly Container[] = []): boolean =>
    now.length !== old.length || now.some(({ image }, i) => image !== old[i]?.image);
  const oldNames = new Map((before?.ephemeralContainers ?? []).map(({ name, image }) => [name, image]));
  return (
    differ(spec?.containers, before?.containers) ||
    differ(spec?.initContainers, before?.initContainers) ||
    (spec?.ephemeralContainers ?? []).some(({ name, image }) => !oldNames.has(name) || oldNames.get(name) !== image)
  );
}
