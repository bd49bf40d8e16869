import { type Plugin, unresolvable } from './plugin.ts';

/** plugins/nodename: a Pod that names its node goes nowhere else. */
export const nodeName: Plugin = {
  name: 'NodeName',
  undoneBy: ['NodeAdd'],
  filter({ pod }, { release }) {
    const wanted = pod.spec?.nodeName ?? '';
    if (wanted === '') return undefined;
    const refusal = unresolvable(
      release.name === '1.20'
        ? "node(s) didn't match the requested hostname"
        : "node(s) didn't match the requested node name",
    );
    return ({ name }) => (name === wanted ? undefined : refusal);
  },
};
