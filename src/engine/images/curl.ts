import { SysError, type Program } from '../sim/process.ts';
import { defaultPath, layer, type ImageDefinition } from './image.ts';
import { addAccounts, alpine314, alpine323, type Distribution } from './rootfs.ts';
import { installExtras } from './shells.ts';

/** /entrypoint.sh: flags and addresses are curl's, another command is run as it is. */
const entrypoint: Program = function* run(p) {
  const args = p.argv.slice(1);
  const [first] = args;
  const isCurl = first === undefined || first.startsWith('-') || first === 'curl' || first.includes('://');
  try {
    return yield* p.exec(
      isCurl ? ['curl', ...args.filter((argument, index) => index > 0 || argument !== 'curl')] : args,
    );
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* p.write(2, `/entrypoint.sh: exec: line 11: ${first ?? 'curl'}: not found\n`);
    return 127;
  }
};

function image(
  tags: readonly string[],
  distribution: Distribution,
  megabytes: number,
  created: number,
): ImageDefinition {
  return {
    repository: 'docker.io/curlimages/curl',
    tags,
    layers: [distribution.layer, layer(`curl:${tags[0] ?? ''}`, megabytes)],
    entrypoint: ['/entrypoint.sh'],
    cmd: ['curl'],
    env: { PATH: defaultPath },
    user: 'curl_user',
    created,
    files: (tree) => {
      distribution.files(tree);
      addAccounts(tree, [{ name: 'curl_user', uid: 100, gid: 101, home: '/home/curl_user', shell: '/sbin/nologin' }]);
      tree.mkdir('/home/curl_user');
      installExtras(tree, ['curl']);
      tree.writeProgram('/entrypoint.sh', entrypoint);
    },
  };
}

export const curlImages: readonly ImageDefinition[] = [
  image(['7.79.1', 'latest'], alpine314, 1.6, Date.UTC(2021, 8, 22)),
  image(['8.18.0', 'latest'], alpine323, 6.1, Date.UTC(2026, 0, 7)),
];
