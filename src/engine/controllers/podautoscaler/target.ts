import type { ApiClient } from '../../api/client.ts';
import { selectorOfMap, selectorOfObject, type LabelSelector } from '../../api/selectors.ts';
import type { HorizontalPodAutoscaler, KubeObject, ResourceTypes } from '../../api/types.ts';

const scalable = {
  Deployment: { group: 'apps', resource: 'deployments' },
  ReplicaSet: { group: 'apps', resource: 'replicasets' },
  StatefulSet: { group: 'apps', resource: 'statefulsets' },
  ReplicationController: { group: '', resource: 'replicationcontrollers' },
} as const;

/** Kinds that are there and have no scale. */
const unscalable: Readonly<Record<string, string>> = { DaemonSet: 'apps', Job: 'batch', CronJob: 'batch', Pod: '' };

type ScalableResource = (typeof scalable)[keyof typeof scalable]['resource'];

/** The Scale of a workload. */
export interface Scale {
  readonly resource: ScalableResource;
  readonly namespace: string;
  readonly name: string;
  readonly replicas: number;
  /** Undefined where it selects nothing in particular. */
  readonly selector: LabelSelector | undefined;
}

export class ScaleError extends Error {}

/** Reads the scale of an autoscaler's target. @throws ScaleError in the words of the scale client */
export function readScale(client: ApiClient, autoscaler: HorizontalPodAutoscaler): Scale {
  const { apiVersion = '', kind, name } = autoscaler.spec!.scaleTargetRef;
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const found = scalable[kind as keyof typeof scalable] as (typeof scalable)[keyof typeof scalable] | undefined;
  if (found === undefined || found.group !== group) {
    throw new ScaleError(
      unscalable[kind] === group
        ? 'the server could not find the requested resource'
        : `no matches for kind "${kind}" in group "${group}"`,
    );
  }
  const { resource } = found;
  const namespace = autoscaler.metadata?.namespace ?? '';
  const object = client.find(resource, namespace, name) as ResourceTypes[ScalableResource] | undefined;
  if (object === undefined) {
    throw new ScaleError(`${resource}/scale${group === '' ? '' : `.${group}`} "${name}" not found`);
  }
  return { resource, namespace, name, replicas: object.spec?.replicas ?? 0, selector: selectorOf(object) };
}

function selectorOf(object: ResourceTypes[ScalableResource]): LabelSelector | undefined {
  const selector = object.spec?.selector as Readonly<Record<string, unknown>> | undefined;
  if (selector === undefined) return undefined;
  const plain = Object.values(selector).every((value) => typeof value === 'string');
  const parsed = plain ? selectorOfMap(selector as Record<string, string>) : selectorOfObject(selector);
  return parsed.empty ? undefined : parsed;
}

/** @throws StatusError */
export function writeScale(client: ApiClient, { resource, namespace, name }: Scale, replicas: number): void {
  const scale: KubeObject & { readonly spec: { readonly replicas: number } } = {
    metadata: { namespace, name },
    spec: { replicas },
  };
  client.update(resource, scale as ResourceTypes[ScalableResource], 'scale');
}
