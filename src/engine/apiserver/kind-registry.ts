import { type ApiGroup, findByGvk, findByPath, groupsOf, type Kind, kindsOf, parseApiVersion } from '../api/kinds.ts';
import type { KubeObject } from '../api/types.ts';
import type { Release } from '../releases/index.ts';
import { type CustomVersion, versionsOf } from './crd/definition.ts';

/** The kinds that the server serves: the release's own, and those that CustomResourceDefinitions add. */
export class KindRegistry {
  #custom: readonly CustomVersion[] = [];
  #byKind = new Map<Kind, CustomVersion>();
  #byStorage = new Map<string, Kind>();
  /** Raised by every change of the custom kinds. */
  generation = 0;

  constructor(private readonly release: Release) {
    for (const kind of kindsOf(release)) {
      if (kind.storage === undefined) continue;
      const own = `${kind.group}/${kind.resource}` === kind.storage;
      if (!this.#byStorage.has(kind.storage) || (own && kind.version === kind.hub.version)) {
        this.#byStorage.set(kind.storage, kind);
      }
    }
  }

  /** Takes over what the established definitions say. */
  setDefinitions(definitions: readonly KubeObject[]): void {
    for (const { kind } of this.#custom) this.#byStorage.delete(kind.storage ?? '');
    this.#custom = definitions.flatMap(versionsOf);
    this.#byKind = new Map(this.#custom.map((version) => [version.kind, version]));
    for (const { kind } of this.#custom) {
      const known = this.#byStorage.get(kind.storage ?? '');
      if (known === undefined || kind.version === kind.hub.version) this.#byStorage.set(kind.storage ?? '', kind);
    }
    this.generation++;
  }

  all(): readonly Kind[] {
    return this.#custom.length === 0
      ? kindsOf(this.release)
      : [...kindsOf(this.release), ...this.#custom.map((version) => version.kind)];
  }

  groups(): readonly ApiGroup[] {
    if (this.#custom.length === 0) return groupsOf(this.release);
    const custom = new Map<string, string[]>();
    for (const { kind } of this.#custom) {
      const versions = custom.get(kind.group) ?? [];
      if (!versions.includes(kind.version)) versions.push(kind.version);
      custom.set(kind.group, versions);
    }
    return [...groupsOf(this.release), ...[...custom].map(([name, versions]) => ({ name, versions }))];
  }

  byPath(group: string, version: string, resource: string): Kind | undefined {
    return (
      findByPath(this.release, group, version, resource) ??
      this.#custom.find(({ kind }) => kind.group === group && kind.version === version && kind.resource === resource)
        ?.kind
    );
  }

  byGvk(apiVersion: string, name: string): Kind | undefined {
    const { group, version } = parseApiVersion(apiVersion);
    return (
      findByGvk(this.release, apiVersion, name) ??
      this.#custom.find(({ kind }) => kind.group === group && kind.version === version && kind.kind === name)?.kind
    );
  }

  /** The kind in whose shape a storage is kept. */
  byStorage(storage: string): Kind | undefined {
    return this.#byStorage.get(storage);
  }

  /** What its CustomResourceDefinition says of a kind; undefined for a built-in one. */
  custom(kind: Kind): CustomVersion | undefined {
    return this.#byKind.get(kind);
  }
}
