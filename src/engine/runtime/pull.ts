import type { Image, Layer } from '../images/image.ts';
import { layerDigest } from '../images/image.ts';
import type { ImageRegistry } from '../images/image-registry.ts';
import { parseImageReference, type ImageReference } from '../images/reference.ts';
import type { Random } from '../sim/random.ts';
import type { Simulation, Timer } from '../sim/simulation.ts';
import { block, sleep, type Task } from '../sim/task.ts';
import { RuntimeError, type ImageStatus, type PullProgress } from './cri.ts';
import type { RuntimeTexts } from './texts.ts';

/** Milliseconds to get a token and the manifest from a registry. */
const resolveTime: readonly [number, number] = [350, 750];
/** Milliseconds after which an unreachable registry is given up. */
const dialTimeout = 15_000;

interface Download {
  readonly layer: Layer;
  /** Bytes. */
  remaining: number;
  readonly done: (() => void)[];
}

interface Pull {
  readonly image: string;
  readonly startedAt: number;
  layers: readonly Layer[];
}

interface StoredImage {
  readonly image: Image;
  /** `repository:tag` and `repository@digest`, canonical, oldest first. */
  readonly tags: string[];
  readonly digests: string[];
}

/**
 * The images on one node and the downloads under way. All layers that are being fetched share the bandwidth equally; a
 * layer that two pulls want is fetched once.
 */
export class ImageStore {
  readonly #stored = new Map<string, StoredImage>();
  readonly #layers = new Set<string>();
  readonly #downloads = new Map<string, Download>();
  readonly #pulls = new Set<Pull>();
  #bandwidth: number;
  #since = 0;
  #timer: Timer | undefined;
  /** Whether registries answer at all. */
  registryReachable = true;

  constructor(
    private readonly sim: Simulation,
    private readonly random: Random,
    private readonly registry: ImageRegistry,
    private readonly texts: RuntimeTexts,
    private readonly release: '1.20' | '1.36',
    bandwidth: number,
  ) {
    this.#bandwidth = bandwidth;
  }

  /** Bytes per second of all downloads together. */
  get bandwidth(): number {
    return this.#bandwidth;
  }

  set bandwidth(bytesPerSecond: number) {
    this.#settle();
    this.#bandwidth = bytesPerSecond;
    this.#plan();
  }

  find(name: string): Image | undefined {
    return this.#find(name)?.image;
  }

  status(name: string): ImageStatus | undefined {
    const stored = this.#find(name);
    return stored === undefined ? undefined : this.#status(stored);
  }

  list(): readonly ImageStatus[] {
    return [...this.#stored.values()].map((stored) => this.#status(stored));
  }

  /** The pulls whose layers are on their way. */
  pulls(): readonly PullProgress[] {
    this.#settle();
    const progress: PullProgress[] = [];
    for (const pull of this.#pulls) {
      const totalBytes = pull.layers.reduce((sum, layer) => sum + layer.bytes, 0);
      progress.push({
        image: pull.image,
        totalBytes,
        startedAt: pull.startedAt,
        endsAt: this.sim.unixNow + this.#timeLeft(pull),
      });
    }
    return progress;
  }

  *pull(name: string): Task<ImageStatus> {
    const { reference, error } = parseImageReference(name, this.release);
    if (error !== undefined) throw new RuntimeError('InvalidImageName', error);
    if (!this.registryReachable) {
      yield* sleep(this.sim, dialTimeout);
      throw new RuntimeError('ImagePull', this.texts.pullUnreachable(reference));
    }
    yield* sleep(this.sim, this.random.integer(...resolveTime));
    const found = this.registry.resolve(reference);
    if (found.kind !== 'image') throw new RuntimeError('ImagePull', this.texts.pullFailed[found.kind](reference));
    yield* this.#fetch(name, found.image);
    return this.#status(this.add(reference, found.image));
  }

  /** Puts an image on the node without a download, as an installer does. */
  preload(name: string): void {
    const { reference, error } = parseImageReference(name, this.release);
    if (error !== undefined) throw new Error(error);
    const found = this.registry.resolve(reference);
    if (found.kind !== 'image') throw new Error(`no such image in the registry: ${name}`);
    for (const layer of found.image.layers) this.#layers.add(layerDigest(layer));
    this.add(reference, found.image);
  }

  add(reference: ImageReference, image: Image): StoredImage {
    let stored = this.#stored.get(image.id);
    if (stored === undefined) this.#stored.set(image.id, (stored = { image, tags: [], digests: [] }));
    const digest = `${reference.repository}@${image.digest}`;
    if (!stored.digests.includes(digest)) stored.digests.push(digest);
    if (reference.tag !== undefined && reference.digest === undefined) {
      const tag = `${reference.repository}:${reference.tag}`;
      for (const other of this.#stored.values()) {
        const at = other.tags.indexOf(tag);
        if (at !== -1 && other !== stored) other.tags.splice(at, 1);
      }
      if (!stored.tags.includes(tag)) stored.tags.push(tag);
    }
    return stored;
  }

  /** By id it goes altogether; by tag only when that was its last tag. Returns what happened, as `docker rmi` tells it. */
  remove(name: string): { readonly untagged: readonly string[]; readonly deleted: Image | undefined } | undefined {
    const stored = this.#find(name);
    if (stored === undefined) return undefined;
    const { reference } = parseImageReference(name, this.release);
    const tag = reference?.tag === undefined ? undefined : `${reference.repository}:${reference.tag}`;
    const at = tag === undefined ? -1 : stored.tags.indexOf(tag);
    if (at !== -1 && stored.tags.length > 1) {
      return { untagged: stored.tags.splice(at, 1), deleted: undefined };
    }
    this.#stored.delete(stored.image.id);
    const kept = new Set<string>();
    for (const other of this.#stored.values()) {
      for (const layer of other.image.layers) kept.add(layerDigest(layer));
    }
    for (const layer of stored.image.layers) {
      const digest = layerDigest(layer);
      if (!kept.has(digest)) this.#layers.delete(digest);
    }
    return { untagged: [...stored.tags, ...stored.digests], deleted: stored.image };
  }

  /** The node lost power: downloads are gone, with whoever waited for them. */
  abort(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#downloads.clear();
    this.#pulls.clear();
  }

  *#fetch(name: string, image: Image): Task<void> {
    const missing = image.layers.filter((layer) => !this.#layers.has(layerDigest(layer)));
    if (missing.length === 0) return;
    const pull: Pull = { image: name, startedAt: this.sim.unixNow, layers: missing };
    this.#pulls.add(pull);
    try {
      // All at once, so that each is being fetched while this waits for the first.
      this.#settle();
      for (const layer of missing) this.#start(layer);
      this.#plan();
      for (const layer of missing) yield* this.#arrival(layer);
    } finally {
      this.#pulls.delete(pull);
      this.#dropUnwanted();
    }
  }

  #start(layer: Layer): void {
    const digest = layerDigest(layer);
    if (this.#layers.has(digest) || this.#downloads.has(digest)) return;
    this.#downloads.set(digest, { layer, remaining: layer.bytes, done: [] });
  }

  *#arrival(layer: Layer): Task<void> {
    const download = this.#downloads.get(layerDigest(layer));
    if (download === undefined) return;
    yield* block<void>((resume) => {
      const done = (): void => resume();
      download.done.push(done);
      return () => {
        const at = download.done.indexOf(done);
        if (at !== -1) download.done.splice(at, 1);
      };
    });
  }

