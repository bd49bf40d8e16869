import { SysError, type ProcessContext, type Program } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';
import { defaultPath, layer, type ImageDefinition } from './image.ts';
import { addAccounts, bookwormSlim, bullseye, buster, trixieSlim, type Distribution } from './rootfs.ts';
import { interruptible, sleepForever } from './waits.ts';

/*
 * mysql and postgres as far as a Pod shows them: what their entrypoints demand, how long they take to come up, what they
 * print, their ports, their files and how they end. SQL is not simulated: whoever connects is told so and hung up on.
 */

const refusal = 'Podarium does not simulate SQL';

/** Accepts clients and hangs up on them; ends when a signal asks. `ready` runs once the port is its own. */
function* listen(p: ProcessContext, port: number, ready: () => Task<void>): Task<'stopped' | SysError> {
  let fd: number;
  try {
    fd = p.listen('0.0.0.0', port);
  } catch (error) {
    if (error instanceof SysError) return error;
    throw error;
  }
  yield* ready();
  let ending = false;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) p.onSignal(signal, () => (ending = true));
  p.onSignal('SIGPIPE', 'ignore');
  const server = p.thread(
    (function* () {
      for (;;) {
        const connection = yield* p.accept(fd);
        p.thread(
          (function* () {
            try {
              yield* p.read(connection.fd);
            } catch (error) {
              if (!(error instanceof SysError)) throw error;
            }
            p.close(connection.fd);
          })(),
        );
      }
    })(),
  );
  while (!ending) yield* interruptible(sleepForever());
  server.cancel();
  p.close(fd);
  return 'stopped';
}

function exists(p: ProcessContext, path: string): boolean {
  try {
    p.stat(path);
    return true;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return false;
  }
}

function client(name: string): Program {
  return function* run(p) {
    yield* p.write(2, `${name}: ${refusal}\n`);
    return 1;
  };
}

// mysql

interface MysqlRelease {
  readonly version: string;
  readonly package: string;
  readonly tags: readonly string[];
  readonly distribution: Distribution;
  readonly megabytes: number;
  readonly created: number;
}

const mysqlReleases: readonly MysqlRelease[] = [
  {
    version: '5.6.51',
    package: '5.6.51-1debian9',
    tags: ['5.6'],
    distribution: buster,
    megabytes: 80,
    created: Date.UTC(2021, 1, 12),
  },
  {
    version: '5.7.36',
    package: '5.7.36-1debian10',
    tags: ['5.7'],
    distribution: buster,
    megabytes: 109,
    created: Date.UTC(2021, 9, 20),
  },
  {
    version: '8.0.27',
    package: '8.0.27-1debian10',
    tags: ['8.0', '8', 'latest'],
    distribution: buster,
    megabytes: 122,
    created: Date.UTC(2021, 9, 20),
  },
  {
    version: '8.4.8',
    package: '8.4.8-1.el9',
    tags: ['8.4', '8', 'lts'],
    distribution: bullseye,
    megabytes: 190,
    created: Date.UTC(2026, 0, 22),
  },
  {
    version: '9.6.0',
    package: '9.6.0-1.el9',
    tags: ['9.6', '9', 'latest'],
    distribution: bullseye,
    megabytes: 212,
    created: Date.UTC(2026, 0, 22),
  },
];

const mysqlMemory = 190 * 1024 * 1024;
const mysqlData = '/var/lib/mysql';

function mysqlEntrypoint(release: MysqlRelease): Program {
  return function* run(p) {
    const args = p.argv.slice(1);
    if (args[0] !== undefined && !args[0].startsWith('-') && args[0] !== 'mysqld') return yield* p.exec(args);
    const stamp = (): string => `${new Date(p.now()).toISOString().slice(0, 19).replace('T', ' ')}+00:00`;
    const note = (text: string): Task<void> => p.write(1, `${stamp()} [Note] [Entrypoint]: ${text}\n`);
    const started = `Entrypoint script for MySQL Server ${release.package} started.`;
    yield* note(started);
    yield* note("Switching to dedicated user 'mysql'");
    yield* note(started);
    const server = ['mysqld', ...args.filter((argument) => argument !== 'mysqld')];
    if (exists(p, `${mysqlData}/mysql`)) return yield* p.exec(server);
    const { MYSQL_ROOT_PASSWORD, MYSQL_ALLOW_EMPTY_PASSWORD, MYSQL_RANDOM_ROOT_PASSWORD, MYSQL_DATABASE } = p.env;
    if (!MYSQL_ROOT_PASSWORD && !MYSQL_ALLOW_EMPTY_PASSWORD && !MYSQL_RANDOM_ROOT_PASSWORD) {
      yield* p.write(
        2,
        `${stamp()} [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n` +
          '    You need to specify one of the following as an environment variable:\n' +
          '    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD\n',
      );
      return 1;
    }
    yield* note('Initializing database files');
    yield* p.cpu(4000);
    p.mkdir(`${mysqlData}/mysql`, 0o750);
    yield* note('Database files initialized');
    yield* note('Starting temporary server');
    yield* p.sleep(2500);
    yield* note('Temporary server started.');
    if (MYSQL_DATABASE !== undefined) {
      yield* note(`Creating database ${MYSQL_DATABASE}`);
      p.mkdir(`${mysqlData}/${MYSQL_DATABASE}`, 0o750);
    }
    yield* note('Stopping temporary server');
    yield* p.sleep(1500);
    yield* note('Temporary server stopped');
    yield* p.write(1, '\n');
    yield* note('MySQL init process done. Ready for start up.');
    yield* p.write(1, '\n');
    return yield* p.exec(server);
  };
}

