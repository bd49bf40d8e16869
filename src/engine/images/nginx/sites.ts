import { ConfigError, type Directive } from './config.ts';

export interface Location {
  readonly kind: 'prefix' | 'exact' | 'regex';
  readonly pattern: string;
  readonly ignoreCase: boolean;
  readonly settings: Settings;
}

/** What a location inherits and may change. */
export interface Settings {
  readonly root: string;
  readonly alias: string | undefined;
  readonly index: readonly string[];
  readonly proxyPass: string | undefined;
  readonly return: { readonly status: number; readonly text: string } | undefined;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly errorPages: ReadonlyMap<number, string>;
  readonly accessLog: boolean;
  readonly tryFiles: readonly string[] | undefined;
  readonly defaultType: string;
  readonly stubStatus: boolean;
  readonly autoindex: boolean;
}

interface Site {
  readonly listens: readonly { readonly address: string; readonly port: number; readonly isDefault: boolean }[];
  readonly names: readonly string[];
  readonly locations: readonly Location[];
  readonly settings: Settings;
}

export interface NginxConfig {
  readonly sites: readonly Site[];
  readonly upstreams: ReadonlyMap<string, readonly string[]>;
  /** Directives that nginx knows and Podarium does nothing about. */
  readonly ignored: readonly Directive[];
}

const defaults: Settings = {
  root: '/etc/nginx/html',
  alias: undefined,
  index: ['index.html'],
  proxyPass: undefined,
  return: undefined,
  headers: [],
  errorPages: new Map(),
  accessLog: true,
  tryFiles: undefined,
  defaultType: 'text/plain',
  stubStatus: false,
  autoindex: false,
};

/** Directives without effect on anything that shows here. */
const harmless = new Set(
  (
    'user worker_processes worker_connections worker_rlimit_nofile error_log pid events include default_type types log_format sendfile tcp_nopush tcp_nodelay ' +
    'keepalive_timeout keepalive_requests client_max_body_size server_tokens charset http daemon master_process use multi_accept'
  ).split(' '),
);

/** Directives that nginx has and that are not simulated: a warning says so. */
const unsimulated = new Set(
  (
    'gzip gzip_types gzip_vary gzip_proxied gzip_comp_level gzip_min_length expires rewrite set if limit_req limit_req_zone limit_conn allow deny auth_basic auth_basic_user_file ' +
    'ssl_certificate ssl_certificate_key ssl_protocols ssl_ciphers ssl_session_cache ssl_session_timeout ssl_prefer_server_ciphers proxy_set_header proxy_http_version proxy_buffering ' +
    'proxy_read_timeout proxy_connect_timeout proxy_redirect proxy_cache_bypass fastcgi_pass fastcgi_index fastcgi_param fastcgi_split_path_info resolver map stream ' +
    'proxy_send_timeout client_body_timeout client_header_timeout send_timeout real_ip_header set_real_ip_from proxy_hide_header mirror sub_filter internal'
  ).split(' '),
);

type Mutable = { -readonly [Key in keyof Settings]: Settings[Key] };

