import type { ApiClient } from '../api/client.ts';
import { formatMicroTime } from '../api/time.ts';

/** pkg/kubelet: a Lease of 40 s is renewed every 10 s, a quarter of that. */
export const leasePeriod = 10_000;
const leaseSeconds = 40;
const namespace = 'kube-node-lease';

/** Renews the node's Lease, or makes it (component-helpers/apimachinery/lease/controller.go). */
export function renewLease(client: ApiClient, node: string, now: number): void {
  const spec = { holderIdentity: node, leaseDurationSeconds: leaseSeconds, renewTime: formatMicroTime(now) };
  if (client.find('leases', namespace, node) !== undefined) {
    client.patch('leases', namespace, node, { spec }, { type: 'merge' });
    return;
  }
  const uid = client.find('nodes', undefined, node)?.metadata?.uid;
  const owners = uid === undefined ? undefined : [{ apiVersion: 'v1', kind: 'Node', name: node, uid }];
  client.create('leases', namespace, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: node, namespace, ...(owners === undefined ? {} : { ownerReferences: owners }) },
    spec,
  });
}
