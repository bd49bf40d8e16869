import { encodeBase64 } from '../../../engine/api/base64.ts';
import { isConfigMapKey } from '../../../engine/api/formats.ts';
import { SysError, type ProcessContext } from '../../../engine/sim/process.ts';
import type { Command, Invocation } from '../../command.ts';
import { CommandError, usageError } from '../../errors.ts';
import { withHash } from '../../generate/hash.ts';
import { checkKeyPair } from '../../generate/key-pair.ts';
import { envFileSources, fileSources, literalSource } from '../../generate/sources.ts';
import { quote } from '../../go/quote.ts';
import type { Json } from '../../object.ts';
import { createSecretPage } from '../../pages/create-secret.ts';
import { createSecretDockerRegistryPage } from '../../pages/create-secret-docker-registry.ts';
import { createSecretGenericPage } from '../../pages/create-secret-generic.ts';
import { createSecretTlsPage } from '../../pages/create-secret-tls.ts';
import { page } from '../../pages/page.ts';
import { goJson } from '../../printers/json.ts';
import type { KubectlRelease } from '../../releases.ts';
import { groupRun } from '../group.ts';
import { envFilesOf } from './config-map.ts';
import { createSubcommand, newFailure, type Creation } from './subcommand.ts';

/** kubectl/pkg/cmd/create/create_secret*.go. */
export function secret(release: KubectlRelease): Command {
  return {
    ...page(release, createSecretPage),
    subcommands: [dockerRegistry, tls, generic].map((creation) => createSubcommand(release, creation)),
    run: groupRun(2),
  };
}

type Entry = readonly [string, string];

const generic: Creation = {
  page: createSecretGenericPage,
  generator: 'secret/v1',
  failure: newFailure('failed to create secret'),
  build(invocation, name) {
    const { flags, p, release } = invocation;
    const envFiles = envFilesOf(flags);
    if (envFiles.length > 0 && (flags.list('from-file').length > 0 || flags.list('from-literal').length > 0))
      throw new CommandError('from-env-file cannot be combined with from-file or from-literal');
    const literals = (): readonly Entry[] => flags.list('from-literal').map(literalSource);
    const files = (): readonly Entry[] => flags.list('from-file').flatMap((source) => fileSources(p, source));
    const entries = release.name === '1.20' ? [...files(), ...literals()] : [...literals(), ...files()];
    for (const path of envFiles) entries.push(...envFileSources(p, path, 'env secret file'));
    return secretOf(invocation, name, flags.string('type'), entries);
  },
};

const dockerRegistry: Creation = {
  page: createSecretDockerRegistryPage,
  generator: 'secret-for-docker-registry/v1',
  failure: newFailure('failed to create secret'),
  build(invocation, name) {
    const { flags, p, release } = invocation;
    const files = flags.list('from-file');
    const [username, password] = [flags.string('docker-username'), flags.string('docker-password')];
    const [server, email] = [flags.string('docker-server'), flags.string('docker-email')];
    if (files.length > 0) {
      const entries = files.flatMap((source) => fileSources(p, source));
      return secretOf(invocation, name, dockerConfig, entries);
    }
    if (release.name === '1.20') {
      requireFlags(invocation, ['docker-username', 'docker-password', 'docker-server']);
    } else if (username === '' || password === '' || server === '') {
      throw new CommandError(
        'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      );
    }
    const auth = encodeBase64(`${username}:${password}`);
    const entry = { username, password, ...(email === '' ? {} : { email }), auth };
    // The order of Go's struct, which goJson would sort.
    const fields = Object.entries(entry).map(([key, value]) => `${quote(key)}:${goJson(value)}`);
    const text = `{"auths":{${goJson(server)}:{${fields.join(',')}}}}`;
    return secretOf(invocation, name, dockerConfig, [['.dockerconfigjson', text]]);
  },
};

const dockerConfig = 'kubernetes.io/dockerconfigjson';

/** v1.20 asks for these by hand. */
function requireFlags({ flags, commandPath }: Invocation, names: readonly string[]): void {
  for (const flag of names) {
    if (flags.string(flag) === '') throw usageError(commandPath, `flag ${flag} is required`);
  }
}

const tls: Creation = {
  page: createSecretTlsPage,
  generator: 'secret-for-tls/v1',
  failure: newFailure('failed to create secret'),
  build(invocation, name) {
    const { flags, p, release } = invocation;
    const [keyPath, certPath] = [flags.string('key'), flags.string('cert')];
    if (release.name === '1.20') {
      requireFlags(invocation, ['cert', 'key']);
    } else if (keyPath === '' || certPath === '') throw new CommandError('key and cert must be specified');
    const cert = readPem(p, certPath);
    const key = readPem(p, keyPath);
    const wrong = checkKeyPair(cert, key);
    if (wrong !== undefined)
      throw new CommandError(release.name === '1.20' ? `failed to load key pair ${wrong}` : wrong);
    return secretOf(invocation, name, 'kubernetes.io/tls', [
      ['tls.crt', cert],
      ['tls.key', key],
    ]);
  },
};

function readPem(p: ProcessContext, path: string): string {
  try {
    return p.readFile(path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new CommandError(`Cannot read file ${path}, open ${path}: ${error.message.toLowerCase()}`);
  }
}

function secretOf({ flags, release }: Invocation, name: string, type: string, entries: readonly Entry[]): Json {
  const data: Record<string, string> = {};
  for (const [key, value] of entries) {
    const errors = isConfigMapKey(key);
    if (errors.length > 0) {
      const old = release.name === '1.20';
      throw new CommandError(
        `${quote(key)} is not ${old ? 'a ' : ''}valid key name for a Secret${old ? ':' : ''} ${errors.join(';')}`,
      );
    }
    if (Object.hasOwn(data, key))
      throw new CommandError(`cannot add key ${key}, another key by that name already exists`);
    data[key] = encodeBase64(value);
  }
  const object = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name },
    ...(type === '' ? {} : { type }),
    ...(Object.keys(data).length === 0 ? {} : { data }),
  };
  return flags.bool('append-hash') ? withHash(object) : object;
}
