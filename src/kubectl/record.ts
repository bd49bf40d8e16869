import type { Invocation } from './command.ts';
import { bool, type Flag } from './flags/flag.ts';
import { recordAt, withField, type Json } from './object.ts';
import type { KubectlRelease } from './releases.ts';

export const changeCauseAnnotation = 'kubernetes.io/change-cause';

/** --record (genericclioptions.RecordFlags); deprecated since v1.22. */
export function recordFlag(release: KubectlRelease): Flag {
  return bool(
    'record',
    'Record current kubectl command in the resource annotation. If set to false, do not record the command. If set to true, record the command. If not set, default to updating the existing annotation value only if one already exists.',
    release.name === '1.20' ? {} : { deprecated: '--record will be removed in the future', hidden: true },
  );
}

/** The command line as the annotation holds it: the words, then the flags; undefined without --record. */
export function changeCause(invocation: Invocation): string | undefined {
  const { flags, path, args } = invocation;
  if (!flags.bool('record')) return undefined;
  const words = [...path.map((command) => command.name), ...args];
  return [...words, ...flags.given.map(([name, value]) => `--${name}=${value}`)].join(' ');
}

/** The object with the command in its annotation, if that was asked for. */
export function recorded(invocation: Invocation, object: Json): Json {
  const cause = changeCause(invocation);
  if (cause === undefined) return object;
  return withField(object, ['metadata', 'annotations'], {
    ...recordAt(object, 'metadata', 'annotations'),
    [changeCauseAnnotation]: cause,
  });
}
