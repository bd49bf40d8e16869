import { decodeBase64 } from '../../../engine/api/base64.ts';
import type { Container } from '../../../engine/api/types.ts';
import type { Task } from '../../../engine/sim/task.ts';
import type { Invocation } from '../../command.ts';
import { CommandError, isReportable } from '../../errors.ts';
import { resourceFieldText } from '../../describe/environment.ts';
import { fieldPathText } from '../../describe/field-path.ts';
import { asPod } from '../../pods/first-pod.ts';
import { isRecord, listAt, nameOf, recordAt, textAt, type Json } from '../../object.ts';
import type { Info } from '../../resource-builder/info.ts';

/** `set env --list`: a container's variables. Returns whether a reference could not be followed (--resolve). */
export function* envVarList(invocation: Invocation, object: Json, info: Info, container: Json): Task<boolean> {
  const { flags } = invocation;
  yield* invocation.out(`# ${info.mapping.kind} ${nameOf(object)}, container ${textAt(container, 'name')}\n`);
  const failures = new Map<string, string[]>();
  for (const one of listAt(container, 'env').filter(isRecord)) {
    const name = textAt(one, 'name');
    const source = one['valueFrom'];
    if (!isRecord(source)) {
      yield* invocation.out(`${name}=${textAt(one, 'value')}\n`);
      continue;
    }
    if (flags.bool('resolve')) {
      try {
        yield* invocation.out(`${name}=${yield* valueOf(invocation, source, object, container)}\n`);
        continue;
      } catch (error) {
        if (!isReportable(error)) throw error;
        failures.set(error.message, [...(failures.get(error.message) ?? []), name]);
      }
    }
    yield* invocation.out(`# ${name} from ${referenceText(source)}\n`);
  }
  const lines = [...failures].map(
    ([message, names]) => `error retrieving reference for ${[...names].sort().join(', ')}: ${message}`,
  );
  for (const line of lines.sort()) yield* invocation.err(`${line}\n`);
  return failures.size > 0;
}

function referenceText(source: Json): string {
  const ref = (name: string): Json => recordAt(source, name);
  if (source['configMapKeyRef'] !== undefined)
    return `configmap ${textAt(ref('configMapKeyRef'), 'name')}, key ${textAt(ref('configMapKeyRef'), 'key')}`;
  if (source['secretKeyRef'] !== undefined)
    return `secret ${textAt(ref('secretKeyRef'), 'name')}, key ${textAt(ref('secretKeyRef'), 'key')}`;
  if (source['fieldRef'] !== undefined) return `field path ${textAt(ref('fieldRef'), 'fieldPath')}`;
  if (source['resourceFieldRef'] === undefined) return 'invalid valueFrom';
  const container = textAt(ref('resourceFieldRef'), 'containerName');
  return `resource field ${container === '' ? '' : `${container}/`}${textAt(ref('resourceFieldRef'), 'resource')}`;
}

/** set/env/env_resolve.go. */
function* valueOf({ client, namespace }: Invocation, source: Json, object: Json, container: Json): Task<string> {
  for (const [field, resource, word] of [
    ['secretKeyRef', 'secrets', 'secret'],
    ['configMapKeyRef', 'configmaps', 'config map'],
  ] as const) {
    const ref = source[field];
    if (!isRecord(ref)) continue;
    const [name, key] = [textAt(ref, 'name'), textAt(ref, 'key')];
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/${resource}/${encodeURIComponent(name)}`;
    const { [key]: value } = recordAt(yield* client.object('GET', path), 'data');
    if (typeof value !== 'string') throw new CommandError(`key ${key} not found in ${word} ${name}`);
    return field === 'secretKeyRef' ? decodeBase64(value) : value;
  }
  const field = textAt(source, 'resourceFieldRef', 'resource');
  if (field !== '') {
    if (!/^(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.*)$/.test(field))
      throw new CommandError(`Unsupported container resource : ${field}`);
    const divisor = textAt(source, 'resourceFieldRef', 'divisor');
    return resourceFieldText(container as unknown as Container, field, divisor === '' ? undefined : divisor);
  }
  const path = textAt(source, 'fieldRef', 'fieldPath');
  if (!/^metadata\.(name|namespace|uid|((labels|annotations)(\['.*'\])?))$/.test(path))
    throw new CommandError(`unsupported fieldPath: ${path}`);
  return fieldPathText(asPod(object), path);
}
