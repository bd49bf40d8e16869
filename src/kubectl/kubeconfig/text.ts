/** The kubeconfig of a machine that reaches the cluster at `server`, as an administrator's `~/.kube/config` reads. */
export function kubeconfigText(server: string, cluster = 'kubernetes', user = 'kubernetes-admin'): string {
  return [
    'apiVersion: v1',
    'clusters:',
    '- cluster:',
    `    server: ${server}`,
    `  name: ${cluster}`,
    'contexts:',
    '- context:',
    `    cluster: ${cluster}`,
    `    user: ${user}`,
    `  name: ${user}@${cluster}`,
    `current-context: ${user}@${cluster}`,
    'kind: Config',
    'preferences: {}',
    'users:',
    `- name: ${user}`,
    '  user: {}',
    '',
  ].join('\n');
}
