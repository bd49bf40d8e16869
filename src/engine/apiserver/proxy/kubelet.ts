import type { ApiResponse } from '../../api/http.ts';
import type { KubeletEndpoint } from '../kubelets.ts';
import type { ApiServer } from '../server.ts';

/** Paths that a kubelet serves (pkg/kubelet/server/server.go) and Podarium's does not. */
const unsimulated =
  /^\/(metrics|stats|exec|attach|portForward|run|checkpoint|logs|debug|configz|runningpods|pods\/.|flagz|statusz)(\/|$)/;

const text = (status: number, body: string): ApiResponse => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body,
});

/** What the kubelet of a node answers itself: its health, its Pods, the logs of their containers. */
export function askKubelet(server: ApiServer, node: string, kubelet: KubeletEndpoint, target: string): ApiResponse {
  const [path = '', search = ''] = target.split('?');
  if (/^\/healthz(\/(ping|log|syncloop))?$/.test(path)) return text(200, 'ok');
  if (path === '/pods' || path === '/pods/') {
    const { items } = server.list(server.kindOf('/pods'), { fieldSelector: `spec.nodeName=${node}` });
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: { kind: 'PodList', apiVersion: 'v1', metadata: {}, items },
    };
  }
  const logs = /^\/containerLogs\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(path);
  if (logs !== null) {
    const [, namespace = '', pod = '', container = ''] = logs;
    const query = new URLSearchParams(search);
    const [tailLines, sinceSeconds] = [query.get('tailLines'), query.get('sinceSeconds')];
    return kubelet.containerLogs(namespace, pod, container, {
      follow: query.get('follow') === 'true',
      previous: query.get('previous') === 'true',
      timestamps: query.get('timestamps') === 'true',
      ...(tailLines === null ? {} : { tailLines: Number(tailLines) || 0 }),
      ...(sinceSeconds === null ? {} : { sinceSeconds: Number(sinceSeconds) || 0 }),
    });
  }
  if (unsimulated.test(path)) return text(501, `Podarium does not simulate ${path} of a kubelet\n`);
  return text(404, '404 page not found\n');
}
