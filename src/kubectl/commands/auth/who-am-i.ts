import type { Command, Invocation } from '../../command.ts';
import type { Task } from '../../../engine/sim/task.ts';
import { listAt, recordAt, textAt } from '../../object.ts';
import { objectPrinter, printFlags } from '../../printers/output.ts';
import { TabWriter } from '../../printers/tabwriter.ts';
import type { KubectlRelease } from '../../releases.ts';

/** kubectl/pkg/cmd/auth/whoami.go, since v1.27. */
export function whoAmI(release: KubectlRelease): Command {
  return {
    name: 'whoami',
    short: 'Experimental: Check self subject attributes',
    long: `Experimental: Check who you are and your attributes (groups, extra).

        This command is helpful to get yourself aware of the current user attributes,
        especially when dynamic authentication, e.g., token webhook, auth proxy, or OIDC provider,
        is enabled in the Kubernetes cluster.`,
    examples: [
      '# Get your subject attributes',
      'kubectl auth whoami',
      '# Get your subject attributes in JSON format',
      'kubectl auth whoami -o json',
    ],
    usage: 'whoami',
    flags: [...printFlags(release)],
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const { client, flags } = invocation;
  const printer = objectPrinter(invocation, '', true);
  const review = yield* client.object('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} },
  });
  if (flags.string('output') !== '') return yield* invocation.out(printer(review));
  const rows: (readonly [string, string])[] = [];
  const username = textAt(review, 'status', 'userInfo', 'username');
  const uid = textAt(review, 'status', 'userInfo', 'uid');
  const groups = listAt(review, 'status', 'userInfo', 'groups').map(String);
  if (username !== '') rows.push(['Username', username]);
  if (uid !== '') rows.push(['UID', uid]);
  if (groups.length > 0) rows.push(['Groups', `[${groups.join(' ')}]`]);
  for (const [key, values] of Object.entries(recordAt(review, 'status', 'userInfo', 'extra')).sort()) {
    rows.push([`Extra: ${key}`, `[${(Array.isArray(values) ? values : []).map(String).join(' ')}]`]);
  }
  const writer = TabWriter.forTables();
  writer.write('ATTRIBUTE\tVALUE\n');
  for (const row of rows) writer.write(`${row.join('\t')}\n`);
  yield* invocation.out(writer.flush());
}
