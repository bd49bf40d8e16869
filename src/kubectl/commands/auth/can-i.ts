import { parseResourceArg } from '../../client/resource-arg.ts';
import type { Task } from '../../../engine/sim/task.ts';
import type { Command, Invocation } from '../../command.ts';
import { CommandError, SilentExit } from '../../errors.ts';
import { bool, text } from '../../flags/flag.ts';
import { field, isRecord, listAt, textAt, type Json } from '../../object.ts';
import { TabWriter } from '../../printers/tabwriter.ts';
import type { KubectlRelease } from '../../releases.ts';
import { commandWarning } from '../../warn.ts';

/** kubectl/pkg/cmd/auth/cani.go. */
export function canI(release: KubectlRelease): Command {
  return {
    name: 'can-i',
    short: 'Check whether an action is allowed',
    long: `Check whether an action is allowed.

 VERB is a logical Kubernetes API verb like 'get', 'list', 'watch', 'delete', etc. TYPE is a Kubernetes resource. Shortcuts and groups will be resolved. NONRESOURCEURL is a partial URL that starts with "/". NAME is the name of a particular Kubernetes resource.${release.name === '1.20' ? '' : ' This command pairs nicely with impersonation. See --as global flag.'}`,
    examples: [
      '# Check to see if I can create pods in any namespace',
      'kubectl auth can-i create pods --all-namespaces',
      '# Check to see if I can list deployments in my current namespace',
      'kubectl auth can-i list deployments.apps',
      '# Check to see if I can do everything in my current namespace ("*" means all)',
      "kubectl auth can-i '*' '*'",
      '# Check to see if I can get the job named "bar" in namespace "foo"',
      'kubectl auth can-i list jobs.batch/bar -n foo',
      '# Check to see if I can read pod logs',
      'kubectl auth can-i get pods --subresource=log',
      '# Check to see if I can access the URL /logs/',
      'kubectl auth can-i get /logs/',
      '# List all allowed actions in namespace "foo"',
      'kubectl auth can-i --list --namespace=foo',
    ],
    usage: 'can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
    flags: [
      bool('all-namespaces', 'If true, check the specified action in all namespaces.', { shorthand: 'A' }),
      bool('quiet', 'If true, suppress output and just return the exit code.', { shorthand: 'q' }),
      text('subresource', 'SubResource such as pod/log or deployment/scale'),
      bool('list', 'If true, prints all allowed actions.'),
      bool('no-headers', 'If true, prints allowed actions without headers'),
    ],
    run,
  };
}

const resourceVerbs = new Set(
  'get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest'.split(
    ' ',
  ),
);
const urlVerbs = new Set('get put post head options delete patch *'.split(' '));

function* run(invocation: Invocation): Task<number> {
  const { args, flags } = invocation;
  const isList = flags.bool('list');
  if (isList && args.length > 0) throw new CommandError('list option must be specified with no arguments');
  if (isList) {
    if (flags.bool('quiet') || flags.bool('all-namespaces') || flags.string('subresource') !== '') {
      throw new CommandError(
        "list option can't be specified with neither quiet, all-namespaces nor subresource options",
      );
    }
    yield* printRules(invocation);
    return 0;
  }
  if (args.length !== 2) {
    throw new CommandError(
      "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
    );
  }
  const [verb, target] = args as [string, string];
  const attributes = target.startsWith('/')
    ? yield* urlAttributes(invocation, verb, target)
    : yield* resourceAttributes(invocation, verb, target);
  if (flags.bool('no-headers')) throw new CommandError('--no-headers cannot be set without --list specified');
  const review = yield* invocation.client.object('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: attributes },
  });
  const allowed = field(review, 'status', 'allowed') === true;
  const why = ['reason', 'evaluationError']
    .map((name) => textAt(review, 'status', name))
    .filter((one) => one !== '')
    .map((one) => ` - ${one}`);
  if (!flags.bool('quiet')) yield* invocation.out(allowed ? 'yes\n' : `no${why.join('')}\n`);
  if (!allowed) throw new SilentExit(1);
  return 0;
}

function* urlAttributes(invocation: Invocation, verb: string, path: string): Task<Json> {
  if (invocation.flags.string('subresource') !== '') {
    throw new CommandError('--subresource can not be used with NonResourceURL');
  }
  if (!urlVerbs.has(verb)) yield* warn(invocation, `verb '${verb}' is not a known verb\n`);
  return { nonResourceAttributes: { verb, path } };
}

function* resourceAttributes(invocation: Invocation, verb: string, target: string): Task<Json> {
  const { flags, client } = invocation;
  const slash = target.indexOf('/');
  const word = slash < 0 ? target : target.slice(0, slash);
  let resource = { group: '', name: word };
  const all = flags.bool('all-namespaces');
  if (word !== '*') {
    const mapping = yield* client.mapper.find(word.toLowerCase());
    if (mapping !== undefined) {
      resource = mapping;
      if (!all && !mapping.namespaced) {
        const group = mapping.group === '' ? '' : ` in group '${mapping.group}'`;
        yield* warn(invocation, `resource '${mapping.name}' is not namespace scoped${group}\n`);
      }
    } else if (word !== 'users' && word !== 'groups') {
      const { resource: name, group } = parseResourceArg(word.toLowerCase());
      const suffix = group === '' ? '' : ` in group '${group}'`;
      yield* warn(invocation, `the server doesn't have a resource type '${name}'${suffix}\n`);
    }
  }
  if (!all && !resourceVerbs.has(verb)) yield* warn(invocation, `verb '${verb}' is not a known verb\n`);
  const namespace = all ? '' : invocation.namespace;
  return {
    resourceAttributes: {
      ...(namespace === '' ? {} : { namespace }),
      verb,
      ...(resource.group === '' ? {} : { group: resource.group }),
      resource: resource.name,
      ...(flags.string('subresource') === '' ? {} : { subresource: flags.string('subresource') }),
      ...(slash < 0 ? {} : { name: target.slice(slash + 1) }),
    },
  };
}

function warn(invocation: Invocation, text: string): Task<void> {
  const { p, release } = invocation;
  return invocation.err(release.name === '1.20' ? `Warning: ${text}` : commandWarning(p, release, text));
}

/** What may be done at all (RunAccessList). */
function* printRules(invocation: Invocation): Task<void> {
  const review = yield* invocation.client.object('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectRulesReview',
      spec: { namespace: invocation.namespace },
    },
  });
  const words = (rule: Json, name: string): string => `[${listAt(rule, name).map(String).join(' ')}]`;
  const rows = [
    ...listAt(review, 'status', 'resourceRules').filter(isRecord),
    ...listAt(review, 'status', 'nonResourceRules').filter(isRecord),
  ].flatMap((rule) => {
    const groups = listAt(rule, 'apiGroups').map(String);
    const names = listAt(rule, 'resources').map(String);
    // One row a resource and group (rbacutil.BreakdownRule).
    const resources = names.flatMap((name) =>
      (groups.length === 0 ? [''] : groups).map((group) => (group === '' ? name : `${name}.${group}`)),
    );
    return (resources.length === 0 ? [''] : resources).map((resource) =>
      [resource, words(rule, 'nonResourceURLs'), words(rule, 'resourceNames'), words(rule, 'verbs')].join('\t'),
    );
  });
  const writer = TabWriter.forTables();
  const withHeader = !invocation.flags.bool('no-headers');
  if (withHeader) writer.write('Resources\tNon-Resource URLs\tResource Names\tVerbs\n');
  for (const row of rows) writer.write(`${row}\n`);
  yield* invocation.out(writer.flush());
}
