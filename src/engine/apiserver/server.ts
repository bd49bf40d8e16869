import type { DeleteOptions, Selection, WatchEvent } from '../api/client.ts';
import { applyDefaults } from '../api/defaulting/index.ts';
import {
  alreadyExists,
  conflict,
  expired,
  generateNameConflict,
  invalidObject,
  notFound,
  plainFailure,
} from '../api/errors.ts';
import { invalid, type FieldError } from '../api/field.ts';
import { goQuote } from '../api/go-syntax.ts';
import { jsonEqual, type JsonObject } from '../api/json.ts';
import type { Kind } from '../api/kinds.ts';
import { withMetadata } from '../api/meta.ts';
import { StatusError } from '../api/status.ts';
import { formatTime } from '../api/time.ts';
import type { KubeObject } from '../api/types.ts';
import { validateCreate, validateUpdate } from '../api/validation/index.ts';
import type { Release } from '../releases/index.ts';
import type { Random } from '../sim/random.ts';
import type { Simulation } from '../sim/simulation.ts';
import { AdmissionChain } from './admission/chain.ts';
import type { AdmissionRequest } from './admission/plugin.ts';
import { etcdKey, invalidObjectMessage } from './etcd-key.ts';
import { fieldTypeOf } from './apply/field-type.ts';
import { annotationManager, appliedByClient, withLastApplied } from './apply/last-applied.ts';
import { applyConfiguration, encodeManaged } from './apply/managers.ts';
import { validateCustom } from './crd/validate-object.ts';
import type { Backends } from './proxy/backend.ts';
import { decideDeletion, isFinished } from './deletion.ts';
import { indexes } from './indexes.ts';
import { KindRegistry } from './kind-registry.ts';
import type { KubeletEndpoint } from './kubelets.ts';
import { MetricsServer } from './metrics-server.ts';
import { checkNamespace, fillNewObject, isUnchanged, keepSystemFields } from './objects.ts';
import { Ownership, type Writer } from './ownership.ts';
import { strategyOf } from './registry/index.ts';
import { prepareForCreate, prepareForUpdate } from './registry/prepare.ts';
import type { Allocation, ServiceNetwork } from './registry/allocation.ts';
import type { StoredObject, Strategy, StrategyContext } from './registry/strategy.ts';
import { type CompiledSelection, compileSelection, select, selectSorted } from './selection.ts';
import { CompactedError, Store, storeKey } from './store.ts';
import { type StoreWatch, WatchCache } from './watch-cache.ts';

export interface ApiServerOptions {
  readonly sim: Simulation;
  readonly release: Release;
  /** The generated OpenAPI v3 document of the kinds, served at /openapi. */
  readonly openapi?: unknown;
  /** Changes kept for watches and reads of the past. */
  readonly historyLimit?: number;
  /** Virtual milliseconds from a write to its watchers. */
  readonly watchLatency?: number;
  readonly serviceNetwork?: ServiceNetwork;
  /** Names of admission plugins that do not run, as --disable-admission-plugins. */
  readonly disabledAdmission?: readonly string[];
  /** Where the API server can be reached, as /api tells clients. */
  readonly address?: string;
  /** Warnings for whoever creates an object over HTTP, by storage. */
  readonly creationWarnings?: CreationWarnings;
}

/** What to tell whoever creates an object, by storage; undefined: nothing. */
export type CreationWarnings = Readonly<Record<string, (object: KubeObject) => string | undefined>>;

/** Who writes, and how. */
export interface WriteOptions extends Partial<Writer> {
  /** Everything happens but the write (dryRun=All). */
  readonly dryRun?: boolean;
  /** Takes what admission has to say beside the answer (the Warning header). */
  readonly warn?: (text: string) => void;
}

/** One write as it went through the server: for whoever follows it. */
export interface Written {
  readonly revision: number;
  /** What was stored before; undefined: it was created. */
  readonly before: StoredObject | undefined;
  /** As the client sent it, without defaults; only known of a creation. */
  readonly given: StoredObject | undefined;
  /** With defaults, before admission. */
  readonly defaulted: StoredObject;
  readonly stored: StoredObject;
  readonly manager: string | undefined;
  readonly subresource: string | undefined;
}

export interface UpdateOptions extends WriteOptions {
  readonly subresource?: string | undefined;
  /** A uid in the object must be the stored one's (PUT), as a precondition rather than a rule of validation. */
  readonly uidPrecondition?: boolean;
}

