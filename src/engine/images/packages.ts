import type { Program } from '../sim/process.ts';

/** Package managers in images: there is no archive in this world, and they say so as they do where the network ends. */
function unreachable(usage: string, complain: (name: string) => string): Program {
  return function* (p) {
    const command = p.argv[1];
    if (command === undefined || command === '--help') {
      yield* p.write(1, usage);
      return command === undefined ? 100 : 0;
    }
    yield* p.sleep(command === 'update' ? 8000 : 400);
    yield* p.write(2, complain(command));
    return 100;
  };
}

/** apt-get of Debian and Ubuntu. */
export function aptGet(host: string, suite: string): Program {
  return unreachable('apt 2.6.1 (amd64)\nUsage: apt-get [options] command\n', (command) =>
    command === 'update'
      ? `Ign:1 http://${host} ${suite} InRelease\nErr:1 http://${host} ${suite} InRelease\n  Temporary failure resolving '${host.split('/')[0] ?? host}'\nW: Some index files failed to download. They have been ignored, or old ones used instead.\n`
      : 'E: Unable to locate package\n',
  );
}

/** apk of Alpine. */
export const apk: Program = function* (p) {
  const command = p.argv[1];
  if (command === undefined) {
    yield* p.write(1, 'apk-tools 3.0.3, compiled for x86_64.\n\nusage: apk [<OPTIONS>...] COMMAND [<ARGUMENTS>...]\n');
    return 1;
  }
  yield* p.sleep(5000);
  yield* p.write(
    2,
    'WARNING: fetching https://dl-cdn.alpinelinux.org/alpine/latest-stable/main/x86_64/APKINDEX.tar.gz: temporary error (try again later)\n',
  );
  for (const name of command === 'add' ? p.argv.slice(2).filter((argument) => !argument.startsWith('-')) : []) {
    yield* p.write(
      2,
      `ERROR: unable to select packages:\n  ${name} (no such package):\n    required by: world[${name}]\n`,
    );
  }
  return 1;
};
