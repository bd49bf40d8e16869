import type { Plugin } from './plugin.ts';

const megabyte = 1024 * 1024;
const least = 23 * megabyte;
const mostPerContainer = 1000 * megabyte;

/** `nginx` means `nginx:latest`; a registry is not added (normalizedImageName). */
function withTag(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}

/** Prefers nodes that have the images already (plugins/imagelocality/image_locality.go). */
export const imageLocality: Plugin = {
  name: 'ImageLocality',
  score({ pod }, { release, imageNodes, nodes: all }, nodes) {
    const containers = [
      ...(release.name === '1.20' ? [] : (pod.spec?.initContainers ?? [])),
      ...(pod.spec?.containers ?? []),
    ];
    const images = containers.map(({ image = '' }) => withTag(image));
    if (!images.some((image) => imageNodes.has(image))) return undefined;
    const most = mostPerContainer * containers.length;
    return nodes.map((node) => {
      let sum = 0;
      for (const image of images) {
        const size = node.images.get(image);
        if (size !== undefined) sum += Math.floor((size * (imageNodes.get(image) ?? 0)) / all.length);
      }
      const within = Math.min(Math.max(sum, least), most);
      return Math.floor((100 * (within - least)) / (most - least));
    });
  },
};