/** The objects of a list and the revision that they were read at. */
export interface ObjectList {
  readonly items: readonly StoredObject[];
  readonly revision: number;
}

const maxNameAttempts = 8;

/**
 * The API server: verbs in, frozen objects or StatusErrors out, at once. Every write goes the same way:
 *
 *     decode (http/) -> defaulting -> mutating admission -> strategy (registry/: status, generation)
 *       -> validation -> validating admission -> store -> watches (a few virtual milliseconds later)
 *
 * Defaulting and validation are api/'s; what one kind does otherwise is a line or a file in registry/; admission plugins are
 * one file each. `client.ts` gives the cluster's own components this server as an ApiClient, `http/` gives everyone else
 * the HTTP API without the wire: both end here, so both see the same objects, revisions and errors.
 */
export class ApiServer {
  readonly sim: Simulation;
  readonly release: Release;
  readonly store: Store;
  /** What is served: the release's kinds and custom ones. */
  readonly kinds: KindRegistry;
  readonly watches: WatchCache;
  readonly ownership: Ownership;
  readonly serviceNetwork: ServiceNetwork;
  /** May come later than the server: the document is large and the page loads it on its own. */
  openapi: unknown;
  /** Told of every write inside of it. */
  onWrite: ((write: Written) => void) | undefined;
  readonly creationWarnings: CreationWarnings;
  readonly address: string;
  /** The kubelets that logs, exec, attach and port-forward are passed to, by node name. */
  readonly kubelets = new Map<string, KubeletEndpoint>();
  /** The way to what the proxy subresources lead to; undefined: there is none. */
  backends: Backends | undefined;
  /** Answers metrics.k8s.io. */
  readonly metrics: MetricsServer = new MetricsServer(this);
  /** The server's own numbers: names, uids, ports. */
  readonly random: Random;
  readonly #admission: AdmissionChain;
  #clock = { second: -1, text: '' };

