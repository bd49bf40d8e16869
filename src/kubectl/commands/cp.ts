import type { Task } from '../../engine/sim/task.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { bool, integer, text } from '../flags/flag.ts';
import type { KubectlRelease } from '../releases.ts';
import { parseFileSpec } from './cp/file-spec.ts';
import { copyFromPod } from './cp/from-pod.ts';
import { copyToPod } from './cp/to-pod.ts';

/** kubectl/pkg/cmd/cp/cp.go. */
export function cp(release: KubectlRelease): Command {
  const old = release.name === '1.20';
  return {
    name: 'cp',
    short: 'Copy files and directories to and from containers',
    long: 'Copy files and directories to and from containers.',
    examples: [
      '# !!!Important Note!!!',
      "# Requires that the 'tar' binary is present in your container",
      "# image.  If 'tar' is not present, 'kubectl cp' will fail.",
      '#',
      '# For advanced use cases, such as symlinks, wildcard expansion or',
      `# file mode preservation${old ? '' : ','} consider using 'kubectl exec'.`,
      '',
      '# Copy /tmp/foo local file to /tmp/bar in a remote pod in namespace <some-namespace>',
      'tar cf - /tmp/foo | kubectl exec -i -n <some-namespace> <some-pod> -- tar xf - -C /tmp/bar',
      '# Copy /tmp/foo from a remote pod to /tmp/bar locally',
      'kubectl exec -n <some-namespace> <some-pod> -- tar cf - /tmp/foo | tar xf - -C /tmp/bar',
      '# Copy /tmp/foo_dir local directory to /tmp/bar_dir in a remote pod in the default namespace',
      'kubectl cp /tmp/foo_dir <some-pod>:/tmp/bar_dir',
      '# Copy /tmp/foo local file to /tmp/bar in a remote pod in a specific container',
      'kubectl cp /tmp/foo <some-pod>:/tmp/bar -c <specific-container>',
      '# Copy /tmp/foo local file to /tmp/bar in a remote pod in namespace <some-namespace>',
      'kubectl cp /tmp/foo <some-namespace>/<some-pod>:/tmp/bar',
      '# Copy /tmp/foo from a remote pod to /tmp/bar locally',
      'kubectl cp <some-namespace>/<some-pod>:/tmp/foo /tmp/bar',
    ],
    usage: 'cp <file-spec-src> <file-spec-dest>',
    flags: [
      text(
        'container',
        old
          ? 'Container name. If omitted, the first container in the pod will be chosen'
          : 'Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation for selecting the container to be attached or the first container in the pod will be chosen',
        { shorthand: 'c' },
      ),
      bool(
        'no-preserve',
        "The copied file/directory's ownership and permissions will not be preserved in the container",
      ),
      ...(old
        ? []
        : [
            integer(
              'retries',
              'Set number of retries to complete a copy operation from a container. Specify 0 to disable or any negative value for infinite retrying. The default is 0 (no retry).',
            ),
          ]),
    ],
    complete: 'files-and-pods',
    run,
  };
}

function* run(invocation: Invocation): Task<void> {
  const [from, to] = invocation.args;
  if (from === undefined || to === undefined || invocation.args.length > 2)
    throw new CommandError('source and destination are required');
  const source = parseFileSpec(from);
  const target = parseFileSpec(to);
  if (source.pod !== '' && target.pod !== '')
    throw new CommandError('one of src or dest must be a local file specification');
  if (source.file === '' || target.file === '') throw new CommandError('filepath can not be empty');
  if (source.pod !== '') yield* copyFromPod(invocation, source, target);
  else if (target.pod !== '') yield* copyToPod(invocation, source, target);
  else throw new CommandError('one of src or dest must be a remote file specification');
}
