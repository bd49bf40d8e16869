import { jsonEqual } from '../../../engine/api/json.ts';
import type { Task } from '../../../engine/sim/task.ts';
import type { Command, Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { dryRunOf } from '../../flags/common.ts';
import { listAt, textAt, type Json } from '../../object.ts';
import { page } from '../../pages/page.ts';
import { setSubjectPage } from '../../pages/set-subject.ts';
import type { KubectlRelease } from '../../releases.ts';
import type { Info } from '../../resource-builder/info.ts';
import { userFlag } from '../create/rbac.ts';
import { changeAll, localServerDryRun, setPrinter, setTargets } from './change.ts';

const group = 'rbac.authorization.k8s.io';

/** kubectl/pkg/cmd/set/set_subject.go. */
export function setSubject(release: KubectlRelease): Command {
  return { ...page(release, setSubjectPage, { hidden: [userFlag] }), complete: 'types-and-names', run };
}

function* run(invocation: Invocation): Task<void> {
  const { args } = invocation;
  const dryRun = yield* dryRunOf(invocation);
  const print = setPrinter(invocation, 'subjects updated', dryRun);
  const infos = yield* setTargets(invocation, args);
  const subjects = subjectsOf(invocation, infos, dryRun === 'server');
  const apply = function* (object: Json): Task<Json | undefined> {
    const kind = textAt(object, 'kind');
    if (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding')
      throw new CommandError('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
    const now = listAt(object, 'subjects');
    const added = subjects.filter((one) => !now.some((other) => jsonEqual(one, other)));
    return added.length === 0 ? undefined : { ...object, subjects: [...now, ...added] };
  };
  const failure = 'failed to patch subjects to rolebinding:';
  yield* changeAll(invocation, infos, { apply, failure }, dryRun, print);
}

function subjectsOf(invocation: Invocation, infos: readonly Info[], onServer: boolean): readonly Json[] {
  const { flags, namespace } = invocation;
  if (flags.bool('local') && onServer) throw new CommandError(localServerDryRun);
  if (flags.bool('all') && flags.string('selector') !== '')
    throw new CommandError('cannot set --all and --selector at the same time');
  const sorted = (name: string): readonly string[] => [...new Set(flags.list(name))].sort();
  const [users, groups, accounts] = [sorted('user'), sorted('group'), sorted('serviceaccount')];
  if (users.length + groups.length + accounts.length === 0)
    throw new CommandError('you must specify at least one value of user, group or serviceaccount');
  for (const account of flags.list('serviceaccount')) {
    const parts = account.split(':');
    if (parts.length !== 2 || parts[1] === '') throw new CommandError('serviceaccount must be <namespace>:<name>');
    if (parts[0] === '' && infos.some((info) => info.mapping.kind === 'ClusterRoleBinding'))
      throw new CommandError('serviceaccount must be <namespace>:<name>, namespace must be specified');
  }
  return [
    ...users.map((name) => ({ kind: 'User', apiGroup: group, name })),
    ...groups.map((name) => ({ kind: 'Group', apiGroup: group, name })),
    ...accounts.map((account) => {
      const [where, name] = account.split(':');
      return { kind: 'ServiceAccount', name: name!, namespace: where || namespace };
    }),
  ];
}
