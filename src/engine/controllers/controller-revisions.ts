import type { ApiClient } from '../api/client.ts';
import { controllerReference } from '../api/meta.ts';
import type { ControllerRevision, KubeObject } from '../api/types.ts';
import type { Release } from '../releases/index.ts';
import { claim, type Claimant } from './controller-refs.ts';
import type { Informer } from './informer.ts';
import type { PodTemplate } from './pod-control.ts';

export const revisionHashLabel = 'controller-revision-hash';

/** What a revision keeps: a patch that puts the template back. */
export interface TemplatePatch {
  readonly spec: { readonly template: PodTemplate & { readonly $patch: 'replace' } };
}

/** getPatch of pkg/controller/daemon/update.go and statefulset/stateful_set_utils.go; in v1.20 a time that is not set is written as null. */
export function templatePatch(template: PodTemplate, release: Release['name']): TemplatePatch {
  const metadata = release === '1.20' ? { creationTimestamp: null, ...template.metadata } : template.metadata;
  return { spec: { template: { ...template, metadata, $patch: 'replace' } as TemplatePatch['spec']['template'] } };
}

/** The template that a revision keeps. */
export function templateOf(revision: ControllerRevision): PodTemplate {
  const { $patch: _patch, metadata, ...rest } = (revision.data as TemplatePatch).spec.template;
  const { creationTimestamp, ...others } = metadata ?? {};
  return { ...rest, metadata: typeof creationTimestamp === 'string' ? { creationTimestamp, ...others } : others };
}

/** The revisions of an owner as the API server has them now, orphans that match adopted, the oldest first. */
export function revisionsOf(
  client: ApiClient,
  revisions: Informer<ControllerRevision>,
  claimant: Claimant,
): readonly ControllerRevision[] {
  const { owner } = claimant;
  const known = [...revisions.controlledBy(owner), ...revisions.orphansIn(owner.metadata?.namespace ?? '')];
  const now = known.flatMap(({ metadata }) => {
    const current = client.find('controllerrevisions', metadata?.namespace, metadata?.name ?? '');
    return current === undefined || current.metadata?.uid !== metadata?.uid ? [] : [current];
  });
  return [...claim(client, 'controllerrevisions', claimant, now)].sort(byRevision);
}

/** SortControllerRevisions of pkg/controller/history/controller_history.go. */
function byRevision(a: ControllerRevision, b: ControllerRevision): number {
  if (a.revision !== b.revision) return a.revision - b.revision;
  const [at, bt] = [a.metadata?.creationTimestamp ?? '', b.metadata?.creationTimestamp ?? ''];
  if (at !== bt) return at < bt ? -1 : 1;
  return (a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1;
}

/** A revision of an owner, named OWNER-HASH. */
export function newRevision(
  owner: KubeObject,
  kind: string,
  template: PodTemplate,
  data: TemplatePatch,
  hash: string,
  revision: number,
): ControllerRevision {
  const { name = '', namespace, annotations } = owner.metadata ?? {};
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: revisionName(name, hash),
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...template.metadata?.labels, [revisionHashLabel]: hash },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReference(owner, 'apps/v1', kind)],
    },
    data,
    revision,
  };
}

/** ControllerRevisionName: a long name is cut to 223 characters. */
export function revisionName(owner: string, hash: string): string {
  return `${owner.slice(0, 223)}-${hash}`;
}