/** Builds what the server works from. Throws ConfigError. */
export function buildConfig(directives: readonly Directive[]): NginxConfig {
  const sites: Site[] = [];
  const upstreams = new Map<string, readonly string[]>();
  const ignored: Directive[] = [];

  function settingsOf(block: readonly Directive[], inherited: Settings): Settings {
    const own: Mutable = { ...inherited, proxyPass: undefined, return: undefined, tryFiles: inherited.tryFiles };
    const headers: [string, string][] = [];
    for (const directive of block) {
      const { name, args } = directive;
      const [first = '', second = ''] = args;
      switch (name) {
        case 'root':
          own.root = first;
          own.alias = undefined;
          break;
        case 'alias':
          own.alias = first;
          break;
        case 'index':
          own.index = args;
          break;
        case 'proxy_pass':
          own.proxyPass = first;
          break;
        case 'return':
          own.return = /^\d+$/.test(first) ? { status: Number(first), text: second } : { status: 302, text: first };
          break;
        case 'add_header':
          headers.push([first, second]);
          break;
        case 'error_page': {
          const pages = new Map(own.errorPages);
          for (const code of args.slice(0, -1)) pages.set(Number(code), args.at(-1) ?? '');
          own.errorPages = pages;
          break;
        }
        case 'access_log':
          own.accessLog = first !== 'off';
          break;
        case 'try_files':
          own.tryFiles = args;
          break;
        case 'default_type':
          own.defaultType = first;
          break;
        case 'stub_status':
          own.stubStatus = true;
          break;
        case 'autoindex':
          own.autoindex = first === 'on';
          break;
        case 'listen':
        case 'server_name':
        case 'location':
        case 'server':
        case 'upstream':
          break;
        default:
          if (unsimulated.has(name)) ignored.push(directive);
          else if (!harmless.has(name)) {
            throw new ConfigError(`unknown directive "${name}" in ${directive.file}:${directive.line}`);
          }
      }
    }
    if (headers.length > 0) own.headers = headers;
    return own;
  }

  function site(server: Directive, inherited: Settings): Site {
    const block = server.block ?? [];
    const settings = settingsOf(block, inherited);
    const listens = block.filter((directive) => directive.name === 'listen').flatMap(listen);
    const locations = block
      .filter((directive) => directive.name === 'location')
      .map((directive) => location(directive, settings));
    return {
      listens: listens.length > 0 ? listens : [{ address: '0.0.0.0', port: 80, isDefault: false }],
      names: block.filter((directive) => directive.name === 'server_name').flatMap((directive) => directive.args),
      locations,
      settings,
    };
  }

  function location(directive: Directive, inherited: Settings): Location {
    const { args, block = [] } = directive;
    const [modifier = '', pattern = ''] = args.length > 1 ? args : ['', args[0] ?? ''];
    return {
      kind: modifier === '=' ? 'exact' : modifier.startsWith('~') ? 'regex' : 'prefix',
      ignoreCase: modifier === '~*',
      pattern,
      settings: settingsOf(block, inherited),
    };
  }

  function http(block: readonly Directive[]): void {
    const settings = settingsOf(block, defaults);
    for (const directive of block) {
      if (directive.name === 'upstream') {
        const servers = (directive.block ?? [])
          .filter((inner) => inner.name === 'server')
          .map((inner) => inner.args[0] ?? '');
        upstreams.set(directive.args[0] ?? '', servers);
      }
      if (directive.name === 'server') sites.push(site(directive, settings));
    }
  }

  settingsOf(directives, defaults);
  for (const directive of directives) if (directive.name === 'http') http(directive.block ?? []);
  return { sites, upstreams, ignored };
}

function listen({ args, file, line }: Directive): Site['listens'] {
  const [target = '', ...options] = args;
  // There is no IPv6 in the Pod network.
  if (target.startsWith('[')) return [];
  const colon = target.lastIndexOf(':');
  const port = colon === -1 ? (/^\d+$/.test(target) ? Number(target) : 80) : Number(target.slice(colon + 1));
  const host = colon === -1 ? (/^\d+$/.test(target) ? '*' : target) : target.slice(0, colon);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new ConfigError(`invalid port in "${target}" of the "listen" directive in ${file}:${line}`);
  }
  const isDefault = options.includes('default_server') || options.includes('default');
  return [{ address: host === '*' ? '0.0.0.0' : host === 'localhost' ? '127.0.0.1' : host, port, isDefault }];
}

/** Which server answers for a host name: the one of that name, else the default of the port. */
export function chooseSite(config: NginxConfig, port: number, host: string): Site | undefined {
  const candidates = config.sites.filter((site) => site.listens.some((listen) => listen.port === port));
  const name = host.replace(/:\d+$/, '').toLowerCase();
  const matches = (pattern: string): boolean =>
    pattern === name || (pattern.startsWith('*.') && name.endsWith(pattern.slice(1)));
  return (
    candidates.find((site) => site.names.some(matches)) ??
    candidates.find((site) => site.listens.some((listen) => listen.port === port && listen.isDefault)) ??
    candidates[0]
  );
}

/** Which location: exact, then the first regular expression, then the longest prefix. */
export function chooseLocation(site: Site, path: string): Location | undefined {
  const exact = site.locations.find((location) => location.kind === 'exact' && location.pattern === path);
  if (exact !== undefined) return exact;
  const regex = site.locations.find(
    (location) => location.kind === 'regex' && new RegExp(location.pattern, location.ignoreCase ? 'i' : '').test(path),
  );
  if (regex !== undefined) return regex;
  return site.locations
    .filter((location) => location.kind === 'prefix' && path.startsWith(location.pattern))
    .reduce<Location | undefined>(
      (longest, location) =>
        longest === undefined || location.pattern.length > longest.pattern.length ? location : longest,
      undefined,
    );
}
