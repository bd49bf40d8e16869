import type { DeleteOptions } from '../../api/client.ts';
import { goQuote } from '../../api/go-syntax.ts';
import { parseTime } from '../../api/time.ts';
import { badRequest, methodNotAllowed, noSuchResource, notFound } from '../../api/errors.ts';
import type { ApiResponse } from '../../api/http.ts';
import { isObject } from '../../api/json.ts';
import type { Kind } from '../../api/kinds.ts';
import type { ContainerLogOptions, RemoteCommandOptions } from '../kubelets.ts';
import { applyPatch } from '../patches.ts';
import type { StoredObject } from '../registry/strategy.ts';
import { bind, type BindingTarget } from '../subresources/binding.ts';
import { updateEphemeralContainers } from '../subresources/ephemeral-containers.ts';
import { evict } from '../subresources/eviction.ts';
import { podLogs, podPortForward, podStream } from '../subresources/kubelet-proxy.ts';
import { requestToken } from '../subresources/token.ts';
import { proxy } from '../proxy/proxy.ts';
import { readScale, scaleKind, writeScale } from '../subresources/scale.ts';
import { type HttpContext, json, success } from './context.ts';
import { flag, writeOptions } from './options.ts';
import { respondObject } from './output.ts';
import type { ResourcePath } from './path.ts';
import { checkNamespace } from '../objects.ts';
import { checkName, patch, readPatch, readValue, update } from './writes.ts';
import { readObject } from './decoding.ts';

type Handler = (context: HttpContext, kind: Kind, path: ResourcePath) => ApiResponse;

/** By name; those of one kind as `RESOURCE/NAME`. A new subresource adds its line. */
const handlers: Readonly<Record<string, Handler>> = {
  status: statusHandler,
  scale: scaleHandler,
  'namespaces/finalize': update,
  'pods/binding': bindingHandler,
  'pods/eviction': evictionHandler,
  'pods/ephemeralcontainers': ephemeralContainersHandler,
  'pods/resize': statusHandler,
  'pods/log': logHandler,
  'pods/exec': (context, kind, path) => streamHandler(context, kind, path, 'exec'),
  'pods/attach': (context, kind, path) => streamHandler(context, kind, path, 'attach'),
  'serviceaccounts/token': tokenHandler,
  proxy,
  'pods/portforward': (context, _kind, path) => portForwardHandler(context, path),
};

