import type { ProcessSubstitutionPart } from 'unbash';
import { runScript } from './execute.ts';
import { forkShell } from './processes.ts';
import type { Shell } from './shell.ts';

/** bash takes the highest free descriptor below this. */
const highest = 63;

/** `<(command)` and `>(command)`: a process on a pipe, which the command that is being expanded opens by its /dev/fd name. */
export function startProcessSubstitution(shell: Shell, part: ProcessSubstitutionPart): string {
  const { p } = shell;
  const pipe = p.pipe();
  const reads = part.operator === '<';
  const [own, childs] = reads ? [pipe.read, pipe.write] : [pipe.write, pipe.read];
  const { source } = shell;
  const statements = part.script?.commands ?? [];
  shell.lastBackground = forkShell(
    shell,
    function* (child) {
      child.source = source;
      yield* runScript(child, statements, true);
      return child.status;
    },
    { fds: { [reads ? 1 : 0]: childs } },
  );
  p.close(childs);
  let fd = highest;
  while (shell.openFds.has(fd) || shell.savedFds.has(fd)) fd--;
  p.dup2(own, fd);
  p.close(own);
  shell.openFds.add(fd);
  shell.substitutionFds.push(fd);
  return `/dev/fd/${fd}`;
}

/** Closes the pipes of the substitutions after the first `keep`; the processes end by themselves. */
export function closeSubstitutions(shell: Shell, keep: number): void {
  for (const fd of shell.substitutionFds.splice(keep)) {
    shell.openFds.delete(fd);
    shell.p.close(fd);
  }
}
