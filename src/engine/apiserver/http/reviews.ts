import { methodNotAllowed, noSuchResource } from '../../api/errors.ts';
import type { ApiResponse } from '../../api/http.ts';
import { isObject, type JsonObject } from '../../api/json.ts';
import { apiVersionOf, type Kind } from '../../api/kinds.ts';
import { type HttpContext, json } from './context.ts';
import type { ResourcePath } from './path.ts';
import { readValue } from './writes.ts';

/** Podarium has one user, who may do everything: kubeadm's administrator. */
const user = { username: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated'] };

/** Kinds that are answered and never stored, by their plural. */
const reviews: Readonly<Record<string, (spec: JsonObject) => JsonObject>> = {
  selfsubjectaccessreviews: (spec) => ({ spec, status: { allowed: true } }),
  selfsubjectrulesreviews: () => ({
    spec: {},
    status: {
      resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
      nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
      incomplete: false,
    },
  }),
  selfsubjectreviews: () => ({ status: { userInfo: user } }),
};

export function isReview(kind: Kind): boolean {
  return kind.storage === undefined;
}

export function handleReview(context: HttpContext, kind: Kind, path: ResourcePath): ApiResponse {
  const { server, request, query, representation } = context;
  const review = reviews[kind.resource];
  if (review === undefined) {
    if (kind.group !== 'metrics.k8s.io') throw noSuchResource();
    if (request.method !== 'GET') throw methodNotAllowed();
    const answered = server.metrics.answer(kind, path.namespace, path.name, {
      labelSelector: query.get('labelSelector') ?? '',
      fieldSelector: query.get('fieldSelector') ?? '',
      asTable: representation.as === 'table',
    });
    return json(context, 200, answered);
  }
  if (request.method !== 'POST' || path.name !== '') throw methodNotAllowed();
  const body = readValue(context, kind.kind);
  const metadata =
    kind.resource === 'selfsubjectreviews' ? { creationTimestamp: server.timestamp } : { creationTimestamp: null };
  const spec = isObject(body['spec']) ? body['spec'] : {};
  return json(context, 201, { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata, ...review(spec) });
}
