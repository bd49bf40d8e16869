import type { ApiResponse } from '../../api/http.ts';
import type { Job, Pod } from '../../api/types.ts';
import { controllerOf } from '../../api/meta.ts';
import { parseTime } from '../../api/time.ts';
import { Scenario } from '../../kubelet/testing.ts';

type Manifest = Readonly<Record<string, unknown>>;

const collections: Readonly<Record<string, string>> = {
  Namespace: 'namespaces',
  PersistentVolume: 'persistentvolumes',
  StorageClass: 'storageclasses',
  ResourceQuota: 'resourcequotas',
};
const clusterScoped: ReadonlySet<string> = new Set(['Namespace', 'PersistentVolume', 'StorageClass']);

/** A whole cluster that is spoken to in manifests, over the HTTP API, as a user does. */
export class ManifestScenario extends Scenario {
  /** Creates the object in its namespace, or in `default`; throws the server's message if that is refused. */
  apply(...manifests: readonly Manifest[]): void {
    for (const manifest of manifests) {
      const { apiVersion, kind, metadata } = manifest as {
        readonly apiVersion: string;
        readonly kind: string;
        readonly metadata?: { readonly namespace?: string };
      };
      const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
      const scope = clusterScoped.has(kind) ? '' : `/namespaces/${metadata?.namespace ?? 'default'}`;
      const response = this.request(
        'POST',
        `${root}${scope}/${collections[kind] ?? `${kind.toLowerCase()}s`}`,
        manifest,
      );
      if (response.status !== 201) throw new Error((response.body as { readonly message: string }).message);
    }
  }

  request(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): ApiResponse {
    const answers: ApiResponse[] = [];
    const contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    this.cluster.transport.send(
      { method, path, headers: { 'content-type': contentType }, ...(body === undefined ? {} : { body }) },
      (response) => answers.push(response),
      (error) => {
        throw error as Error;
      },
    );
    return answers[0]!;
  }

  job(name: string): Job {
    return this.client.get('jobs', 'default', name);
  }

  /** The type of the condition that says how a Job ended, and why. */
  end(name: string): string | undefined {
    const found = this.job(name).status?.conditions?.find(({ type }) => type === 'Complete' || type === 'Failed');
    return found === undefined ? undefined : `${found.type}: ${found.message ?? ''}`;
  }

  /** The Pods of a controller, the oldest first. */
  podsOf(name: string): readonly Pod[] {
    return this.client.list('pods', { namespace: 'default' }).filter((pod) => controllerOf(pod)?.name === name);
  }

  /** Every Pod that a controller ever had, as the watch told last, in the order of their creation. */
  allPodsOf(name: string): readonly Pod[] {
    const last = new Map<string, Pod>();
    for (const { pod } of this.seen) if (controllerOf(pod)?.name === name) last.set(pod.metadata?.uid ?? '', pod);
    return [...last.values()];
  }

  /** A time of the API in seconds since the origin, rounded down as the API rounds. */
  seconds(time: string | undefined): number {
    return Math.floor(((parseTime(time ?? '') ?? Number.NaN) - this.cluster.sim.unixNow) / 1000 + this.now);
  }

  log(pod: string): string {
    return String(this.request('GET', `/api/v1/namespaces/default/pods/${pod}/log`).body);
  }
}
