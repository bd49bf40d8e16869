import type { Node } from '../../api/types.ts';
import { age, ageOf, column, doc, name, nameOf, type TablePrinter, wide } from './table.ts';

const rolePrefix = 'node-role.kubernetes.io/';
const roleLabel = 'kubernetes.io/role';

/** printNode, both releases. */
export const nodes: TablePrinter<Node> = {
  columns: () => [
    name,
    column('Status', 'string', 'The status of the node'),
    column('Roles', 'string', 'The roles of the node'),
    age,
    column('Version', 'string', doc('core.v1.NodeSystemInfo', 'kubeletVersion')),
    wide('Internal-IP', 'string', doc('core.v1.NodeStatus', 'addresses')),
    wide('External-IP', 'string', doc('core.v1.NodeStatus', 'addresses')),
    wide('OS-Image', 'string', doc('core.v1.NodeSystemInfo', 'osImage')),
    wide('Kernel-Version', 'string', doc('core.v1.NodeSystemInfo', 'kernelVersion')),
    wide('Container-Runtime', 'string', doc('core.v1.NodeSystemInfo', 'containerRuntimeVersion')),
  ],
  cells(node, context) {
    const info = node.status?.nodeInfo;
    const architecture = context.release.name === '1.20' ? '' : (info?.architecture ?? '');
    return [
      nameOf(node),
      statusOf(node),
      rolesOf(node),
      ageOf(node, context),
      info?.kubeletVersion ?? '',
      addressOf(node, 'InternalIP'),
      addressOf(node, 'ExternalIP'),
      info?.osImage || '<unknown>',
      (info?.kernelVersion || '<unknown>') + (architecture === '' ? '' : ` (${architecture})`),
      info?.containerRuntimeVersion || '<unknown>',
    ];
  },
};

function statusOf(node: Node): string {
  const ready = [...(node.status?.conditions ?? [])].reverse().find((one) => one.type === 'Ready');
  const status = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return node.spec?.unschedulable === true ? `${status},SchedulingDisabled` : status;
}

function rolesOf(node: Node): string {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(node.metadata?.labels ?? {})) {
    if (key.startsWith(rolePrefix) && key.length > rolePrefix.length) roles.add(key.slice(rolePrefix.length));
    else if (key === roleLabel && value !== '') roles.add(value);
  }
  return roles.size === 0 ? '<none>' : [...roles].sort().join(',');
}

function addressOf(node: Node, type: string): string {
  return node.status?.addresses?.find((one) => one.type === type)?.address ?? '<none>';
}
