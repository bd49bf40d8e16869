/*
 * Pages that come through a proxy subresource get their links bent back through it: k8s.io/apimachinery/pkg/util/proxy
 * transport.go.
 */

/** Attributes that hold URLs, by tag. */
const attributes: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  applet: ['codebase'],
  area: ['href'],
  audio: ['src'],
  base: ['href'],
  blockquote: ['cite'],
  body: ['background'],
  button: ['formaction'],
  command: ['icon'],
  del: ['cite'],
  embed: ['src'],
  form: ['action'],
  frame: ['longdesc', 'src'],
  head: ['profile'],
  html: ['manifest'],
  iframe: ['longdesc', 'src'],
  img: ['longdesc', 'src', 'usemap'],
  input: ['src', 'usemap', 'formaction'],
  ins: ['cite'],
  link: ['href'],
  object: ['classid', 'codebase', 'data', 'usemap'],
  q: ['cite'],
  script: ['src'],
  source: ['src'],
  video: ['poster', 'src'],
};

/** The hosts that mean the backend itself, and the path at which it is shown. */
export interface Shown {
  readonly prefix: string;
  readonly hosts: readonly string[];
}

/** The URL that leads through the proxy, if it was one of the backend's own and absolute. */
export function rewriteUrl(url: string, { prefix, hosts }: Shown): string {
  const match = /^(?:(?:[A-Za-z][A-Za-z0-9+.-]*:)?\/\/([^/?#]*))?(\/[^?#]*)?([?#].*)?$/s.exec(url);
  if (match === null) return url;
  const [, host, path, rest = ''] = match;
  if ((host !== undefined && !hosts.includes(host)) || path === undefined) return url;
  return (path.startsWith(prefix) ? path : prefix + path) + rest;
}

const tag = /<([A-Za-z][A-Za-z0-9]*)((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)+)\s*(\/?)>/g;
const attribute = /(\s+)([^\s"'<>/=]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'=<>`]+)/g;

/** A page with its links rewritten. */
export function rewriteLinks(html: string, shown: Shown): string {
  return html.replace(tag, (whole: string, name: string, fields: string, slash: string) => {
    const known = attributes[name.toLowerCase()];
    if (known === undefined) return whole;
    const rewritten = fields.replace(
      attribute,
      (field: string, space: string, key: string, is: string, value: string) => {
        if (!known.includes(key.toLowerCase())) return field;
        const quote = value.startsWith('"') || value.startsWith("'") ? value[0]! : '';
        const url = quote === '' ? value : value.slice(1, -1);
        return `${space}${key}${is}${quote}${rewriteUrl(url, shown)}${quote}`;
      },
    );
    return `<${name}${rewritten}${slash}>`;
  });
}