  constructor(options: ApiServerOptions) {
    this.sim = options.sim;
    this.release = options.release;
    this.openapi = options.openapi;
    this.creationWarnings = options.creationWarnings ?? {};
    this.address = options.address ?? '172.18.0.10:6443';
    this.serviceNetwork = options.serviceNetwork ?? {
      cidr: '10.96.0.0/12',
      nodePorts: { first: 30000, last: 32767 },
    };
    this.store = new Store({
      indexes,
      now: () => this.sim.now,
      ...(options.historyLimit === undefined ? {} : { historyLimit: options.historyLimit }),
    });
    this.watches = new WatchCache(this.store, this.sim, indexes, options.watchLatency ?? 3);
    this.ownership = new Ownership(this.release, options.historyLimit ?? 50_000);
    this.random = this.sim.random.fork('apiserver');
    this.#admission = new AdmissionChain(options.disabledAdmission ?? [], () => ({
      store: this.store,
      release: this.release,
      random: this.random,
      now: this.sim.unixNow,
    }));
    this.kinds = new KindRegistry(this.release);
  }

  /** The kind that the server's own components speak of a storage in. */
  kindOf(storage: string): Kind {
    const kind = this.kinds.byStorage(storage);
    if (kind === undefined) throw new Error(`nothing is stored as ${storage}`);
    return kind;
  }

  /** The virtual wall clock as metav1.Time. */
  get timestamp(): string {
    const second = Math.floor(this.sim.unixNow / 1000);
    if (second !== this.#clock.second) this.#clock = { second, text: formatTime(this.sim.unixNow) };
    return this.#clock.text;
  }

  get(kind: Kind, namespace: string, name: string): StoredObject {
    const object = this.find(kind, namespace, name);
    if (object === undefined) throw notFound(kind, name);
    return object;
  }

  find(kind: Kind, namespace: string, name: string): StoredObject | undefined {
    const key = kind.namespaced ? storeKey(namespace, name) : name;
    return this.store.get(kind.storage ?? '', key) as StoredObject | undefined;
  }

  /** The matching objects in etcd's order. `revision` reads the past. */
  list(kind: Kind, selection: Selection, revision?: number): ObjectList {
    const compiled = this.compile(kind, selection);
    if (revision === undefined || revision >= this.store.revision) {
      return { items: selectSorted(this.store, compiled) as StoredObject[], revision: this.store.revision };
    }
    try {
      const { namespace, name, matches } = compiled;
      const items = this.store
        .at(compiled.resource, revision)
        .filter(
          (object) =>
            (namespace === undefined || object.metadata?.namespace === namespace) &&
            (name === undefined || object.metadata?.name === name) &&
            (matches === undefined || matches(object)),
        );
      return { items: items as StoredObject[], revision };
    } catch (error) {
      if (error instanceof CompactedError) throw expired(error.message);
      throw error;
    }
  }

  /** The matching objects in the order of their creation: what the cluster's components iterate over. */
  select(kind: Kind, selection: Selection): readonly StoredObject[] {
    return select(this.store, this.compile(kind, selection)) as StoredObject[];
  }

  compile(kind: Kind, selection: Selection): CompiledSelection {
    return compileSelection(kind, selection, this.release, this.kinds.custom(kind)?.selectableFields);
  }

  create(kind: Kind, namespace: string, given: KubeObject, options: WriteOptions = {}): StoredObject {
    const object = given as StoredObject;
    checkNamespace(kind, namespace, object);
    if ((object.metadata?.resourceVersion ?? '') !== '') {
      throw plainFailure('resourceVersion should not be set on objects to be created');
    }
    for (let attempt = 1; ; attempt++) {
      const filled = fillNewObject(kind, namespace, object, this.random, this.timestamp);
      const name = filled.metadata?.name ?? '';
      const generated = name !== '' && (object.metadata?.name ?? '') === '';
      const exists = name !== '' && this.find(kind, namespace, name) !== undefined;
      if (exists && generated) {
        if (this.release.name !== '1.20' && attempt < maxNameAttempts) continue;
        throw generateNameConflict(kind, name, 1);
      }
      return this.#create(kind, namespace, filled, exists, options);
    }
  }

  #create(kind: Kind, namespace: string, filled: StoredObject, exists: boolean, options: WriteOptions): StoredObject {
    const strategy = strategyOf(kind);
    const name = filled.metadata?.name ?? '';
    let object = applyDefaults(kind, filled, this.release);
    object = strategy.convert?.(object) ?? object;
    const written = object;
    object = this.#admission.admit({
      operation: 'CREATE',
      kind,
      subresource: undefined,
      namespace,
      name,
      object,
      old: undefined,
    });
    if (strategy.allocate !== undefined && !exists)
      object = strategy.allocate(object, undefined, this.#allocation(kind));
    object = prepareForCreate(strategy, object, this.#strategyContext(kind));
    this.#refuse(kind, name, this.#errorsOf(kind, object, undefined, undefined));
    if (exists) throw this.#alreadyExists(kind, namespace, name);
    this.#admission.validate({
      operation: 'CREATE',
      kind,
      subresource: undefined,
      namespace,
      name,
      object,
      old: undefined,
      warn: options.warn,
    });
    // What is read back from etcd has been defaulted once more, which shows where admission or the strategy left gaps.
    object = applyDefaults(kind, object, this.release);
    if (options.dryRun === true) return object;
    return this.#put(kind, object, undefined, written, options, undefined, filled);
  }

  /**
   * Replaces an object by what `change` makes of it.
   * @param change gets the stored object, or undefined where the kind is created by its first update.
   * @throws StatusError NotFound, Conflict for a stale resourceVersion, Invalid, Forbidden
   */
  update(
    kind: Kind,
    namespace: string,
    name: string,
    change: (current: StoredObject | undefined) => KubeObject,
    options: UpdateOptions = {},
  ): StoredObject {
    const strategy = strategyOf(kind);
    const old = this.find(kind, namespace, name);
    if (old === undefined) {
      if (strategy.allowCreateOnUpdate !== true || options.subresource !== undefined) throw notFound(kind, name);
      return this.create(kind, namespace, withMetadata(change(undefined), { resourceVersion: undefined }), options);
    }
    let object = change(old) as StoredObject;
    this.#checkVersion(kind, strategy, name, object, old, options.uidPrecondition === true);
    const { subresource } = options;
    object = keepSystemFields(keepTypeMeta(object, old), old);
    if ((object.metadata?.resourceVersion ?? '') === '') {
      object = withMetadata(object, { resourceVersion: old.metadata?.resourceVersion });
    }
    if (isUnchanged(object, old)) return old;
    const asked = object;
    if (subresource === undefined) object = applyDefaults(kind, object, this.release);
    const written = object;
    object = this.#admission.admit({ operation: 'UPDATE', kind, subresource, namespace, name, object, old });
    if (strategy.allocate !== undefined && subresource === undefined) {
      object = strategy.allocate(object, old, this.#allocation(kind));
    }
    object = prepareForUpdate(strategy, object, old, subresource, this.#strategyContext(kind));
    this.#refuse(kind, name, this.#errorsOf(kind, object, old, subresource));
    const { warn } = options;
    this.#admission.validate({ operation: 'UPDATE', kind, subresource, namespace, name, object, old, warn });
    if (object !== asked && isUnchanged(object, old)) return old;
    if (options.dryRun === true) return object;
    if (isFinished(strategy, object)) return this.#remove(kind, object);
    return this.#put(kind, object, old, written, options, subresource);
  }

  /**
   * Server-side apply: merges a configuration into the object (or makes it) and gives its fields to the manager.
   * @param decode makes a storable object of the merged one.
   * @throws StatusError Conflict where others own what it changes, unless `force`
   */
  apply(
    kind: Kind,
    namespace: string,
    name: string,
    configuration: JsonObject,
    decode: (merged: JsonObject) => StoredObject,
    options: UpdateOptions & { readonly manager: string; readonly force: boolean },
  ): { readonly object: StoredObject; readonly created: boolean } {
    const { ownership } = this;
    const old = this.find(kind, namespace, name);
    const { manager, force, subresource, dryRun } = options;
    const type = fieldTypeOf(kind, this.release);
    const fromKubectl = manager === annotationManager;
    const applied = applyConfiguration(
      old === undefined ? [] : ownership.ownersBeforeApply(kind, old, type, subresource, this.sim.unixNow),
      old ?? ownership.emptyObject(kind),
      configuration,
      type,
      ownership.identity(kind, manager, 'Apply', subresource),
      this.sim.unixNow,
      ownership.ignored(kind, subresource),
      force,
      fromKubectl && old !== undefined ? appliedByClient(old, configuration['apiVersion'], type) : undefined,
    );
    const { managed } = applied;
    const object = fromKubectl ? withLastApplied(applied.object, configuration) : applied.object;
    const write: UpdateOptions = { subresource, ...(dryRun === undefined ? {} : { dryRun }) };
    if (old === undefined) {
      if (subresource !== undefined) throw notFound(kind, name);
      const created = this.create(kind, namespace, decode(object), write);
      ownership.set(created, managed);
      return { object: created, created: true };
    }
    let stored = this.update(kind, namespace, name, () => decode(object), write);
    // Owners are part of the object: a change of them alone is a new version too.
    if (stored === old && !jsonEqual(encodeManaged(managed), encodeManaged(ownership.managedOf(old)))) {
      stored = dryRun === true ? { ...old } : this.overwrite(kind, { ...old }, old);
    }
    if (stored !== old) ownership.set(stored, managed);
    return { object: stored, created: false };
  }

  /**
   * Deletes, or begins to: a Pod on a node gets its grace, and finalizers hold back what they are on.
   * Answers the object as it is after that, and whether it is gone.
   */
  delete(
    kind: Kind,
    namespace: string,
    name: string,
    options: DeleteOptions & WriteOptions = {},
  ): { readonly object: StoredObject; readonly gone: boolean } {
    const strategy = strategyOf(kind);
    const old = this.get(kind, namespace, name);
    const request: AdmissionRequest = {
      operation: 'DELETE',
      kind,
      subresource: undefined,
      namespace,
      name,
      object: old,
      old,
    };
    this.#admission.admit(request);
    this.#admission.validate(request);
    const begun = strategy.beginDeletion?.(old, this.sim.unixNow);
    const outcome =
      begun === 'pending'
        ? ({ action: 'none' } as const)
        : begun !== undefined
          ? ({ action: 'update', object: begun } as const)
          : decideDeletion(kind, strategy, old, options, this.sim.unixNow);
    switch (outcome.action) {
      case 'none':
        return { object: old, gone: false };
      case 'update': {
        if (options.dryRun === true) return { object: outcome.object, gone: false };
        const stored = isUnchanged(outcome.object, old)
          ? old
          : this.#put(kind, outcome.object, old, old, {}, undefined);
        return { object: stored, gone: false };
      }
      case 'delete': {
        const last = outcome.object ?? old;
        if (options.dryRun === true) return { object: last, gone: true };
        const stored = outcome.object === undefined ? old : this.#put(kind, outcome.object, old, old, {}, undefined);
        return { object: this.#remove(kind, stored), gone: true };
      }
    }
  }

  /** Deletes all that matches; what vanishes meanwhile is no error. Answers the objects as they were left. */
  deleteCollection(
    kind: Kind,
    selection: Selection,
    options: DeleteOptions & WriteOptions = {},
  ): readonly StoredObject[] {
    return this.list(kind, selection).items.map((object) => {
      const { namespace = '', name = '' } = object.metadata ?? {};
      return this.delete(kind, namespace, name, options).object;
    });
  }

  /** Watches: everything that matches now as ADDED, then the changes. */
  watch(kind: Kind, selection: Selection, deliver: (event: WatchEvent<KubeObject>) => void): StoreWatch {
    const compiled = this.compile(kind, selection);
    return this.watches.watch(compiled, { initial: select(this.store, compiled) }, deliver);
  }

  /** Writes past admission, strategy and validation: for the server's own bookkeeping (subresources, reconcilers). */
  overwrite(kind: Kind, object: StoredObject, old: StoredObject | undefined): StoredObject {
    return this.#put(kind, object, old, object, {}, undefined);
  }

  #put(
    kind: Kind,
    object: StoredObject,
    old: StoredObject | undefined,
    written: StoredObject,
    options: WriteOptions,
    subresource: string | undefined,
    given?: StoredObject,
  ): StoredObject {
    const { namespace = '', name = '' } = object.metadata ?? {};
    const stored = this.store.put(kind.storage ?? '', kind.namespaced ? namespace : '', name, object) as StoredObject;
    this.ownership.record(kind, stored, old, written, options.manager, subresource, this.sim.unixNow);
    this.onWrite?.({
      revision: this.store.revision,
      before: old,
      given,
      defaulted: written,
      stored,
      manager: options.manager,
      subresource,
    });
    return stored;
  }

  #remove(kind: Kind, object: StoredObject): StoredObject {
    const { namespace = '', name = '' } = object.metadata ?? {};
    this.ownership.forget(object);
    return (this.store.delete(kind.storage ?? '', kind.namespaced ? namespace : '', name, object) ??
      object) as StoredObject;
  }

  #checkVersion(
    kind: Kind,
    strategy: Strategy,
    name: string,
    object: StoredObject,
    old: StoredObject,
    checkUid: boolean,
  ): void {
    const { resourceVersion = '', uid = '' } = object.metadata ?? {};
    if (checkUid && uid !== '' && uid !== old.metadata?.uid) {
      throw conflict(
        kind,
        name,
        invalidObjectMessage(
          etcdKey(kind, old, this.kinds.custom(kind) !== undefined),
          `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata?.uid ?? ''}`,
        ),
      );
    }
    if (resourceVersion === '') {
      if (strategy.requiresResourceVersion !== true) return;
      const value = this.release.name === '1.20' ? '0x0' : 0;
      throw this.#invalid(kind, name, [invalid('metadata.resourceVersion', value, 'must be specified for an update')]);
    }
    if (!/^\d{1,19}$/.test(resourceVersion)) {
      throw plainFailure(`strconv.ParseUint: parsing ${goQuote(resourceVersion)}: invalid syntax`);
    }
    if (resourceVersion !== old.metadata?.resourceVersion) throw conflict(kind, name);
  }

  #alreadyExists(kind: Kind, namespace: string, name: string): StatusError {
    const error = alreadyExists(kind, name);
    if (this.find(kind, namespace, name)?.metadata?.deletionTimestamp === undefined) return error;
    return new StatusError({ ...error.status, message: `object is being deleted: ${error.message}` });
  }

  #errorsOf(
    kind: Kind,
    object: StoredObject,
    old: StoredObject | undefined,
    subresource: string | undefined,
  ): readonly FieldError[] {
    const custom = this.kinds.custom(kind);
    if (custom !== undefined) return validateCustom(custom, object, old, this.release);
    return old === undefined
      ? validateCreate(kind, object, this.release)
      : validateUpdate(kind, object, old, this.release, subresource);
  }

  #refuse(kind: Kind, name: string, errors: readonly FieldError[]): void {
    if (errors.length > 0) throw this.#invalid(kind, name, errors);
  }

  #invalid(kind: Kind, name: string, errors: readonly FieldError[]): StatusError {
    return invalidObject(kind, name, errors, this.release);
  }

  #strategyContext(kind: Kind): StrategyContext {
    return { kind, release: this.release, now: this.sim.unixNow };
  }

  #allocation(kind: Kind): Allocation {
    return {
      kind,
      release: this.release,
      store: this.store,
      random: this.random,
      network: this.serviceNetwork,
    };
  }
}

function keepTypeMeta(object: StoredObject, old: StoredObject): StoredObject {
  if (object.apiVersion === old.apiVersion && object.kind === old.kind) return object;
  return { ...object, apiVersion: old.apiVersion, kind: old.kind } as StoredObject;
}
