import type { Task } from '../../../engine/sim/task.ts';
import type { Command, Invocation } from '../../command.ts';
import { CommandError, isReportable } from '../../errors.ts';
import { textAt, type Json } from '../../object.ts';
import { createTokenPage } from '../../pages/create-token.ts';
import { page } from '../../pages/page.ts';
import { objectPrinter } from '../../printers/output.ts';
import type { KubectlRelease } from '../../releases.ts';
import { nameArgument } from './subcommand.ts';

/** What a token may be bound to. */
const boundKinds: Readonly<Record<string, string>> = { Node: 'v1', Pod: 'v1', Secret: 'v1' };

/** kubectl/pkg/cmd/create/create_token.go, since v1.24. */
export function token(release: KubectlRelease): Command {
  return { ...page(release, createTokenPage), run };
}

function* run(invocation: Invocation): Task<void> {
  const { flags, client, namespace, p } = invocation;
  const name = nameArgument(invocation);
  const print = objectPrinter(invocation, 'created');
  check(invocation);
  const seconds = flags.number('duration') / 1000;
  const kind = flags.string('bound-object-kind');
  const uid = flags.string('bound-object-uid');
  const request = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: {},
    spec: {
      audiences: flags.list('audience').length === 0 ? null : flags.list('audience'),
      ...(seconds > 0 ? { expirationSeconds: seconds } : {}),
      ...(kind === ''
        ? {}
        : {
            boundObjectRef: {
              kind,
              apiVersion: boundKinds[kind],
              name: flags.string('bound-object-name'),
              ...(uid === '' ? {} : { uid }),
            },
          }),
    },
    status: { token: '', expirationTimestamp: null },
  };
  let answer: Json;
  try {
    answer = yield* client.object(
      'POST',
      `/api/v1/namespaces/${encodeURIComponent(namespace)}/serviceaccounts/${encodeURIComponent(name)}/token`,
      { body: request },
    );
  } catch (error) {
    if (!isReportable(error)) throw error;
    throw new CommandError(`failed to create token: ${error.message}`);
  }
  const made = textAt(answer, 'status', 'token');
  if (made === '') throw new CommandError('failed to create token: no token in server response');
  if (flags.string('output') !== '') return yield* invocation.out(print(answer));
  // A newline is for people only.
  yield* invocation.out(p.terminal(1) === undefined ? made : `${made}\n`);
}

function check({ flags }: Invocation): void {
  const duration = flags.number('duration');
  if (duration < 0) throw new CommandError('--duration must be greater than or equal to 0');
  if (duration % 1000 !== 0) throw new CommandError('--duration cannot be expressed in units less than seconds');
  if (flags.list('audience').includes('')) throw new CommandError('--audience must not be an empty string');
  const kind = flags.string('bound-object-kind');
  if (kind === '') {
    for (const flag of ['bound-object-name', 'bound-object-uid']) {
      if (flags.string(flag) !== '')
        throw new CommandError(`--${flag} can only be set if --bound-object-kind is provided`);
    }
    return;
  }
  if (boundKinds[kind] === undefined)
    throw new CommandError(`supported --bound-object-kind values are ${Object.keys(boundKinds).join(', ')}`);
  if (flags.string('bound-object-name') === '')
    throw new CommandError('--bound-object-name is required if --bound-object-kind is provided');
}