  /** A pull that was given up takes the downloads with it that no other pull wants. */
  #dropUnwanted(): void {
    if (this.#downloads.size === 0) return;
    const wanted = new Set<string>();
    for (const pull of this.#pulls) for (const layer of pull.layers) wanted.add(layerDigest(layer));
    this.#settle();
    for (const digest of [...this.#downloads.keys()]) if (!wanted.has(digest)) this.#downloads.delete(digest);
    this.#plan();
  }

  /** Accounts for what came since the last change. */
  #settle(): void {
    const elapsed = this.sim.now - this.#since;
    this.#since = this.sim.now;
    if (elapsed === 0 || this.#downloads.size === 0) return;
    const received = ((elapsed / 1000) * this.#bandwidth) / this.#downloads.size;
    for (const download of this.#downloads.values()) download.remaining = Math.max(0, download.remaining - received);
  }

  #plan(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#downloads.size === 0 || this.#bandwidth <= 0) return;
    let least = Infinity;
    for (const download of this.#downloads.values()) least = Math.min(least, download.remaining);
    const wait = Math.ceil((least * this.#downloads.size * 1000) / this.#bandwidth);
    this.#timer = this.sim.after(wait, () => {
      this.#settle();
      for (const [digest, download] of [...this.#downloads]) {
        if (download.remaining > 0.5) continue;
        this.#downloads.delete(digest);
        this.#layers.add(digest);
        for (const done of download.done) done();
      }
      this.#plan();
    });
  }

  /** Milliseconds until the last of its layers is there, if nothing changes: shares grow as smaller layers finish. */
  #timeLeft(pull: Pull): number {
    if (this.#bandwidth <= 0) return Infinity;
    let longest = 0;
    for (const layer of pull.layers) {
      longest = Math.max(longest, this.#downloads.get(layerDigest(layer))?.remaining ?? 0);
    }
    let bytes = 0;
    for (const download of this.#downloads.values()) bytes += Math.min(download.remaining, longest);
    return Math.ceil((bytes * 1000) / this.#bandwidth);
  }

  #find(name: string): StoredImage | undefined {
    if (name.startsWith('sha256:')) return this.#stored.get(name);
    if (/^[0-9a-f]{12,64}$/.test(name)) {
      for (const [id, stored] of this.#stored) if (id.startsWith(`sha256:${name}`)) return stored;
    }
    const { reference } = parseImageReference(name, this.release);
    if (reference === undefined) return undefined;
    const { repository, tag, digest } = reference;
    for (const stored of this.#stored.values()) {
      if (
        digest !== undefined
          ? stored.digests.includes(`${repository}@${digest}`)
          : stored.tags.includes(`${repository}:${tag}`)
      )
        return stored;
    }
    return undefined;
  }

  #status(stored: StoredImage): ImageStatus {
    return {
      id: stored.image.id,
      tags: stored.tags.map(this.texts.imageName),
      digests: stored.digests.map(this.texts.imageName),
      size: this.texts.imageSize(stored.image),
      user: (stored.image.user ?? '').replace(/:.*$/, ''),
    };
  }
}
