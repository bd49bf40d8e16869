/** A resource path taken apart, after k8s.io/apiserver/pkg/endpoints/request/requestinfo.go. */
export interface ResourcePath {
  /** '' for /api. */
  readonly group: string;
  readonly version: string;
  /** '' where the path names none. */
  readonly namespace: string;
  readonly resource: string;
  readonly name: string;
  readonly subresource: string;
  /** What follows the subresource: the path behind `proxy/`. */
  readonly rest: string;
  /** The deprecated `/api/v1/watch/...` form. */
  readonly watch: boolean;
}

/** A path that cannot be decoded. */
export class MalformedPath extends Error {}

export interface SplitUrl {
  readonly path: string;
  readonly query: URLSearchParams;
}

export function splitUrl(url: string): SplitUrl {
  const mark = url.indexOf('?');
  return mark < 0
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) };
}

/** The segments of a path, decoded; empty ones at the end are dropped. */
export function segmentsOf(path: string): readonly string[] {
  const parts = path.split('/').slice(1);
  while (parts.length > 0 && parts[parts.length - 1] === '') parts.pop();
  try {
    return parts.map(decodeURIComponent);
  } catch {
    throw new MalformedPath('invalid URL escape');
  }
}

/** The resource that segments name; undefined if they end before one. */
export function parseResourcePath(segments: readonly string[]): ResourcePath | undefined {
  const core = segments[0] === 'api';
  const group = core ? '' : (segments[1] ?? '');
  const version = (core ? segments[1] : segments[2]) ?? '';
  let parts = segments.slice(core ? 2 : 3);
  if (version === '' || parts.length === 0) return undefined;
  const watch = parts[0] === 'watch' && parts.length > 1;
  if (watch) parts = parts.slice(1);
  let namespace = '';
  // `/namespaces/NAME/status` is a subresource of the Namespace, everything else below a name lives in it.
  const below = parts[2];
  if (parts[0] === 'namespaces' && below !== undefined && below !== 'status' && below !== 'finalize') {
    namespace = parts[1] ?? '';
    parts = parts.slice(2);
  }
  const [resource = '', name = '', subresource = '', ...rest] = parts;
  return { group, version, namespace, resource, name, subresource, rest: rest.join('/'), watch };
}