const verbOfMethod: Readonly<Record<string, string>> = {
  GET: 'get',
  // Of the subresources only proxies take these.
  HEAD: 'proxy',
  OPTIONS: 'proxy',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** @throws StatusError NotFound for a subresource that the kind has not, MethodNotAllowed */
export function handleSubresource(context: HttpContext, kind: Kind, path: ResourcePath): ApiResponse {
  const sub = kind.subresources.find((one) => one.name === path.subresource);
  const handler = handlers[`${kind.resource}/${path.subresource}`] ?? handlers[path.subresource];
  if (sub === undefined || handler === undefined) throw noSuchResource();
  const verb = verbOfMethod[context.request.method] ?? '';
  if (!sub.verbs.includes(verb) && verb !== sub.name) throw methodNotAllowed();
  return handler(context, kind, path);
}

function statusHandler(context: HttpContext, kind: Kind, path: ResourcePath): ApiResponse {
  switch (context.request.method) {
    case 'GET':
      return respondObject(context, 200, kind, context.server.get(kind, path.namespace, path.name));
    case 'PUT':
      return update(context, kind, path);
    default:
      return patch(context, kind, path);
  }
}

function scaleHandler(context: HttpContext, kind: Kind, path: ResourcePath): ApiResponse {
  const { server, request } = context;
  const { namespace, name } = path;
  let scale: StoredObject;
  if (request.method === 'GET') scale = readScale(server, kind, namespace, name);
  else if (request.method === 'PUT') {
    const options = writeOptions(context, 'UpdateOptions');
    const object = readObject(context, scaleKind, 'UpdateOptions');
    if (server.release.name !== '1.20') checkNamespace(kind, namespace, object);
    checkName(object, name);
    scale = writeScale(server, kind, namespace, name, () => object, options);
  } else {
    const options = writeOptions(context, 'PatchOptions');
    const { type, patch: change } = readPatch(context, scaleKind);
    const apply = (current: StoredObject): StoredObject => {
      const patched = applyPatch(scaleKind, current, change, type, server.release);
      checkName(patched, name);
      return patched;
    };
    scale = writeScale(server, kind, namespace, name, apply, options);
  }
  return respondObject(context, 200, scaleKind, scale);
}

function tokenHandler(context: HttpContext, _kind: Kind, { namespace, name }: ResourcePath): ApiResponse {
  return json(context, 201, requestToken(context.server, namespace, name, readValue(context, 'TokenRequest')));
}

function bindingHandler(context: HttpContext, _kind: Kind, { namespace, name }: ResourcePath): ApiResponse {
  const body = readValue(context, 'Binding') as BindingTarget;
  if (body.metadata?.name !== name) throw badRequest('name in URL does not match name in Binding object');
  bind(context.server, namespace, name, body, writeOptions(context, 'CreateOptions'));
  return json(context, 201, { ...success(), code: 201 });
}

function evictionHandler(context: HttpContext, _kind: Kind, { namespace, name }: ResourcePath): ApiResponse {
  const body = readValue(context, 'Eviction');
  const metadata = isObject(body['metadata']) ? body['metadata'] : {};
  if (metadata['name'] !== name) {
    throw badRequest('name in URL does not match name in Eviction object');
  }
  const options = (isObject(body['deleteOptions']) ? body['deleteOptions'] : {}) as DeleteOptions & {
    readonly dryRun?: readonly string[];
  };
  const { dryRun, ...rest } = options;
  evict(context.server, namespace, name, { ...rest, ...writeOptions(context, 'CreateOptions', dryRun) });
  return json(context, 201, { ...success(), code: 201 });
}

function ephemeralContainersHandler(context: HttpContext, kind: Kind, path: ResourcePath): ApiResponse {
  const { server, request } = context;
  const { namespace, name } = path;
  if (request.method === 'GET') return respondObject(context, 200, kind, server.get(kind, namespace, name));
  let change: (current: StoredObject) => StoredObject;
  if (request.method === 'PUT') {
    const object = readObject(context, kind, 'UpdateOptions');
    change = () => object;
  } else {
    const { type, patch: given } = readPatch(context, kind);
    change = (current) => applyPatch(kind, current, given, type, server.release);
  }
  const options = writeOptions(context, request.method === 'PUT' ? 'UpdateOptions' : 'PatchOptions');
  return respondObject(context, 200, kind, updateEphemeralContainers(server, namespace, name, change, options));
}

function logHandler({ server, query }: HttpContext, _kind: Kind, { namespace, name }: ResourcePath): ApiResponse {
  const number = (key: string): number | undefined => {
    const value = query.get(key);
    if (value === null) return undefined;
    if (!/^[+-]?\d+$/.test(value))
      throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
    return Number(value);
  };
  const [sinceSeconds, tailLines, limitBytes] = [number('sinceSeconds'), number('tailLines'), number('limitBytes')];
  const sinceTime = query.get('sinceTime');
  checkTime(sinceTime);
  const stream = query.get('stream');
  const options: ContainerLogOptions = {
    follow: flag(query, 'follow'),
    previous: flag(query, 'previous'),
    timestamps: flag(query, 'timestamps'),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
    ...((sinceTime ?? '') === '' ? {} : { sinceTime: sinceTime! }),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(stream === null ? {} : { stream }),
  };
  return podLogs(server, namespace, name, query.get('container') ?? '', options);
}

/** A metav1.Time as Go's time.Parse reads it. */
function checkTime(text: string | null): void {
  if (text === null || text === '' || parseTime(text) !== undefined) return;
  const layout = '2006-01-02T15:04:05Z07:00';
  throw badRequest(`parsing time ${goQuote(text)} as "${layout}": cannot parse ${goQuote(text)} as "2006"`);
}

function streamHandler(
  { server, query, request }: HttpContext,
  kind: Kind,
  { namespace, name }: ResourcePath,
  what: 'exec' | 'attach',
): ApiResponse {
  if (server.find(kind, namespace, name) === undefined) throw notFound(kind, name);
  // Output streams are on unless a query says otherwise only for attach by old clients; real clients always say.
  const options: RemoteCommandOptions = {
    stdin: flag(query, 'stdin'),
    stdout: flag(query, 'stdout'),
    stderr: flag(query, 'stderr'),
    tty: flag(query, 'tty'),
  };
  const command = query.getAll('command');
  return podStream(server, namespace, name, query.get('container') ?? '', options, request, (endpoint, container) => {
    if (what === 'attach') return endpoint.attach(namespace, name, container, options);
    if (command.length === 0) throw badRequest('you must specify a command to execute');
    return endpoint.exec(namespace, name, container, command, options);
  });
}

function portForwardHandler({ server, query, request }: HttpContext, { namespace, name }: ResourcePath): ApiResponse {
  const wrong = query.getAll('ports').find((port) => !/^\d+$/.test(port));
  if (wrong !== undefined) {
    throw badRequest(`cannot convert to []int32: strconv.ParseUint: parsing ${goQuote(wrong)}: invalid syntax`);
  }
  return podPortForward(server, namespace, name, request);
}
