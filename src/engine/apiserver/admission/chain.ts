import type { StoredObject } from '../registry/strategy.ts';
import { admissionPlugins } from './index.ts';
import type { AdmissionContext, AdmissionPlugin, AdmissionRequest } from './plugin.ts';

/** The plugins in their order, each asked only about what it handles. */
export class AdmissionChain {
  readonly #plugins: readonly AdmissionPlugin[];
  readonly #bySort = new Map<string, readonly AdmissionPlugin[]>();

  /** @param disabled names of plugins that do not run */
  constructor(
    disabled: readonly string[],
    private readonly context: () => AdmissionContext,
  ) {
    this.#plugins = admissionPlugins.filter((plugin) => !disabled.includes(plugin.name));
  }

  /** The object as the mutating plugins leave it. Throws StatusError. */
  admit(request: AdmissionRequest): StoredObject {
    const plugins = this.#pluginsFor(request);
    if (plugins.length === 0) return request.object;
    const context = this.context();
    let object = request.object;
    for (const plugin of plugins) {
      if (plugin.admit === undefined) continue;
      object = plugin.admit(object === request.object ? request : { ...request, object }, context);
    }
    return object;
  }

  /** Throws StatusError. */
  validate(request: AdmissionRequest): void {
    const plugins = this.#pluginsFor(request);
    if (plugins.length === 0) return;
    const context = this.context();
    for (const plugin of plugins) plugin.validate?.(request, context);
  }

  #pluginsFor({ operation, kind, subresource }: AdmissionRequest): readonly AdmissionPlugin[] {
    const sort = `${operation} ${kind.storage ?? ''} ${subresource ?? ''}`;
    let plugins = this.#bySort.get(sort);
    if (plugins === undefined) {
      plugins = this.#plugins.filter((plugin) => plugin.handles(operation, kind, subresource));
      this.#bySort.set(sort, plugins);
    }
    return plugins;
  }
}
