import { asArray, asObject, isObject, type JsonObject } from '../../api/json.ts';
import { withCondition, withMetadata } from '../../api/meta.ts';
import type { KubeObject } from '../../api/types.ts';
import type { StoredObject } from '../registry/strategy.ts';
import type { ApiServer } from '../server.ts';

const storage = 'apiextensions.k8s.io/customresourcedefinitions';
const cleanup = 'customresourcecleanup.apiextensions.k8s.io';

interface CrdCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
}

/**
 * Makes CustomResourceDefinitions take effect, as the controllers inside kube-apiserver do
 * (apiextensions-apiserver/pkg/controller: status/naming, establish, finalizer): accepts their names, serves their kinds, and
 * takes their objects away before they go.
 */
export function startCustomResources(server: ApiServer): void {
  const refresh = (): void => {
    const established = [...server.store.objects(storage).values()].filter(isEstablished);
    server.kinds.setDefinitions(established);
  };
  server.watches.watch(
    { resource: storage },
    { initial: server.store.objects(storage).values() },
    ({ type, object }) => {
      if (type !== 'DELETED') sync(server, object.metadata?.name ?? '');
      refresh();
    },
  );
}

function isEstablished(definition: KubeObject): boolean {
  const { conditions } = asObject((definition as JsonObject)['status']);
  return asArray(conditions).some((one) => isObject(one) && one['type'] === 'Established' && one['status'] === 'True');
}

function sync(server: ApiServer, name: string): void {
  const kind = server.kindOf(storage);
  const definition = server.find(kind, '', name);
  if (definition === undefined) return;
  if (definition.metadata?.deletionTimestamp !== undefined) finish(server, definition);
  else accept(server, definition);
}

/** Names are taken by the first who asks: two definitions cannot serve one plural or kind of a group. */
function accept(server: ApiServer, definition: StoredObject): void {
  const spec = asObject(definition['spec']);
  const names = asObject(spec['names']);
  const clash = [...server.store.objects(storage).values()].find(
    (other) => other !== definition && isEstablished(other) && clashes(asObject((other as JsonObject)['spec']), spec),
  );
  const now = server.timestamp;
  const status = asObject(definition['status']);
  let conditions = asArray(status['conditions']) as readonly CrdCondition[];
  const set = (type: string, value: string, reason: string, message: string): void => {
    conditions = withCondition(conditions, { type, status: value, reason, message, lastTransitionTime: now });
  };
  if (clash !== undefined) {
    set('NamesAccepted', 'False', 'PluralConflict', `"${String(names['plural'])}" is already in use`);
    set('Established', 'False', 'NotAccepted', 'not all names are accepted');
  } else {
    set('NamesAccepted', 'True', 'NoConflicts', 'no conflicts found');
    set('Established', 'True', 'InitialNamesAccepted', 'the initial names have been accepted');
  }
  const versions = asArray(spec['versions']).filter(isObject);
  const stored = versions.find((version) => version['storage'] === true)?.['name'];
  const storedVersions = [...new Set([...asArray(status['storedVersions']), stored])].filter(
    (one) => one !== undefined,
  );
  const next = {
    ...definition,
    status: {
      ...status,
      conditions,
      acceptedNames: clash === undefined ? names : status['acceptedNames'],
      storedVersions,
    },
  };
  if (JSON.stringify(next.status) !== JSON.stringify(status))
    server.overwrite(server.kindOf(storage), next, definition);
}

function clashes(a: JsonObject, b: JsonObject): boolean {
  const [x, y] = [asObject(a['names']), asObject(b['names'])];
  return a['group'] === b['group'] && (x['plural'] === y['plural'] || x['kind'] === y['kind']);
}

/** Its objects go first. */
function finish(server: ApiServer, definition: StoredObject): void {
  const spec = asObject(definition['spec']);
  const of = `${String(spec['group'])}/${String(asObject(spec['names'])['plural'])}`;
  for (const object of [...server.store.objects(of).values()]) {
    server.store.delete(of, object.metadata?.namespace ?? '', object.metadata?.name ?? '');
  }
  const finalizers = (definition.metadata?.finalizers ?? []).filter((one) => one !== cleanup);
  const kind = server.kindOf(storage);
  server.update(kind, '', definition.metadata?.name ?? '', (old) =>
    withMetadata(old ?? definition, { finalizers: finalizers.length === 0 ? undefined : finalizers }),
  );
}
