import type { FileTree } from '../runtime/machine.ts';
import { assassingKubia } from './assassingKubia.ts';
import { httpdImages } from './httpd.ts';
import type { ImageDefinition } from './image.ts';
import { createImageRegistry, type ImageRegistry } from './imageRegistry.ts';
import { luksaImages } from './luksaKubia.ts';
import { nginxImages } from './nginx.ts';
import { pauseImages } from './pause.ts';
import { stressImage } from './stress.ts';
import { systemImages } from './systems.ts';

/** One line registers an image. */
export const builtInImages: readonly ImageDefinition[] = [
  assassingKubia,
  ...httpdImages,
  ...luksaImages,
  ...nginxImages,
  ...pauseImages,
  stressImage,
  ...systemImages,
];

/** The registry that a new cluster pulls from, as it stood at `epoch` (Unix milliseconds). */
export function createRegistry(createTree: (modified: number) => FileTree, epoch: number): ImageRegistry {
  return createImageRegistry(builtInImages, createTree, epoch);
}
