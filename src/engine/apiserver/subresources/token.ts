import { invalidObject } from '../../api/errors.ts';
import { invalid } from '../../api/field.ts';
import { asArray, asObject, type JsonObject } from '../../api/json.ts';
import { formatTime } from '../../api/time.ts';
import { webToken } from '../../api/web-token.ts';
import type { ApiServer } from '../server.ts';

const issuer = 'https://kubernetes.default.svc.cluster.local';
const hour = 3600;
const minimum = 600;

/**
 * serviceaccounts/token: a TokenRequest with a token in it. pkg/registry/core/serviceaccount/storage/token.go.
 */
export function requestToken(server: ApiServer, namespace: string, name: string, request: JsonObject): JsonObject {
  const account = server.get(server.kindOf('/serviceaccounts'), namespace, name);
  const spec = asObject(request['spec']);
  const seconds = typeof spec['expirationSeconds'] === 'number' ? spec['expirationSeconds'] : hour;
  if (seconds < minimum) {
    const error = invalid('spec.expirationSeconds', seconds, 'may not specify a duration less than 10 minutes');
    const of = { group: 'authentication.k8s.io', kind: 'TokenRequest' };
    throw invalidObject(of, '', [error], server.release);
  }
  const asked = asArray(spec['audiences']).map(String);
  const audiences = asked.length === 0 ? [issuer] : asked;
  const now = Math.floor(server.sim.unixNow / 1000);
  const claims = {
    aud: audiences,
    exp: now + seconds,
    iat: now,
    iss: issuer,
    jti: server.random.uuid(),
    'kubernetes.io': { namespace, serviceaccount: { name, uid: account.metadata?.uid ?? '' } },
    nbf: now,
    sub: `system:serviceaccount:${namespace}:${name}`,
  };
  const token = webToken(claims, server.random);
  return {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: server.timestamp },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: spec['boundObjectRef'] ?? null },
    status: { token, expirationTimestamp: formatTime((now + seconds) * 1000) },
  };
}
