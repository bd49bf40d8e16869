import type { ApiResponse } from '../../api/http.ts';
import { badRequest, notAcceptable } from '../../api/errors.ts';
import { formatFieldError, invalid } from '../../api/field.ts';
import { apiVersionOf, type Kind } from '../../api/kinds.ts';
import { isObject, type JsonObject } from '../../api/json.ts';
import { customPrinter } from '../crd/columns.ts';
import type { StoredObject } from '../registry/strategy.ts';
import { printerOf, scalePrinter } from '../tables/index.ts';
import type { Column, FieldDoc, TablePrinter } from '../tables/table.ts';
import { type HttpContext, json } from './context.ts';
import { toServed } from './versions.ts';

/** The members of a list's metadata. */
export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** Answers one object in the form that the client asked for. */
export function respondObject(context: HttpContext, status: number, kind: Kind, object: StoredObject): ApiResponse {
  return json(context, status, present(context, kind, object, true));
}

/** Answers a list in the form that the client asked for. */
export function respondList(
  context: HttpContext,
  kind: Kind,
  items: readonly StoredObject[],
  metadata: ListMeta,
): ApiResponse {
  const { as, version } = context.representation;
  if (as === 'table') return json(context, 200, table(context, kind, items, metadata, true));
  if (as === 'partial') {
    throw notAcceptable(
      `you requested PartialObjectMetadata, but the requested object is a list (${goType(kind, 'List')})`,
    );
  }
  if (as === 'partialList') {
    return json(context, 200, {
      kind: 'PartialObjectMetadataList',
      apiVersion: `meta.k8s.io/${version}`,
      metadata,
      items: items.map((item) => partial(context, item, version)),
    });
  }
  return json(context, 200, {
    kind: `${kind.kind}List`,
    apiVersion: apiVersionOf(kind),
    metadata,
    items: items.map((item) => listItem(context, kind, item)),
  });
}

/** One object in the form that the client asked for. @param first whether a Table describes its columns. */
export function present(context: HttpContext, kind: Kind, object: StoredObject, first: boolean): JsonObject {
  const { as, version } = context.representation;
  if (as === 'table') {
    const { resourceVersion = '' } = object.metadata ?? {};
    return table(context, kind, [object], { resourceVersion }, first);
  }
  if (as === 'partialList') {
    const what = goType(kind, '');
    throw notAcceptable(`you requested PartialObjectMetadataList, but the requested object is not a list (${what})`);
  }
  if (as === 'partial') return partial(context, object, version);
  return shown(context, kind, object);
}

/** As it is served: in the version asked for, with its managedFields. */
export function shown(context: HttpContext, kind: Kind, object: StoredObject): StoredObject {
  return toServed(kind, context.server.ownership.withManagedFields(object));
}

/** The Go type that the server holds an object in. */
function goType(kind: Kind, list: '' | 'List'): string {
  const builtIn = apiVersionOf(kind.hub);
  const pkg = kind.hub.group === '' ? 'core' : (builtIn.split(/[./]/)[0] ?? '');
  return `*${pkg}.${kind.kind}${list}`;
}

const stripped = new WeakMap<object, JsonObject>();

/** Items of a list of built-in kinds do not say what they are; the list does. */
function listItem(context: HttpContext, kind: Kind, object: StoredObject): JsonObject {
  const full = shown(context, kind, object);
  if (context.server.kinds.custom(kind) !== undefined) return full;
  let item = stripped.get(full);
  if (item === undefined) {
    const { apiVersion: _apiVersion, kind: _kind, ...rest } = full;
    stripped.set(full, (item = Object.freeze(rest)));
  }
  return item;
}

function partial(context: HttpContext, object: StoredObject, version: string): JsonObject {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: `meta.k8s.io/${version}`,
    metadata: context.server.ownership.withManagedFields(object).metadata,
  };
}

/** @throws StatusError BadRequest for an includeObject that is none. */
export function checkTableOptions({ query, representation, server }: HttpContext): void {
  const include = query.get('includeObject') ?? '';
  if (representation.as !== 'table' || ['', 'Metadata', 'Object', 'None'].includes(include)) return;
  const problem = invalid('includeObject', include, "must be 'Metadata', 'Object', 'None', or empty");
  throw badRequest(`Unable to convert to Table as requested: ${formatFieldError(problem, server.release)}`);
}

function table(
  context: HttpContext,
  kind: Kind,
  objects: readonly StoredObject[],
  metadata: ListMeta,
  withColumns: boolean,
): JsonObject {
  const { server, query, representation } = context;
  const printer = printerFor(context, kind, objects);
  const print = { release: server.release, now: server.sim.unixNow };
  checkTableOptions(context);
  const include = query.get('includeObject') ?? '';
  const rows = objects.map((object) => {
    const conditions = printer.conditions?.(object) ?? [];
    return {
      cells: printer.cells(object, print),
      ...(conditions.length === 0 ? {} : { conditions }),
      object:
        include === 'None'
          ? null
          : include === 'Object'
            ? shown(context, kind, object)
            : partial(context, object, representation.version),
    };
  });
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${representation.version}`,
    metadata,
    columnDefinitions: withColumns
      ? printer.columns(server.release).map((column) => describe(column, server.openapi))
      : null,
    rows,
  };
}

function printerFor({ server }: HttpContext, kind: Kind, objects: readonly StoredObject[]): TablePrinter {
  const custom = server.kinds.custom(kind);
  if (custom !== undefined) return customPrinter(custom);
  return objects.length === 1 && objects[0]!.kind === 'Scale' ? scalePrinter : printerOf(kind.storage ?? '');
}

function describe({ description, ...column }: Column, openapi: unknown): JsonObject {
  return {
    ...column,
    description: typeof description === 'string' ? description : documentation(description, openapi),
  };
}

/** The schema's own words on a field; '' where the schema is not loaded. */
function documentation({ type, field }: FieldDoc, openapi: unknown): string {
  if (!isObject(openapi)) return '';
  const definitions = isObject(openapi['definitions']) ? openapi['definitions'] : {};
  const prefix = type.startsWith('meta.') ? 'io.k8s.apimachinery.pkg.apis.' : 'io.k8s.api.';
  const definition = definitions[prefix + type];
  const properties = isObject(definition) ? definition['properties'] : undefined;
  const property = isObject(properties) ? properties[field] : undefined;
  const text = isObject(property) ? property['description'] : undefined;
  return typeof text === 'string' ? text : '';
}
