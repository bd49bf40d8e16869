import { encodeBase64 } from '../api/base64.ts';
import { generateName } from '../api/names.ts';
import type { Secret, ServiceAccount } from '../api/types.ts';
import { webToken } from '../api/web-token.ts';
import type { StartController } from './controller.ts';
import { rootCA } from './root-ca.ts';
import { objectKey, splitKey, WorkQueue } from './work-queue.ts';

const nameAnnotation = 'kubernetes.io/service-account.name';
const uidAnnotation = 'kubernetes.io/service-account.uid';
const tokenType = 'kubernetes.io/service-account-token';

const accountOf = ({ metadata }: Secret): string => metadata?.annotations?.[nameAnnotation] ?? '';

/**
 * Gives every ServiceAccount a Secret with a token (before v1.24), fills in the Secrets that somebody made for a token, and deletes those whose account
 * is gone (pkg/controller/serviceaccount/tokens_controller.go).
 */
export const serviceAccountTokens: StartController = ({ sim, client, release }) => {
  const random = sim.random.fork('service-account-tokens');

  /** LegacyClaims of pkg/serviceaccount/legacy.go. */
  const dataOf = ({ metadata }: ServiceAccount, secret: string): Readonly<Record<string, string>> => {
    const { name = '', namespace = '', uid = '' } = metadata ?? {};
    const claims = {
      iss: 'kubernetes/serviceaccount',
      'kubernetes.io/serviceaccount/namespace': namespace,
      'kubernetes.io/serviceaccount/secret.name': secret,
      'kubernetes.io/serviceaccount/service-account.name': name,
      'kubernetes.io/serviceaccount/service-account.uid': uid,
      sub: `system:serviceaccount:${namespace}:${name}`,
    };
    return {
      'ca.crt': encodeBase64(rootCA),
      namespace: encodeBase64(namespace),
      token: encodeBase64(webToken(claims, random)),
    };
  };

  const accounts = new WorkQueue(sim, (key) => {
    const { namespace = '', name } = splitKey(key);
    const account = client.find('serviceaccounts', namespace, name);
    if (account === undefined) {
      for (const secret of client.list('secrets', { namespace })) {
        if (secret.type === tokenType && accountOf(secret) === name)
          client.delete('secrets', namespace, secret.metadata?.name ?? '');
      }
      return;
    }
    if (release.name !== '1.20') return;
    const has = (account.secrets ?? []).some((one) => {
      const secret = client.find('secrets', namespace, one.name ?? '');
      return secret?.type === tokenType && accountOf(secret) === name;
    });
    if (has || client.find('namespaces', undefined, namespace)?.status?.phase === 'Terminating') return;
    const secret = generateName(`${name}-token-`, random);
    const annotations = { [nameAnnotation]: name, [uidAnnotation]: account.metadata?.uid ?? '' };
    client.create('secrets', namespace, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: secret, namespace, annotations },
      type: tokenType,
      data: dataOf(account, secret),
    });
    client.update('serviceaccounts', { ...account, secrets: [...(account.secrets ?? []), { name: secret }] });
  });

  const secrets = new WorkQueue(sim, (key) => {
    const { namespace = '', name } = splitKey(key);
    const secret = client.find('secrets', namespace, name);
    if (secret === undefined || secret.type !== tokenType) return;
    const account = client.find('serviceaccounts', namespace, accountOf(secret));
    const uid = secret.metadata?.annotations?.[uidAnnotation] ?? '';
    if (account === undefined || (uid !== '' && uid !== account.metadata?.uid)) {
      client.delete('secrets', namespace, name);
      return;
    }
    const { data = {} } = secret;
    if (['ca.crt', 'namespace', 'token'].every((one) => (data[one] ?? '') !== '')) return;
    client.update('secrets', {
      ...secret,
      metadata: {
        ...secret.metadata,
        annotations: { ...secret.metadata?.annotations, [uidAnnotation]: account.metadata?.uid ?? '' },
      },
      data: { ...dataOf(account, name), ...data },
    });
  });

  const removed = new WorkQueue(sim, (key) => {
    const [namespace = '', account = '', name = ''] = key.split('/');
    const found = client.find('serviceaccounts', namespace, account);
    const kept = found?.secrets?.filter((one) => one.name !== name);
    if (found === undefined || kept?.length === found.secrets?.length) return;
    client.update('serviceaccounts', { ...found, secrets: kept ?? [] });
  });

  const watches = [
    client.watch('serviceaccounts', {}, ({ object }) => accounts.add(objectKey(object))),
    client.watch('secrets', { fieldSelector: `type=${tokenType}` }, ({ type, object }) => {
      if (type === 'DELETED')
        removed.add(`${object.metadata?.namespace}/${accountOf(object)}/${object.metadata?.name}`);
      else secrets.add(objectKey(object));
    }),
  ];
  return {
    stop() {
      for (const one of [...watches, accounts, secrets, removed]) one.stop();
    },
  };
};
