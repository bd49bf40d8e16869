import { type Plugin, unresolvable } from './plugin.ts';

/**
 * plugins/dynamicresources: no node will do for a Pod whose ResourceClaims are not there. The cluster serves no ResourceClaims, so a Pod that
 * names one would wait in silence for ever; it is told why.
 */
export const dynamicResources: Plugin = {
  name: 'DynamicResources',
  undoneBy: [],
  filter({ pod }) {
    const [claim] = pod.spec?.resourceClaims ?? [];
    if (claim === undefined) return undefined;
    const reason = `resource claim "${claim.name}": Podarium does not simulate dynamic resource allocation`;
    return { everywhere: unresolvable(reason) };
  },
};
