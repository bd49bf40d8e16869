import type { Task } from '../../../engine/sim/task.ts';
import { kindWord } from '../../client/rest-mapper.ts';
import type { Invocation } from '../../command.ts';
import type { Info } from '../../resource-builder/info.ts';

/** `delete -i` asks; anything but y keeps the resources. */
export function* confirmDeletion(invocation: Invocation, infos: readonly Info[]): Task<boolean> {
  yield* invocation.out(
    `You are about to delete the following ${infos.length} resource(s):\n${infos.map((info) => `${kindWord(info.mapping)}/${info.name}\n`).join('')}Do you want to continue? (y/N): `,
  );
  let line = '';
  while (!line.includes('\n')) {
    const chunk = yield* invocation.p.read(0);
    if (chunk === '') break;
    line += chunk;
  }
  return line.trim().toLowerCase() === 'y';
}
