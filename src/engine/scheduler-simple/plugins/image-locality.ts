import type { Plugin } from './plugin.ts';

const megabyte = 1024 * 1024;
const least = 23 * megabyte;
const mostPerContainer = 1000 * megabyte;

/** Prefers nodes that have the images already (plugins/imagelocality/image_locality.go). */
export const imageLocality: Plugin = {
  name: 'ImageLocality',
  score(pod, { node }, { nodes }) {
    const containers = pod.spec?.containers ?? [];
    const sum = containers.reduce((total, { image = '' }) => {
      const held = node.status?.images?.find(({ names }) => names?.includes(image) === true);
      if (held === undefined) return total;
      const spread = nodes.filter((other) =>
        other.node.status?.images?.some(({ names }) => names?.includes(image) === true),
      ).length;
      return total + ((held.sizeBytes ?? 0) * spread) / nodes.length;
    }, 0);
    const most = mostPerContainer * containers.length;
    if (sum < least) return 0;
    return Math.floor((100 * (Math.min(sum, most) - least)) / (most - least));
  },
};
