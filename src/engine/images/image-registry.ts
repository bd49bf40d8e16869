import type { FileTree } from '../runtime/machine.ts';
import { defineImage, type Image, type ImageDefinition } from './image.ts';
import type { ImageReference } from './reference.ts';

export type Resolution =
  | { readonly kind: 'image'; readonly image: Image }
  /** The registry's domain does not resolve. */
  | { readonly kind: 'no-host' }
  | { readonly kind: 'no-repository' }
  | { readonly kind: 'no-tag' };

/** Everything that can be pulled. One per cluster: nodes share it, and so the file trees of its images. */
export interface ImageRegistry {
  resolve(reference: ImageReference): Resolution;
  /** The image's files, built when first asked for. Never write to it. */
  files(image: Image): FileTree;
  images(): readonly Image[];
  /** Pushes an image; its tags move to it. */
  push(definition: ImageDefinition): Image;
}

/**
 * @param createTree makes an empty file tree whose files are of that time (Unix milliseconds).
 * @param at Unix milliseconds: where several images claim a tag (`latest`), the newest that existed then has it.
 */
export function createImageRegistry(
  definitions: readonly ImageDefinition[],
  createTree: (modified: number) => FileTree,
  at = Infinity,
): ImageRegistry {
  /** repository -> tag -> image */
  const repositories = new Map<string, Map<string, Image>>();
  const byDigest = new Map<string, Image>();
  const hosts = new Set<string>(['docker.io']);
  const trees = new Map<string, FileTree>();

  function push(definition: ImageDefinition): Image {
    const image = defineImage(definition);
    let tags = repositories.get(image.repository);
    if (tags === undefined) repositories.set(image.repository, (tags = new Map()));
    for (const tag of image.tags) tags.set(tag, image);
    byDigest.set(`${image.repository}@${image.digest}`, image);
    hosts.add(image.repository.slice(0, image.repository.indexOf('/')));
    trees.delete(image.id);
    return image;
  }
  // The newest of those that existed is pushed last; what is newer still comes first and gets only the tags left over.
  const byAge = [...definitions].sort((a, b) => a.created - b.created);
  for (const definition of byAge.filter((one) => one.created > at)) push(definition);
  for (const definition of byAge.filter((one) => one.created <= at)) push(definition);

  return {
    push,
    resolve(reference) {
      const tags = repositories.get(reference.repository);
      if (tags === undefined) return { kind: hosts.has(reference.domain) ? 'no-repository' : 'no-host' };
      const image =
        reference.digest === undefined
          ? tags.get(reference.tag ?? 'latest')
          : byDigest.get(`${reference.repository}@${reference.digest}`);
      return image === undefined ? { kind: 'no-tag' } : { kind: 'image', image };
    },
    files(image) {
      let tree = trees.get(image.id);
      if (tree === undefined) {
        tree = createTree(image.created);
        image.files(tree);
        trees.set(image.id, tree);
      }
      return tree;
    },
    images() {
      const seen = new Set<Image>();
      for (const tags of repositories.values()) for (const image of tags.values()) seen.add(image);
      return [...seen];
    },
  };
}
