import { httpDate } from '../../../engine/network/http.ts';
import { SysError, type FileStat, type ProcessContext } from '../../../engine/sim/process.ts';
import { clean, join } from '../../go/path.ts';
import { notFound, plainError, redirect, type Handler } from './routes.ts';

/** Go's mime types of the files that people serve. */
const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  htm: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  xml: 'text/xml; charset=utf-8',
};

/** net/http's FileServer below a prefix: index.html, else a list of names. */
export function serveFiles(p: ProcessContext, prefix: string, directory: string): Handler {
  return function* ({ request, path }) {
    const name = clean(`/${path.slice(prefix.length)}`);
    const file = join(directory, name);
    try {
      const stat = p.stat(file);
      if (path.endsWith('/index.html')) return redirect(request.method, './');
      if (stat.type !== 'directory') return fileReply(p, file, stat);
      if (!path.endsWith('/')) return redirect(request.method, `${name.split('/').at(-1)!}/`);
      const names = [...p.readdir(file)].sort();
      if (names.includes('index.html')) {
        const index = join(file, 'index.html');
        return fileReply(p, index, p.stat(index));
      }
      const links = names.map((one) => {
        const shown = p.stat(join(file, one)).type === 'directory' ? `${one}/` : one;
        return `<a href="${encodeURI(shown)}">${escapeHtml(shown)}</a>\n`;
      });
      return {
        headers: [['Content-Type', 'text/html; charset=utf-8']],
        body: `<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n${links.join('')}</pre>\n`,
      };
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      return error.code === 'EACCES' ? plainError(403, '403 Forbidden') : notFound;
    }
  };
}

function fileReply(p: ProcessContext, file: string, stat: FileStat) {
  const type = types[/\.(\w+)$/.exec(file)?.[1] ?? ''] ?? 'text/plain; charset=utf-8';
  return {
    headers: [
      ['Content-Type', type],
      ['Last-Modified', httpDate(stat.mtime)],
    ] as const,
    body: p.readFile(file),
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
