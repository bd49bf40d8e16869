import { expect, test } from 'vitest';
import { rewriteLinks, rewriteUrl } from './links.ts';

const prefix = '/api/v1/namespaces/default/services/web/proxy';
const shown = { prefix, hosts: ['localhost:8001', '10.244.1.5:80'] };

test.each([
  ['/', `${prefix}/`],
  ['/a/b?c=d#e', `${prefix}/a/b?c=d#e`],
  [`${prefix}/a`, `${prefix}/a`],
  ['a/b', 'a/b'],
  ['#top', '#top'],
  ['http://10.244.1.5:80/x', `${prefix}/x`],
  ['//localhost:8001/x', `${prefix}/x`],
  ['https://nginx.org/', 'https://nginx.org/'],
  ['mailto:a@b', 'mailto:a@b'],
])('the URL %s', (url, expected) => {
  expect(rewriteUrl(url, shown)).toBe(expected);
});

test('links of tags that have some, and nothing else', () => {
  const page =
    '<html><a class="x" href="/a">/a</a><img src=\'/b.png\'/><script src=/c.js></script><p title="/d">/d</p><a href="e">';
  expect(rewriteLinks(page, shown)).toBe(
    `<html><a class="x" href="${prefix}/a">/a</a><img src='${prefix}/b.png'/><script src=${prefix}/c.js></script>` +
      '<p title="/d">/d</p><a href="e">',
  );
});
