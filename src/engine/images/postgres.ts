import { SysError, type Program } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';
import { defaultPath, layer, type ImageDefinition } from './image.ts';
import { addAccounts, bookwormSlim, bullseye, trixieSlim, type Distribution } from './rootfs.ts';
import { acceptAndRefuse, exists, refusingClient } from './sql-server.ts';

interface PostgresRelease {
  readonly version: string;
  readonly package: string;
  readonly compiler: string;
  readonly tags: readonly string[];
  readonly distribution: Distribution;
  readonly megabytes: number;
  readonly created: number;
}

const postgresReleases: readonly PostgresRelease[] = [
  {
    version: '14.0',
    package: 'Debian 14.0-1.pgdg110+1',
    compiler: 'gcc (Debian 10.2.1-6) 10.2.1 20210110',
    tags: ['14', '14.0', 'latest'],
    distribution: bullseye,
    megabytes: 102,
    created: Date.UTC(2021, 9, 12),
  },
  {
    version: '16.12',
    package: 'Debian 16.12-1.pgdg13+1',
    compiler: 'gcc (Debian 14.2.0-19) 14.2.0',
    tags: ['16'],
    distribution: trixieSlim,
    megabytes: 122,
    created: Date.UTC(2026, 1, 12),
  },
  {
    version: '17.8',
    package: 'Debian 17.8-1.pgdg13+1',
    compiler: 'gcc (Debian 14.2.0-19) 14.2.0',
    tags: ['17'],
    distribution: bookwormSlim,
    megabytes: 124,
    created: Date.UTC(2026, 1, 12),
  },
  {
    version: '18.2',
    package: 'Debian 18.2-1.pgdg13+1',
    compiler: 'gcc (Debian 14.2.0-19) 14.2.0',
    tags: ['18', '18.2', 'latest'],
    distribution: trixieSlim,
    megabytes: 125,
    created: Date.UTC(2026, 1, 12),
  },
];

const postgresMemory = 24 * 1024 * 1024;

const postgresDemand = `Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
`;

const postgresEntrypoint: Program = function* run(p) {
  const args = p.argv.slice(1);
  if (args[0] !== undefined && !args[0].startsWith('-') && args[0] !== 'postgres') return yield* p.exec(args);
  const server = ['postgres', ...args.filter((argument) => argument !== 'postgres')];
  const data = p.env.PGDATA ?? '/var/lib/postgresql/data';
  if (exists(p, `${data}/PG_VERSION`)) {
    yield* p.write(1, '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n');
    return yield* p.exec(server);
  }
  if (!p.env.POSTGRES_PASSWORD && p.env.POSTGRES_HOST_AUTH_METHOD !== 'trust') {
    yield* p.write(2, postgresDemand);
    return 1;
  }
  yield* p.write(
    1,
    `The files belonging to this database system will be owned by user "postgres".\nThis user must also own the server process.\n\nThe database cluster will be initialized with locale "en_US.utf8".\nThe default database encoding has accordingly been set to "UTF8".\nThe default text search configuration will be set to "english".\n\nData page checksums are disabled.\n\nfixing permissions on existing directory ${data} ... ok\n`,
  );
  yield* p.cpu(1100);
  yield* p.write(
    1,
    'creating subdirectories ... ok\nselecting dynamic shared memory implementation ... posix\nselecting default max_connections ... 100\nselecting default shared_buffers ... 128MB\nselecting default time zone ... Etc/UTC\ncreating configuration files ... ok\nrunning bootstrap script ... ok\nperforming post-bootstrap initialization ... ok\nsyncing data to disk ... ok\n\n\nSuccess. You can now start the database server using:\n\n' +
      `    pg_ctl -D ${data} -l logfile start\n\n`,
  );
  data.split('/').forEach((_name, depth, names) => {
    const path = names.slice(0, depth + 1).join('/');
    if (path !== '' && !exists(p, path)) p.mkdir(path, 0o700);
  });
  p.writeFile(`${data}/PG_VERSION`, `${(p.env.PG_MAJOR ?? '').trim()}\n`);
  yield* p.sleep(700);
  yield* p.write(1, 'waiting for server to start.... done\nserver started\n\n');
  if (p.env.POSTGRES_DB !== undefined) yield* p.write(1, 'CREATE DATABASE\n\n');
  yield* p.write(1, '\n/usr/local/bin/docker-entrypoint.sh: ignoring /docker-entrypoint-initdb.d/*\n\n');
  yield* p.sleep(300);
  yield* p.write(
    1,
    'waiting for server to shut down.... done\nserver stopped\n\nPostgreSQL init process complete; ready for start up.\n\n',
  );
  return yield* p.exec(server);
};

