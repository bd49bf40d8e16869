import type { Task } from '../../../engine/sim/task.ts';
import type { Invocation } from '../../command.ts';
import { CommandError } from '../../errors.ts';
import { noMatchForResource } from '../../client/rest-mapper.ts';
import { stringArray, type Flag } from '../../flags/flag.ts';
import { parseLabels } from '../../generate/labels.ts';
import type { Json } from '../../object.ts';
import { createClusterrolePage } from '../../pages/create-clusterrole.ts';
import { createClusterrolebindingPage } from '../../pages/create-clusterrolebinding.ts';
import { createRolePage } from '../../pages/create-role.ts';
import { createRolebindingPage } from '../../pages/create-rolebinding.ts';
import type { Creation } from './subcommand.ts';

const group = 'rbac.authorization.k8s.io';
const apiVersion = `${group}/v1`;

const resourceVerbs = [
  '*', 'get', 'delete', 'list', 'create', 'update', 'patch', 'watch', 'proxy', 'deletecollection', 'use', 'bind',
  'escalate', 'impersonate',
]; // prettier-ignore
const nonResourceVerbs = ['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options'];

/** Verbs that only some resources have: `resource.group`. */
const specialVerbs: Readonly<Record<string, readonly string[]>> = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'],
  bind: [`roles.${group}`, `clusterroles.${group}`],
  escalate: [`roles.${group}`, `clusterroles.${group}`],
  impersonate: ['users.', 'serviceaccounts.', 'groups.', 'userextras.authentication.k8s.io'],
};

/** create_role.go. */
export const role: Creation = {
  page: createRolePage,
  failure: '',
  *build(invocation, name): Task<Json> {
    const { flags } = invocation;
    const verbs = verbsOf(invocation);
    if (verbs.length === 0) throw new CommandError('at least one verb must be specified');
    yield* warnOfVerbs(invocation, verbs);
    const resources = resourcesOf(flags.list('resource'));
    if (resources.length === 0) throw new CommandError('at least one resource must be specified');
    yield* checkResources(invocation, verbs, resources);
    const rules = yield* rulesOf(invocation, verbs, resources, []);
    return { apiVersion, kind: 'Role', metadata: { name }, rules };
  },
};

/** create_clusterrole.go. */
export const clusterRole: Creation = {
  page: createClusterrolePage,
  failure: '',
  *build(invocation, name): Task<Json> {
    const { flags } = invocation;
    const verbs = verbsOf(invocation);
    const resources = resourcesOf(flags.list('resource'));
    const urls = [...new Set(flags.list('non-resource-url'))];
    const aggregation = flags.string('aggregation-rule');
    if (aggregation !== '') {
      if (urls.length > 0 || verbs.length > 0 || resources.length > 0 || flags.list('resource-name').length > 0) {
        throw new CommandError(
          'aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames',
        );
      }
      const clusterRoleSelectors = [{ matchLabels: parseLabels(aggregation) }];
      return {
        aggregationRule: { clusterRoleSelectors },
        apiVersion,
        kind: 'ClusterRole',
        metadata: { name },
        rules: null,
      };
    }
    if (verbs.length === 0) throw new CommandError('at least one verb must be specified');
    if (resources.length === 0 && urls.length === 0)
      throw new CommandError('one of resource or nonResourceURL must be specified');
    if (resources.length > 0) {
      yield* warnOfVerbs(invocation, verbs);
      yield* checkResources(invocation, verbs, resources);
    }
    if (urls.length > 0) checkUrls(verbs, urls);
    const rules = yield* rulesOf(invocation, verbs, resources, urls);
    return { apiVersion, kind: 'ClusterRole', metadata: { name }, rules };
  },
};

/** v1.20's help leaves it out, as there is a global flag of that name. */
export const userFlag: Flag = stringArray('user', 'Usernames to bind to the role', { hidden: true });

/** create_rolebinding.go. */
export const roleBinding: Creation = {
  page: createRolebindingPage,
  hidden: [userFlag],
  failure: 'failed to create rolebinding:',
  build(invocation, name) {
    const { flags } = invocation;
    const [roleName, clusterRoleName] = [flags.string('role'), flags.string('clusterrole')];
    if ((roleName === '') === (clusterRoleName === ''))
      throw new CommandError('exactly one of clusterrole or role must be specified');
    const kind = roleName === '' ? 'ClusterRole' : 'Role';
    return binding(invocation, 'RoleBinding', name, { apiGroup: group, kind, name: roleName || clusterRoleName });
  },
};

/** create_clusterrolebinding.go. */
export const clusterRoleBinding: Creation = {
  page: createClusterrolebindingPage,
  hidden: [userFlag],
  required: ['clusterrole'],
  failure: 'failed to create clusterrolebinding:',
  build(invocation, name) {
    const ref = { apiGroup: group, kind: 'ClusterRole', name: invocation.flags.string('clusterrole') };
    return binding(invocation, 'ClusterRoleBinding', name, ref);
  },
};

