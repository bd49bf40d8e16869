import type { CreationWarnings } from './apiserver/server.ts';
import type { Service } from './api/types.ts';

const noController =
  (what: string): (() => string) =>
  () =>
    `Podarium stores this object but has no ${what} yet: nothing acts on it`;

/** The network of the simulation knows TCP, UDP and ICMP. */
function sctpPorts({ spec }: Service): string | undefined {
  const ports = (spec?.ports ?? []).filter(({ protocol }) => protocol === 'SCTP').map(({ port }) => port);
  return ports.length === 0
    ? undefined
    : `Podarium does not simulate SCTP: nothing will answer at port ${ports.join(', ')} of this Service`;
}

/**
 * What the API server keeps but nothing in the cluster acts on yet, by storage, with the warning that whoever creates it gets. A
 * controller that comes takes its line away.
 */
export const unsimulated: CreationWarnings = {
  'networking.k8s.io/ingresses': noController('ingress controller'),
  '/services': sctpPorts,
};
