import type { ApiClient } from '../api/client.ts';
import { isDns1123Subdomain } from '../api/formats.ts';
import { isStatusError, type StatusError } from '../api/status.ts';
import type { KubeObject, Pod } from '../api/types.ts';
import type { OwnerReference } from '../api/meta.ts';
import type { EventRecorder } from './controller.ts';

export interface PodTemplate {
  readonly metadata?: Pod['metadata'];
  readonly spec?: Pod['spec'];
}

/** The Pod that a controller makes of a template, named NAME-xxxxx by the API server (GetPodFromTemplate of controller_utils.go). */
export function podFromTemplate(template: PodTemplate, owner: KubeObject, reference: OwnerReference): Pod {
  const prefix = `${owner.metadata?.name ?? ''}-`;
  const { labels, annotations, finalizers } = template.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      // The dash only where the name stays valid: a long name is cut for the suffix anyway.
      generateName: isDns1123Subdomain(`${prefix}a`).length === 0 ? prefix : (owner.metadata?.name ?? ''),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [reference],
    },
    ...(template.spec === undefined ? {} : { spec: template.spec }),
  };
}

/** Whether a request failed only because its namespace is on its way out: then there is nothing to say and nothing to try again. */
export function namespaceIsTerminating(error: StatusError): boolean {
  return error.status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') === true;
}

/** Creates and deletes Pods in the name of their owner, and writes the events of it (RealPodControl of pkg/controller/controller_utils.go). */
export class PodControl {
  constructor(
    private readonly client: ApiClient,
    private readonly events: EventRecorder,
  ) {}

  /** @throws StatusError as the API server refused it */
  create(pod: Pod, owner: KubeObject): Pod {
    try {
      const created = this.client.create('pods', owner.metadata?.namespace, pod);
      this.events.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${created.metadata?.name ?? ''}`);
      return created;
    } catch (error) {
      if (isStatusError(error) && !namespaceIsTerminating(error)) {
        this.events.event(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
      }
      throw error;
    }
  }

  /** @throws StatusError NotFound where the Pod is gone already */
  delete(name: string, owner: KubeObject): void {
    try {
      this.client.delete('pods', owner.metadata?.namespace, name);
    } catch (error) {
      if (isStatusError(error) && error.reason !== 'NotFound') {
        this.events.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`);
      }
      throw error;
    }
    this.events.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
  }
}
