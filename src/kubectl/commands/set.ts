import type { Command } from '../command.ts';
import { page } from '../pages/page.ts';
import { setPage } from '../pages/set.ts';
import type { KubectlRelease } from '../releases.ts';
import { groupRun } from './group.ts';
import { setEnv } from './set/env.ts';
import { setImage } from './set/image.ts';
import { setResources } from './set/resources.ts';
import { setSelector } from './set/selector.ts';
import { setServiceAccount } from './set/service-account.ts';
import { setSubject } from './set/subject.ts';

/** kubectl/pkg/cmd/set/set.go. */
export function set(release: KubectlRelease): Command {
  return {
    ...page(release, setPage),
    subcommands: [setImage, setResources, setSelector, setSubject, setServiceAccount, setEnv].map((factory) =>
      factory(release),
    ),
    run: groupRun(2),
  };
}
