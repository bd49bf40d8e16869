import { SysError, type ProcessContext } from '../../sim/process.ts';
import type { Task } from '../../sim/task.ts';
import { byteLength, httpDate, statusTexts, type ServedRequest, type ServedResponse } from '../http-server.ts';
import { chooseLocation, chooseSite, type NginxConfig, type Settings } from './sites.ts';

const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  txt: 'text/plain',
  xml: 'text/xml',
  svg: 'image/svg+xml',
  png: 'image/png',
};

/** What nginx writes to its error log about a request. */
type ErrorLog = (message: string) => Task<void>;

export interface Answered {
  readonly response: ServedResponse;
  readonly accessLog: boolean;
}

/** Answers one request as the configuration says. `port` is the one that was connected to. */
export function* answer(
  p: ProcessContext,
  config: NginxConfig,
  version: string,
  port: number,
  request: ServedRequest,
  log: ErrorLog,
): Task<Answered> {
  const host = request.headers.host ?? '';
  const site = chooseSite(config, port, host);
  if (site === undefined) return { response: page(version, 404), accessLog: true };
  const path = decodePath(request.target.split('?')[0] ?? '/');
  const about = `client: ${request.remote.address}, server: ${site.names[0] ?? '_'}, request: "${request.method} ${request.target} HTTP/${request.version}"${host === '' ? '' : `, host: "${host}"`}`;
  const complain = (message: string): Task<void> => log(`${message}, ${about}`);
  if (path === undefined || (request.version === '1.1' && host === '')) {
    return { response: page(version, 400), accessLog: true };
  }
  const settings = chooseLocation(site, path)?.settings ?? site.settings;
  let response = yield* respond(p, config, settings, version, path, request, complain);
  const errorPage = response.status >= 300 ? settings.errorPages.get(response.status) : undefined;
  if (errorPage?.startsWith('/') === true) {
    const inner = chooseLocation(site, errorPage)?.settings ?? site.settings;
    const file = readable(p, pathOf(inner, errorPage));
    if (file !== undefined) response = { ...response, headers: [['Content-Type', 'text/html']], body: file };
  }
  const headers = [...(response.headers ?? []), ...settings.headers];
  return { response: { ...response, headers }, accessLog: settings.accessLog };
}

function* respond(
  p: ProcessContext,
  config: NginxConfig,
  settings: Settings,
  version: string,
  path: string,
  request: ServedRequest,
  complain: ErrorLog,
): Task<ServedResponse> {
  if (settings.return !== undefined) {
    const { status, text } = settings.return;
    if (status >= 300 && status < 400) {
      return {
        ...page(version, status),
        headers: [
          ['Content-Type', 'text/html'],
          ['Location', text],
        ],
      };
    }
    if (text === '') return page(version, status);
    const body = text
      .replaceAll('$hostname', p.hostname())
      .replaceAll('$remote_addr', request.remote.address)
      .replaceAll('\\n', '\n');
    return { status, headers: [['Content-Type', settings.defaultType]], body };
  }
  if (settings.stubStatus) {
    return {
      status: 200,
      headers: [['Content-Type', 'text/plain']],
      body: 'Active connections: 1 \nserver accepts handled requests\n 1 1 1 \nReading: 0 Writing: 1 Waiting: 0 \n',
    };
  }
  if (settings.proxyPass !== undefined) return yield* proxy(p, config, settings.proxyPass, version, request, complain);
  if (request.method !== 'GET' && request.method !== 'HEAD') return page(version, 405);
  for (const candidate of settings.tryFiles?.slice(0, -1) ?? []) {
    const tried = candidate.replaceAll('$uri', path);
    if (readable(p, pathOf(settings, tried)) !== undefined) return yield* file(p, settings, version, tried, complain);
  }
  const last = settings.tryFiles?.at(-1);
  if (last?.startsWith('=') === true) return page(version, Number(last.slice(1)));
  return yield* file(p, settings, version, last === undefined ? path : last.replaceAll('$uri', path), complain);
}

