import type { Deployment, KubeObject, Pod, Resource, ResourceTypes } from '../../api/types.ts';
import { controllerOf } from '../../api/meta.ts';
import { Scenario } from '../../kubelet/testing.ts';
import type { Release } from '../../releases/index.ts';

type Template = NonNullable<Deployment['spec']>['template'];

/** A cluster with workloads in namespace default. */
export class Workloads extends Scenario {
  constructor(release: Release['name'], nodes = 2) {
    super(release, nodes);
  }

  make<R extends Resource>(resource: R, name: string, object: Omit<ResourceTypes[R], keyof KubeObject>): void {
    this.client.create(resource, 'default', {
      ...object,
      metadata: { name, namespace: 'default' },
    } as ResourceTypes[R]);
  }

  get<R extends Resource>(resource: R, name: string): ResourceTypes[R] {
    return this.client.get(resource, 'default', name);
  }

  change(resource: Resource, name: string, patch: unknown): void {
    this.client.patch(resource, 'default', name, patch);
  }

  list<R extends Resource>(resource: R): readonly ResourceTypes[R][] {
    return this.client.list(resource, { namespace: 'default' });
  }

  /** The Pods whose controller is of that kind and name, the oldest first. */
  podsOf(kind: string, name: string): readonly Pod[] {
    return this.list('pods').filter((pod) => {
      const controller = controllerOf(pod);
      return controller?.kind === kind && controller.name === name;
    });
  }

  /** The Pods with a label. */
  labelled(labelSelector: string): readonly Pod[] {
    return this.client.list('pods', { namespace: 'default', labelSelector });
  }

  /** The one ReplicaSet that runs this image. */
  setOf(image: string): ResourceTypes['replicasets'] {
    const found = this.list('replicasets').filter(({ spec }) => spec?.template?.spec?.containers[0]?.image === image);
    if (found.length !== 1) throw new Error(`${found.length} ReplicaSets run ${image}`);
    return found[0]!;
  }

  conditionOf(
    resource: 'deployments' | 'replicasets',
    name: string,
    type: string,
  ): { readonly status: string; readonly reason?: string; readonly message?: string } | undefined {
    const conditions: readonly { readonly type: string; readonly status: string }[] =
      this.get(resource, name).status?.conditions ?? [];
    return conditions.find((condition) => condition.type === type);
  }
}

/** A Pod template with one container. */
export function template(labels: Readonly<Record<string, string>>, image: string, more: object = {}): Template {
  return { metadata: { labels }, spec: { containers: [{ name: 'main', image, ...more }] } };
}

/** A Deployment's spec: its Pods are labelled `app: NAME`. */
export function deploymentSpec(
  name: string,
  replicas: number,
  image: string,
  more: Partial<NonNullable<Deployment['spec']>> = {},
): { readonly spec: NonNullable<Deployment['spec']> } {
  const labels = { app: name };
  return { spec: { replicas, selector: { matchLabels: labels }, template: template(labels, image), ...more } };
}
