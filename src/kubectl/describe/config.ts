import { decodeBase64, decodeBase64Bytes } from '../../engine/api/base64.ts';
import type { ConfigMap, Secret, ServiceAccount } from '../../engine/api/types.ts';
import type { Task } from '../../engine/sim/task.ts';
import { isReportable } from '../errors.ts';
import { isRecord, listAt, type Json } from '../object.ts';
import type { DescribeContext } from './context.ts';
import { eventsOf } from './events.ts';
import { annotationLines, labelLines } from './format.ts';
import type { DescribeWriter } from './writer.ts';

/** ConfigMapDescriber of describe.go, both releases. v1.20 prints the keys in the order of a Go map; here it is the alphabet's. */
export function* describeConfigMap(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const { metadata, data = {}, binaryData = {} } = object as unknown as ConfigMap;
  const old = context.release.name === '1.20';
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  w.line(0, '\nData\n====');
  for (const key of Object.keys(data).sort()) {
    w.line(0, `${key}:\n----`);
    w.line(0, data[key]!);
    if (!old) w.line(0, '');
  }
  if (!old) {
    w.line(0, '\nBinaryData\n====');
    for (const key of Object.keys(binaryData).sort())
      w.line(0, `${key}: ${decodeBase64Bytes(binaryData[key]!).length} bytes`);
    w.line(0, '');
  }
  yield* eventsOf(object, context, w);
}

/** describeSecret: sizes, not values, except a service account's token. */

export function* describeSecret(object: Json, _context: DescribeContext, w: DescribeWriter): Task<void> {
  const { metadata, type = '', data = {} } = object as unknown as Secret;
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  w.line(0, `\nType:\t${type}`);
  w.line(0, '\nData\n====');
  for (const key of Object.keys(data).sort()) {
    const value = data[key]!;
    const shown =
      key === 'token' && type === 'kubernetes.io/service-account-token'
        ? decodeBase64(value)
        : `${decodeBase64Bytes(value).length} bytes`;
    w.field(0, key, shown);
  }
}

/** describeServiceAccount; v1.20 lists the token Secrets too. */
export function* describeServiceAccount(object: Json, context: DescribeContext, w: DescribeWriter): Task<void> {
  const account = object as unknown as ServiceAccount;
  const { metadata } = account;
  w.field(0, 'Name', metadata?.name ?? '');
  w.field(0, 'Namespace', metadata?.namespace ?? '');
  labelLines(w, 'Labels', metadata?.labels);
  annotationLines(w, 'Annotations', metadata?.annotations);
  const names = (list: readonly { readonly name?: string }[] | undefined): readonly string[] =>
    (list ?? []).map((one) => one.name ?? '');
  if (context.release.name !== '1.20') {
    drawNames(w, 'Image pull secrets:', names(account.imagePullSecrets));
  } else {
    const secrets = yield* secretsOf(account, context);
    const mark = (name: string): string => (secrets.existing.has(name) ? name : `${name} (not found)`);
    drawNames(w, 'Image pull secrets:', names(account.imagePullSecrets).map(mark));
    drawNames(w, 'Mountable secrets: ', names(account.secrets).map(mark));
    drawNames(w, 'Tokens:            ', secrets.tokens);
  }
  yield* eventsOf(object, context, w);
}

function drawNames(w: DescribeWriter, header: string, names: readonly string[]): void {
  if (names.length === 0) w.line(0, `${header}\t<none>`);
  names.forEach((name, i) => w.line(0, `${i === 0 ? header : ' '.repeat(header.length)}\t${name}`));
}

function* secretsOf(
  account: ServiceAccount,
  context: DescribeContext,
): Task<{ readonly existing: ReadonlySet<string>; readonly tokens: readonly string[] }> {
  const namespace = encodeURIComponent(account.metadata?.namespace ?? '');
  try {
    const list = yield* context.client.object('GET', `/api/v1/namespaces/${namespace}/secrets`);
    const secrets = listAt(list, 'items').filter(isRecord) as unknown as readonly Secret[];
    const isToken = ({ type, metadata }: Secret): boolean =>
      type === 'kubernetes.io/service-account-token' &&
      metadata?.annotations?.['kubernetes.io/service-account.name'] === account.metadata?.name &&
      metadata?.annotations?.['kubernetes.io/service-account.uid'] === account.metadata?.uid;
    const name = (secret: Secret): string => secret.metadata?.name ?? '';
    return { existing: new Set(secrets.map(name)), tokens: secrets.filter(isToken).map(name) };
  } catch (error) {
    if (!isReportable(error)) throw error;
    return { existing: new Set((account.secrets ?? []).map((one) => one.name ?? '')), tokens: [] };
  }
}