function mysqld(release: MysqlRelease): Program {
  return function* run(p) {
    const log = (level: string, code: string, text: string): Task<void> =>
      p.write(
        2,
        `${new Date(p.now()).toISOString().replace('Z', '000Z')} 0 [${level}] [MY-${code}] [Server] ${text}\n`,
      );
    yield* log('System', '010116', `/usr/sbin/mysqld (mysqld ${release.version}) starting as process ${p.pid}`);
    yield* p.cpu(600);
    p.allocate(mysqlMemory);
    yield* p.sleep(900);
    const end = yield* listen(p, 3306, () =>
      log(
        'System',
        '010931',
        `/usr/sbin/mysqld: ready for connections. Version: '${release.version}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.`,
      ),
    );
    if (end !== 'stopped') {
      yield* log('ERROR', '010262', "Can't start server: Bind on TCP/IP port: Address already in use");
      yield* log('ERROR', '010257', 'Do you already have another mysqld server running on port: 3306 ?');
      yield* log('ERROR', '010119', 'Aborting');
      return 1;
    }
    yield* log('System', '013172', 'Received SHUTDOWN from user <via user signal>. Shutting down mysqld.');
    yield* p.sleep(1200);
    yield* log(
      'System',
      '010910',
      `/usr/sbin/mysqld: Shutdown complete (mysqld ${release.version})  MySQL Community Server - GPL.`,
    );
    return 0;
  };
}

export const mysqlImages: readonly ImageDefinition[] = mysqlReleases.map((release) => ({
  repository: 'docker.io/library/mysql',
  tags: [...release.tags, release.version],
  layers: [release.distribution.layer, layer(`mysql:${release.version}`, release.megabytes)],
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['mysqld'],
  env: {
    PATH: defaultPath,
    GOSU_VERSION: '1.12',
    MYSQL_MAJOR: release.version.split('.').slice(0, 2).join('.'),
    MYSQL_VERSION: release.package,
  },
  ports: ['3306/tcp', '33060/tcp'],
  created: release.created,
  files: (tree) => {
    release.distribution.files(tree);
    addAccounts(tree, [{ name: 'mysql', uid: 999, home: '/var/lib/mysql', shell: '/bin/false' }]);
    tree.mkdir(mysqlData, 0o750);
    tree.writeProgram('/usr/local/bin/docker-entrypoint.sh', mysqlEntrypoint(release));
    tree.writeProgram('/usr/sbin/mysqld', mysqld(release));
    tree.writeProgram('/usr/bin/mysql', client('mysql'));
    tree.writeProgram('/usr/bin/mysqladmin', mysqladmin);
  },
}));

/** `mysqladmin ping`, which liveness probes use, asks no SQL: it only wants to be let in. */
const mysqladmin: Program = function* run(p) {
  if (!p.argv.includes('ping')) return yield* client('mysqladmin')(p);
  const host = p.argv[p.argv.indexOf('-h') + 1];
  try {
    const [address = '127.0.0.1'] = yield* p.resolve(p.argv.includes('-h') && host !== undefined ? host : '127.0.0.1');
    p.close(yield* p.connect(address, 3306));
    yield* p.write(1, 'mysqld is alive\n');
    return 0;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* p.write(
      2,
      "mysqladmin: connect to server at 'localhost' failed\nerror: 'Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)'\nCheck that mysqld is running and that the socket: '/var/run/mysqld/mysqld.sock' exists!\n",
    );
    return 1;
  }
};

// postgres

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
    const end = yield* listen(p, 5432, function* () {
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
    tree.writeProgram('/usr/bin/psql', client('psql'));
  },
}));
