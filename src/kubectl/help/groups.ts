/** The groups of `kubectl --help`, in its order; what is in none of them comes last (kubectl/pkg/cmd/cmd.go). */
export const commandGroups: readonly { readonly title: string; readonly commands: readonly string[] }[] = [
  { title: 'Basic Commands (Beginner):', commands: ['create', 'expose', 'run', 'set'] },
  { title: 'Basic Commands (Intermediate):', commands: ['explain', 'get', 'edit', 'delete'] },
  { title: 'Deploy Commands:', commands: ['rollout', 'scale', 'autoscale'] },
  {
    title: 'Cluster Management Commands:',
    commands: ['certificate', 'cluster-info', 'top', 'cordon', 'uncordon', 'drain', 'taint'],
  },
  {
    title: 'Troubleshooting and Debugging Commands:',
    commands: ['describe', 'logs', 'attach', 'exec', 'port-forward', 'proxy', 'cp', 'auth', 'debug', 'events'],
  },
  { title: 'Advanced Commands:', commands: ['diff', 'apply', 'patch', 'replace', 'wait', 'kustomize'] },
  { title: 'Settings Commands:', commands: ['label', 'annotate', 'completion'] },
];
