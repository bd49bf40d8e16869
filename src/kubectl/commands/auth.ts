import type { Command } from '../command.ts';
import type { KubectlRelease } from '../releases.ts';
import { canI } from './auth/can-i.ts';
import { whoAmI } from './auth/who-am-i.ts';
import { groupRun } from './group.ts';

/** kubectl/pkg/cmd/auth/auth.go. There is no RBAC to reconcile. */
export function auth(release: KubectlRelease): Command {
  const old = release.name === '1.20';
  return {
    name: 'auth',
    short: 'Inspect authorization',
    long: old ? 'Inspect authorization' : 'Inspect authorization.',
    usage: 'auth [flags]',
    subcommands: [canI(release), ...(old ? [] : [whoAmI(release)])],
    run: groupRun(2),
  };
}
