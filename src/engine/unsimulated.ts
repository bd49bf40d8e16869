const noController = (what: string): string => `Podarium stores this object but has no ${what} yet: nothing acts on it`;

/**
 * Kinds that the API server keeps but that nothing in the cluster acts on yet, by storage, with the warning that whoever creates one gets. A
 * controller that comes takes its line away.
 */
export const unsimulated: Readonly<Record<string, string>> = {
  'networking.k8s.io/ingresses': noController('ingress controller'),
};
