import type { Command } from '../command.ts';
import type { KubectlRelease } from '../releases.ts';
import { currentContext, getContexts, renameContext, setContext, useContext } from './config/contexts.ts';
import {
  deleteCluster,
  deleteContext,
  deleteUser,
  getClusters,
  getUsers,
  setCluster,
  setCredentials,
} from './config/entries.ts';
import { setProperty, unsetProperty } from './config/properties.ts';
import { view } from './config/view.ts';
import { groupRun } from './group.ts';

/** kubectl/pkg/cmd/config/config.go. */
export function config(release: KubectlRelease): Command {
  return {
    name: 'config',
    short: 'Modify kubeconfig files',
    long: `Modify kubeconfig files using subcommands like "kubectl config set current-context my-context".

 The loading order follows these rules:

  1.  If the --kubeconfig flag is set, then only that file is loaded. The flag may only be set once and no merging takes place.
  2.  If $KUBECONFIG environment variable is set, then it is used as a list of paths (normal path delimiting rules for your system). These paths are merged. When a value is modified, it is modified in the file that defines the stanza. When a value is created, it is created in the first file that exists. If no files in the chain exist, then it creates the last file in the list.
  3.  Otherwise, \${HOME}/.kube/config is used and no merging takes place.`,
    usage: 'config SUBCOMMAND',
    subcommands: [
      view(release),
      setCluster,
      setCredentials,
      setContext,
      setProperty,
      unsetProperty,
      currentContext,
      useContext,
      getContexts,
      getClusters,
      getUsers,
      deleteCluster,
      deleteContext,
      deleteUser,
      renameContext,
    ],
    run: groupRun(2),
  };
}
