/* What the address bar holds: the release, the language, what is selected and how it is seen, so that a link shows the same. */

export interface Address {
  readonly release: '1.20' | '1.36';
  readonly lang: string | null;
  readonly select: string | null;
  /** The selected Pod is seen from inside. */
  readonly inside: boolean;
  /** Where the API of the cluster behind the page begins, e.g. `/`; undefined: the page has a cluster of its own. */
  readonly cluster: string | undefined;
}

export function readAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const release = query.get('release')?.replace(/^v/, '');
  return {
    release: release === '1.36' ? '1.36' : '1.20',
    lang: query.get('lang'),
    select: query.get('select'),
    inside: query.get('view') === 'inside',
    cluster: query.has('cluster') ? apiPrefix(query.get('cluster') ?? '') : undefined,
  };
}

/** A path of this origin: an address may not send the page elsewhere. */
function apiPrefix(text: string): string {
  return /^\/(?!\/)[\w./~-]*$/.test(text) ? text : '/';
}

/** Writes a part of the address without a new entry in the history; undefined takes it out. */
export function changeAddress(
  parts: Readonly<Partial<Record<'release' | 'lang' | 'select' | 'view', string | undefined>>>,
): void {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(parts)) {
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  // A path in a query needs no escaping, and reads better without.
  history.replaceState(null, '', url.href.replaceAll('%2F', '/'));
}