function postgres(release: PostgresRelease): Program {
  return function* run(p) {
    const log = (text: string, level = 'LOG'): Task<void> =>
      p.write(
        2,
        `${new Date(p.now()).toISOString().slice(0, 23).replace('T', ' ')} UTC [${p.pid}] ${level}:  ${text}\n`,
      );
    p.allocate(postgresMemory);
    yield* p.cpu(40);
    yield* log(
      `starting PostgreSQL ${release.version} (${release.package}) on x86_64-pc-linux-gnu, compiled by ${release.compiler}, 64-bit`,
    );
    const end = yield* acceptAndRefuse(p, 5432, function* () {
      yield* log('listening on IPv4 address "0.0.0.0", port 5432');
      yield* log('listening on Unix socket "/var/run/postgresql/.s.PGSQL.5432"');
      yield* p.sleep(30);
      yield* log('database system is ready to accept connections');
    });
    if (end !== 'stopped') {
      yield* log(`could not bind IPv4 address "0.0.0.0": ${end.message}`);
      yield* p.write(
        2,
        'HINT:  Is another postmaster already running on port 5432? If not, wait a few seconds and retry.\n',
      );
      yield* log('could not create any TCP/IP sockets', 'FATAL');
      yield* log('database system is shut down');
      return 1;
    }
    yield* log('received fast shutdown request');
    yield* log('aborting any active transactions');
    yield* log('shutting down');
    yield* p.sleep(120);
    yield* log('database system is shut down');
    return 0;
  };
}

/** pg_isready only asks whether a server answers. */
const pgIsready: Program = function* run(p) {
  const at = p.argv.indexOf('-h');
  const host = at === -1 ? '127.0.0.1' : (p.argv[at + 1] ?? '127.0.0.1');
  const shown = at === -1 ? '/var/run/postgresql' : host;
  try {
    const [address = host] = yield* p.resolve(host);
    p.close(yield* p.connect(address, 5432));
    yield* p.write(1, `${shown}:5432 - accepting connections\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* p.write(1, `${shown}:5432 - no response\n`);
    return 2;
  }
};

export const postgresImages: readonly ImageDefinition[] = postgresReleases.map((release) => ({
  repository: 'docker.io/library/postgres',
  tags: release.tags,
  layers: [release.distribution.layer, layer(`postgres:${release.version}`, release.megabytes)],
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['postgres'],
  env: {
    PATH: `${defaultPath}:/usr/lib/postgresql/${release.version.split('.')[0] ?? ''}/bin`,
    GOSU_VERSION: '1.14',
    LANG: 'en_US.utf8',
    PG_MAJOR: release.version.split('.')[0] ?? '',
    PG_VERSION: release.version,
    PGDATA: Number(release.version) >= 18 ? '/var/lib/postgresql/18/docker' : '/var/lib/postgresql/data',
  },
  stopSignal: 'SIGINT',
  ports: ['5432/tcp'],
  created: release.created,
  files: (tree) => {
    release.distribution.files(tree);
    addAccounts(tree, [{ name: 'postgres', uid: 999, home: '/var/lib/postgresql', shell: '/bin/bash' }]);
    tree.mkdir('/var/lib/postgresql/data', 0o700);
    tree.mkdir('/docker-entrypoint-initdb.d');
    tree.writeProgram('/usr/local/bin/docker-entrypoint.sh', postgresEntrypoint);
    tree.writeProgram('/usr/local/bin/postgres', postgres(release));
    tree.writeProgram('/usr/bin/pg_isready', pgIsready);
    tree.writeProgram('/usr/bin/psql', refusingClient('psql'));
  },
}));
