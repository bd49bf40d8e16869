import { describe, expect, it } from 'vitest';
import { play } from './testing.ts';

/** The proxy in the background; `$log` is what it says. */
const proxy = (flags: string): string => `kubectl proxy ${flags} > log 2>&1 & sleep 1; `;

describe.each(['1.20', '1.36'] as const)('kubectl proxy of v%s', (release) => {
  it('hands on what is asked, indented for curl, in lines for others', () => {
    const script =
      proxy('') +
      'cat log; curl -s localhost:8001/api | head -2; wget -qO- -U x localhost:8001/api/v1/namespaces/default | wc -l; ' +
      `curl -s -XPOST -H 'Content-Type: application/json' -d '{"metadata":{"name":"a"}}' localhost:8001/api/v1/namespaces/default/configmaps > answer; ` +
      'kubectl get cm a -o name; curl -s -o answer -w "%{http_code}" localhost:8001/api/v1/pods/a; curl -s localhost:8001/healthz';
    expect(play(release, script)).toBe(
      'Starting to serve on 127.0.0.1:8001\n{\n  "kind": "APIVersions",\n1\nconfigmap/a\n404ok',
    );
  });

  it('refuses other hosts, exec and attach, unless told not to filter', () => {
    const script =
      proxy('--port=9000') +
      'curl -s -H "Host: evil.test" localhost:9000/healthz; curl -s -XPOST localhost:9000/api/v1/namespaces/default/pods/a/exec; ' +
      proxy('--port=9001 --disable-filter --reject-methods=POST') +
      'curl -s -H "Host: evil.test" localhost:9001/healthz; ' +
      proxy('--port=9002 --reject-methods=POST,PUT --accept-hosts=evil') +
      'curl -s -XPOST -H "Host: evil.test" localhost:9002/healthz; curl -s -H "Host: evil.test" localhost:9002/healthz';
    expect(play(release, script)).toBe('Forbidden\nForbidden\nokForbidden\nok');
  });

  it('serves files beside the API, and the API under another path', () => {
    const script =
      'mkdir -p www/d; echo page > www/index.html; echo text > www/d/t; ' +
      proxy('--port=9000 --www=www --api-prefix=/k8s') +
      'for at in static/ static/d/ static/d/t static/none k8s/healthz healthz; do curl -s localhost:9000/$at; done';
    expect(play(release, script)).toBe(
      'page\n<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n<a href="t">t</a>\n</pre>\ntext\n' +
        '404 page not found\nok404 page not found\n',
    );
  });

  it('says why it cannot listen', () => {
    expect(play(release, `${proxy('')}kubectl proxy; kubectl proxy --port=1 -u x`)).toBe(
      'error: listen tcp 127.0.0.1:8001: bind: address already in use\n' +
        'error: cannot set --unix-socket and --port at the same time\n',
    );
  });

  it('streams a watch', () => {
    const script =
      proxy('') +
      'timeout 3 curl -sN "localhost:8001/api/v1/namespaces/default/configmaps?watch=1" > seen & sleep 1; ' +
      'kubectl create configmap late > made; sleep 3; grep -c ADDED.*late seen';
    expect(play(release, script)).toBe('1\n');
  });
});
