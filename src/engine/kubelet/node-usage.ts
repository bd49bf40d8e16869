import type { Release } from '../releases/index.ts';
import type { ContainerRuntime } from '../runtime/cri.ts';
import type { FileTree, Machine } from '../runtime/machine.ts';
import type { Observation, Signal } from './eviction/signals.ts';
import { diskBytes } from './node-object.ts';

/** Bytes of the node's disk that its operating system takes. */
const systemBytes = 5 * 1024 ** 3;

/** How much of a tree's files there is, counted anew only after a change. */
export class DiskUsage {
  #bytes: number | undefined;

  constructor(private readonly disk: FileTree) {
    disk.onChange(() => (this.#bytes = undefined));
  }

  get bytes(): number {
    return (this.#bytes ??= this.disk.usage('/'));
  }
}

/** What is left of the node's memory and disk. */
export function nodeObservations(
  machine: Machine,
  runtime: ContainerRuntime,
  disk: DiskUsage,
): Readonly<Record<Signal, Observation>> {
  let used = systemBytes + disk.bytes;
  for (const { size } of runtime.images()) used += size;
  for (const { writableLayer, logBytes } of runtime.listContainerStats()) used += writableLayer.usedBytes + logBytes;
  return {
    'memory.available': {
      available: Math.max(0, machine.memoryCapacity - machine.memoryUsed),
      capacity: machine.memoryCapacity,
    },
    'nodefs.available': { available: Math.max(0, diskBytes - used), capacity: diskBytes },
  };
}

/** Images that no container was made of go when the disk is full (images/image_gc_manager.go, DeleteUnusedImages). */
export function removeUnusedImages(runtime: ContainerRuntime, release: Release): void {
  const used = new Set(
    runtime.containers().flatMap(({ imageId, imageRef, config }) => [imageId, imageRef, config.image]),
  );
  for (const { id, tags, digests } of runtime.images()) {
    const names = [id, ...tags, ...digests];
    if (tags.some((tag) => tag.includes(release.pauseImage)) || names.some((name) => used.has(name))) continue;
    runtime.removeImage(id);
  }
}