function binding({ flags }: Invocation, kind: string, name: string, roleRef: Json): Json {
  const subjects: Json[] = [
    ...flags.list('user').map((user) => ({ apiGroup: group, kind: 'User', name: user })),
    ...flags.list('group').map((one) => ({ apiGroup: group, kind: 'Group', name: one })),
    ...flags.list('serviceaccount').map(serviceAccountSubject),
  ];
  return { apiVersion, kind, metadata: { name }, roleRef, ...(subjects.length === 0 ? {} : { subjects }) };
}

function serviceAccountSubject(text: string): Json {
  const parts = text.split(':');
  if (parts.length !== 2 || parts.includes('')) throw new CommandError('serviceaccount must be <namespace>:<name>');
  return { kind: 'ServiceAccount', name: parts[1], namespace: parts[0] };
}

function verbsOf({ flags }: Invocation): readonly string[] {
  const verbs = [...new Set(flags.list('verb'))];
  return verbs.includes('*') ? ['*'] : verbs;
}

function* warnOfVerbs(invocation: Invocation, verbs: readonly string[]): Task<void> {
  for (const verb of verbs) {
    if (!resourceVerbs.includes(verb)) yield* invocation.err(`Warning: '${verb}' is not a standard resource verb\n`);
  }
}

interface RuleResource {
  readonly resource: string;
  readonly group: string;
  readonly subresource: string;
}

/** `deployments.apps/scale`; `*` alone is all there is to say. */
function resourcesOf(words: readonly string[]): readonly RuleResource[] {
  const all: RuleResource[] = [];
  for (const word of words) {
    const [type, ...rest] = word.split('/');
    const dot = type!.indexOf('.');
    const one: RuleResource = {
      resource: dot < 0 ? type! : type!.slice(0, dot),
      group: dot < 0 ? '' : type!.slice(dot + 1),
      subresource: rest.join('/'),
    };
    if (one.resource === '*' && dot < 0 && rest.length === 0) return [one];
    all.push(one);
  }
  return all;
}

function* checkResources(
  invocation: Invocation,
  verbs: readonly string[],
  resources: readonly RuleResource[],
): Task<void> {
  for (const one of resources) {
    if (one.resource === '') throw new CommandError('resource must be specified if apiGroup/subresource specified');
    if (one.resource === '*') return;
    const found = yield* served(invocation, one);
    const { resource, group: where } = found ?? one;
    let isKnown = found !== undefined;
    for (const verb of verbs) {
      const allowed = specialVerbs[verb];
      if (allowed === undefined) continue;
      if (!allowed.includes(`${resource}.${where}`))
        throw new CommandError(`can not perform '${verb}' on '${resource}' in group '${where}'`);
      isKnown = true;
    }
    if (!isKnown) throw noMatchForResource(one.resource, one.group);
  }
}

/** The resource under the name by which the server knows it. */
function* served(invocation: Invocation, one: RuleResource): Task<RuleResource | undefined> {
  const word = one.group === '' ? one.resource : `${one.resource}.${one.group}`;
  const mapping = yield* invocation.client.mapper.find(word);
  return mapping === undefined ? undefined : { ...one, resource: mapping.name, group: mapping.group };
}

function* rulesOf(
  invocation: Invocation,
  verbs: readonly string[],
  resources: readonly RuleResource[],
  nonResourceURLs: readonly string[],
): Task<readonly Json[]> {
  const byGroup = new Map<string, string[]>();
  for (const one of resources) {
    const { resource, group: where } = (yield* served(invocation, one)) ?? one;
    const name = one.subresource === '' ? resource : `${resource}/${one.subresource}`;
    const names = byGroup.get(where) ?? [];
    if (!names.includes(name)) byGroup.set(where, [...names, name]);
  }
  const names = [...new Set(invocation.flags.list('resource-name'))];
  const rules: Json[] = [...byGroup.keys()].sort().map((where) => ({
    apiGroups: [where],
    ...(names.length === 0 ? {} : { resourceNames: names }),
    resources: byGroup.get(where)!,
    verbs,
  }));
  return nonResourceURLs.length === 0 ? rules : [...rules, { nonResourceURLs, verbs }];
}

function checkUrls(verbs: readonly string[], urls: readonly string[]): void {
  const wrong = verbs.find((verb) => !nonResourceVerbs.includes(verb));
  if (wrong !== undefined) throw new CommandError(`invalid verb: '${wrong}' for nonResourceURL`);
  for (const url of urls) {
    if (url === '*') continue;
    if (!url.startsWith('/')) throw new CommandError('nonResourceURL should start with /');
    if (url.slice(0, -1).includes('*'))
      throw new CommandError("nonResourceURL only supports wildcard matches when '*' is at the end");
  }
}