function* file(
  p: ProcessContext,
  settings: Settings,
  version: string,
  path: string,
  complain: ErrorLog,
): Task<ServedResponse> {
  const full = pathOf(settings, path);
  try {
    const stat = p.stat(full);
    if (stat.type === 'directory') {
      if (!path.endsWith('/')) {
        return {
          ...page(version, 301),
          headers: [
            ['Content-Type', 'text/html'],
            ['Location', `${path}/`],
          ],
        };
      }
      for (const index of settings.index) {
        if (readable(p, `${full}${index}`) !== undefined)
          return yield* file(p, settings, version, `${path}${index}`, complain);
      }
      if (settings.autoindex) return autoindex(p, full, path);
      yield* complain(`directory index of "${full}" is forbidden`);
      return page(version, 403);
    }
    const body = p.readFile(full);
    const extension = /\.(\w+)$/.exec(full)?.[1] ?? '';
    return {
      status: 200,
      headers: [
        ['Content-Type', types[extension] ?? settings.defaultType],
        ['Content-Length', String(byteLength(body))],
        ['Last-Modified', httpDate(stat.mtime)],
        ['ETag', `"${Math.trunc(stat.mtime / 1000).toString(16)}-${byteLength(body).toString(16)}"`],
        ['Accept-Ranges', 'bytes'],
      ],
      body,
    };
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const forbidden = error.code === 'EACCES';
    yield* complain(
      `open() "${full}" failed (${forbidden ? '13: Permission denied' : '2: No such file or directory'})`,
    );
    return page(version, forbidden ? 403 : 404);
  }
}

function autoindex(p: ProcessContext, directory: string, path: string): ServedResponse {
  const names = p
    .readdir(directory)
    .map((name) => (p.stat(`${directory}${name}`).type === 'directory' ? `${name}/` : name));
  const lines = ['../', ...names].map((name) => `<a href="${name}">${name}</a>`);
  const body = `<html>\r\n<head><title>Index of ${path}</title></head>\r\n<body>\r\n<h1>Index of ${path}</h1><hr><pre>${lines.join('\r\n')}\r\n</pre><hr></body>\r\n</html>\r\n`;
  return { status: 200, headers: [['Content-Type', 'text/html']], body };
}

/** Passes the request on, to an upstream's servers in turn or to a host. */
function* proxy(
  p: ProcessContext,
  config: NginxConfig,
  target: string,
  version: string,
  request: ServedRequest,
  complain: ErrorLog,
): Task<ServedResponse> {
  const url = /^http:\/\/([^/]+)(\/.*)?$/.exec(target);
  if (url === null) return page(version, 500);
  const authority = url[1] ?? '';
  const servers = config.upstreams.get(authority) ?? [authority];
  const server = servers[Math.floor(p.random() * servers.length)] ?? authority;
  const [host = '', port = '80'] = server.split(':');
  const path = url[2] === undefined ? request.target : url[2] + request.target.slice(1);
  try {
    const [address] = yield* p.resolve(host);
    const fd = yield* p.connect(address ?? host, Number(port));
    try {
      const body = request.body === '' ? '' : `Content-Length: ${byteLength(request.body)}\r\n`;
      yield* p.write(
        fd,
        `${request.method} ${path} HTTP/1.0\r\nHost: ${authority}\r\nConnection: close\r\n${body}\r\n${request.body}`,
      );
      let text = '';
      for (let more = yield* p.read(fd); more !== ''; more = yield* p.read(fd)) text += more;
      const end = text.indexOf('\r\n\r\n');
      const [first = '', ...lines] = text.slice(0, end).split('\r\n');
      const headers = lines
        .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])
        .filter(([name]) => !/^(connection|content-length|transfer-encoding|server|date|keep-alive)$/i.test(name));
      return { status: Number(first.split(' ')[1] ?? 502), headers, body: text.slice(end + 4) };
    } finally {
      p.close(fd);
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const what =
      error.code === 'ENOTFOUND'
        ? `${host} could not be resolved (3: Host not found)`
        : `connect() failed (${error.code === 'ECONNREFUSED' ? '111: Connection refused' : `113: ${error.message}`}) while connecting to upstream`;
    yield* complain(what);
    return page(version, 502);
  }
}

function pathOf(settings: Settings, path: string): string {
  return settings.alias === undefined ? `${settings.root}${path}` : settings.alias + path.slice(1);
}

function readable(p: ProcessContext, path: string): string | undefined {
  try {
    return p.readFile(path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return undefined;
  }
}

function decodePath(path: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  const parts: string[] = [];
  for (const part of decoded.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '.') parts.push(part);
  }
  const joined = parts.join('/').replace(/\/{2,}/g, '/');
  return joined.startsWith('/') ? joined : `/${joined}`;
}

/** nginx's built-in page for a status (src/http/ngx_http_special_response.c). */
export function page(version: string, status: number): ServedResponse {
  const title = `${status} ${statusTexts[status] ?? ''}`.trim();
  return {
    status,
    headers: [['Content-Type', 'text/html']],
    body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/${version}</center>\r\n</body>\r\n</html>\r\n`,
  };
}
