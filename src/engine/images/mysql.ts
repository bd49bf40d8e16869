import { SysError, type Program } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';
import { defaultPath, layer, type ImageDefinition } from './image.ts';
import { addAccounts, bullseye, buster, type Distribution } from './rootfs.ts';
import { acceptAndRefuse, exists, refusingClient } from './sql-server.ts';

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
    const end = yield* acceptAndRefuse(p, 3306, () =>
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
    tree.writeProgram('/usr/bin/mysql', refusingClient('mysql'));
    tree.writeProgram('/usr/bin/mysqladmin', mysqladmin);
  },
}));

/** `mysqladmin ping`, which liveness probes use, asks no SQL: it only wants to be let in. */
const mysqladmin: Program = function* run(p) {
  if (!p.argv.includes('ping')) return yield* refusingClient('mysqladmin')(p);
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
