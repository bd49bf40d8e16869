import type { Task } from '../../../engine/sim/task.ts';
import { complain, type Invocation } from '../applet.ts';
import { compilePattern } from '../../interpreter/pattern.ts';

/** Makes names of members safe: what leads out of a directory is cut off in front, and said so once for each sort of it. */
export class MemberNames {
  readonly #said = new Set<string>();

  constructor(private readonly call: Invocation) {}

  *safe(name: string): Task<string> {
    const prefix = /^(?:.*\/)?\.\.(?:\/|$)|^\/+/s.exec(name)?.[0] ?? '';
    if (prefix === '') return name;
    const lead = prefix + /^\/*/.exec(name.slice(prefix.length))![0];
    if (!this.#said.has(lead)) {
      this.#said.add(lead);
      yield* complain(
        this.call,
        this.call.flavour === 'gnu'
          ? `Removing leading \`${lead}' from member names`
          : `removing leading '${lead}' from member names`,
      );
    }
    return name.slice(lead.length) || '.';
  }
}

/** Whether a member is one of those asked for by name: itself, or below one. Keeps which names were met. */
export class Wanted {
  readonly #met = new Set<string>();

  constructor(private readonly names: readonly string[]) {}

  has(member: string): boolean {
    if (this.names.length === 0) return true;
    const plain = member.replace(/\/+$/, '');
    const asked = this.names.filter((name) => {
      const trimmed = name.replace(/(.)\/+$/, '$1');
      return plain === trimmed || plain.startsWith(`${trimmed}/`);
    });
    for (const name of asked) this.#met.add(name);
    return asked.length > 0;
  }

  *complainOfMissing(call: Invocation): Task<boolean> {
    const missing = this.names.filter((name) => !this.#met.has(name));
    for (const name of missing)
      yield* complain(call, `${name}: ${call.flavour === 'gnu' ? 'Not found' : 'not found'} in archive`);
    return missing.length === 0;
  }
}

/** `--exclude`: a pattern that matches a whole name, or what follows one of its slashes. */
export function excludes(patterns: readonly string[]): (name: string) => boolean {
  const compiled = patterns.map((pattern) => compilePattern(pattern.replace(/(.)\/+$/, '$1')));
  return (name) => {
    const parts = name.split('/');
    return compiled.some((pattern) => parts.some((_, at) => pattern.test(parts.slice(at).join('/'))));
  };
}
