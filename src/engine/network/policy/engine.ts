import type { ApiClient, Watch } from '../../api/client.ts';
import type { Pod } from '../../api/types.ts';
import type { KernelFabric } from '../fabric.ts';
import type { NetworkPolicy as Enforce } from '../way.ts';
import { allows, compilePolicy, type CompiledPolicy, type PolicyEnd, type PolicyPod } from './rules.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * The part of the CNI that enforces NetworkPolicies (Calico's policy beside flannel's network: canal). It watches Pods and namespaces only while there are
 * policies, so a cluster without them pays nothing. Enforcement is the whole cluster's at once: nodes that are cut from the API server follow too.
 */
export function enforcePolicies(client: ApiClient, fabric: KernelFabric): Watch {
  const policies = new Map<string, CompiledPolicy>();
  let world: PolicyWorld | undefined;
  const watch = client.watch('networkpolicies', {}, ({ type, object }) => {
    const key = `${object.metadata?.namespace ?? ''}/${object.metadata?.name ?? ''}`;
    if (type === 'DELETED') policies.delete(key);
    else policies.set(key, compilePolicy(object));
    if (policies.size === 0) {
      world?.stop();
      world = undefined;
      fabric.setPolicy(undefined);
    } else if (world === undefined) {
      const started = new PolicyWorld(client, policies);
      world = started;
      fabric.setPolicy(started.enforce);
    }
  });
  return {
    stop() {
      watch.stop();
      world?.stop();
      fabric.setPolicy(undefined);
    },
  };
}

class PolicyWorld {
  readonly #pods = new Map<string, PolicyPod>();
  readonly #addresses = new Map<string, string>();
  readonly #namespaces = new Map<string, Labels>();
  readonly #watches: readonly Watch[];

  constructor(
    client: ApiClient,
    private readonly policies: ReadonlyMap<string, CompiledPolicy>,
  ) {
    this.#watches = [
      client.watch('namespaces', {}, ({ type, object }) => {
        const name = object.metadata?.name ?? '';
        if (type === 'DELETED') this.#namespaces.delete(name);
        else this.#namespaces.set(name, object.metadata?.labels ?? {});
      }),
      client.watch('pods', {}, ({ type, object }) => this.#podChanged(type === 'DELETED', object)),
    ];
  }

  stop(): void {
    for (const watch of this.#watches) watch.stop();
  }

  /** Traffic between a Pod and its own node is never filtered: probes and the processes of the node depend on it. */
  readonly enforce: Enforce = ({ protocol, from, target, source, destination }) => {
    const policies = [...this.policies.values()];
    const labelsOf = (namespace: string): Labels | undefined => this.#namespaces.get(namespace);
    const to: PolicyEnd = {
      address: destination.address,
      pod: target.isHost ? undefined : this.#podAt(destination.address),
    };
    const connection = { target: to, port: destination.port, protocol };
    if (!from.isHost && !(target.isHost && target.machine === from.machine)) {
      const own = from.address ?? source;
      const egress = { ...connection, source: { address: own, pod: this.#podAt(own) } };
      if (!allows('egress', policies, egress, labelsOf)) return false;
    }
    if (from.isHost && from.machine === target.machine) return true;
    const ingress = { ...connection, source: { address: source, pod: this.#podAt(source) } };
    return allows('ingress', policies, ingress, labelsOf);
  };

  #podAt(address: string): PolicyPod | undefined {
    const uid = this.#addresses.get(address);
    return uid === undefined ? undefined : this.#pods.get(uid);
  }

  #podChanged(gone: boolean, { metadata, spec, status }: Pod): void {
    const uid = metadata?.uid ?? '';
    const before = this.#pods.get(uid);
    const address = status?.podIP ?? '';
    const phase = status?.phase;
    if (before !== undefined && this.#addresses.get(before.address) === uid) this.#addresses.delete(before.address);
    if (gone || address === '' || spec?.hostNetwork === true || phase === 'Succeeded' || phase === 'Failed') {
      this.#pods.delete(uid);
      return;
    }
    this.#addresses.set(address, uid);
    this.#pods.set(uid, {
      namespace: metadata?.namespace ?? '',
      labels: metadata?.labels ?? {},
      address,
      ports: (spec?.containers ?? []).flatMap(({ ports = [] }) =>
        ports.flatMap(({ name, containerPort, protocol = 'TCP' }) =>
          name === undefined ? [] : [{ name, port: containerPort, protocol }],
        ),
      ),
    });
  }
}
