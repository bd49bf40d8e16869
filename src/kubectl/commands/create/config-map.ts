import { isConfigMapKey } from '../../../engine/api/formats.ts';
import { CommandError } from '../../errors.ts';
import { withHash } from '../../generate/hash.ts';
import { envFileSources, fileSources, literalSource } from '../../generate/sources.ts';
import { quote } from '../../go/quote.ts';
import { createConfigmapPage } from '../../pages/create-configmap.ts';
import { newFailure, type Creation } from './subcommand.ts';

/** kubectl/pkg/cmd/create/create_configmap.go. */
export const configMap: Creation = {
  page: createConfigmapPage,
  generator: 'configmap/v1',
  failure: newFailure('failed to create configmap:'),
  build({ flags, p, release }, name) {
    const envFiles = envFilesOf(flags);
    if (envFiles.length > 0 && (flags.list('from-file').length > 0 || flags.list('from-literal').length > 0))
      throw new CommandError('from-env-file cannot be combined with from-file or from-literal');
    const data: Record<string, string> = {};
    const add = ([key, value]: readonly [string, string]): void => {
      const errors = isConfigMapKey(key);
      if (errors.length > 0) {
        const why = errors.join(release.name === '1.20' ? ';' : ',');
        throw new CommandError(`${quote(key)} is not a valid key name for a ConfigMap: ${why}`);
      }
      if (Object.hasOwn(data, key)) {
        throw new CommandError(
          `cannot add key ${quote(key)}, another key by that name already exists in Data for ConfigMap ${quote(name)}`,
        );
      }
      data[key] = value;
    };
    for (const source of flags.list('from-file')) {
      // v1.20 ends its refusal with a full stop.
      fileSources(p, source, release.name === '1.20' ? '.' : '').forEach(add);
    }
    for (const source of flags.list('from-literal')) add(literalSource(source));
    for (const path of envFiles) envFileSources(p, path, 'env config file').forEach(add);
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
      ...(Object.keys(data).length === 0 ? {} : { data }),
    };
    return flags.bool('append-hash') ? withHash(object) : object;
  },
};

/** --from-env-file: one file in v1.20, any number since. */
export function envFilesOf(flags: {
  list(name: string): readonly string[];
  string(name: string): string;
}): readonly string[] {
  const one = flags.string('from-env-file');
  return one === '' ? flags.list('from-env-file') : [one];
}
