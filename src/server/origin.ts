/**
 * Whether a Host header names this machine itself. A page of a foreign site whose name was made to resolve to 127.0.0.1 (DNS
 * rebinding) sends its own name here.
 */
export function isOwnHost(host: string | undefined): boolean {
  const name = /^(.*?)(?::\d+)?$/.exec(host ?? '')?.[1]?.toLowerCase() ?? '';
  return name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** Whether a request may come from a page: from none at all, or from one that this machine served. */
export function isOwnOrigin(origin: string | undefined): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  return isOwnHost(new URL(origin).host);
}
