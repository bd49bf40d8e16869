import type { FileTree } from '../runtime/machine.ts';
import type { Signal } from '../sim/process.ts';
import { Random } from '../sim/random.ts';

/** One layer. Images that name the same layer share it: it is fetched and kept once per node. */
export interface Layer {
  readonly name: string;
  /** Compressed bytes, as they come over the wire. */
  readonly bytes: number;
}

/** What an image file in this folder exports: an image as the registry holds it, and how to fill its files. */
export interface ImageDefinition {
  /** Canonical, e.g. `docker.io/library/nginx`. */
  readonly repository: string;
  /** The tags that name this very image. */
  readonly tags: readonly string[];
  readonly layers: readonly Layer[];
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  /** In order; PATH too. */
  readonly env?: Readonly<Record<string, string>>;
  readonly workdir?: string;
  /** USER: a number, a name, or a `user:group`. */
  readonly user?: string;
  readonly stopSignal?: Signal;
  /** EXPOSE, e.g. `80/tcp`. */
  readonly ports?: readonly string[];
  /** Unix milliseconds. */
  readonly created: number;
  /** Files and programs; called once, the tree is then shared by every container of the image and never written again. */
  readonly files: (tree: FileTree) => void;
}

export interface Image extends ImageDefinition {
  /** `sha256:...` of the configuration: the image's id on a node. */
  readonly id: string;
  /** `sha256:...` of the manifest, by which a registry names it. */
  readonly digest: string;
  /** Sum of the layers as they come over the wire: what containerd reports. */
  readonly compressedSize: number;
  /** Unpacked: what docker reports. */
  readonly size: number;
}

/** gzip'd root filesystems unpack to about two and a half times their size. */
const unpackedRatio = 2.6;

const digestSource = new Random(0x706f64);

/** A digest that is the same for the same text. Not SHA-256: nothing here has bytes to hash. */
function digestOf(text: string): string {
  return `sha256:${digestSource.fork(text).hex(64)}`;
}

export function layerDigest(layer: Layer): string {
  return digestOf(`layer ${layer.name} ${layer.bytes}`);
}

export function defineImage(definition: ImageDefinition): Image {
  const key = `${definition.repository} ${definition.tags.join(' ')} ${definition.layers.map((layer) => layer.name).join(' ')}`;
  const compressedSize = definition.layers.reduce((sum, layer) => sum + layer.bytes, 0);
  return {
    ...definition,
    id: digestOf(`config ${key}`),
    digest: digestOf(`manifest ${key}`),
    compressedSize,
    size: Math.round(compressedSize * unpackedRatio),
  };
}

/** Megabytes (10^6) to bytes, with odd low digits so that sizes look like sizes. */
export function layer(name: string, megabytes: number): Layer {
  const bytes = Math.round(megabytes * 1e6);
  return { name, bytes: bytes + (bytes > 10_000 ? digestSource.fork(`size ${name}`).integer(0, 9_999) : 0) };
}

export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
