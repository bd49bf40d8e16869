import type { Program } from '../sim/process.ts';
import { SysError } from '../sim/process.ts';
import type { FileTree } from '../runtime/machine.ts';
import { defaultPath, layer, type ImageDefinition } from './image.ts';
import { nginxProgram, type NginxVersion } from './nginx/server.ts';
import {
  addAccounts,
  alpine314,
  alpine323,
  bookwormSlim,
  bullseye,
  buster,
  trixieSlim,
  type Distribution,
} from './rootfs.ts';
import { installExtras } from './shells.ts';

interface Release extends NginxVersion {
  readonly tags: readonly string[];
  readonly distribution: Distribution;
  /** Megabytes of nginx's own layer. */
  readonly megabytes: number;
  readonly created: number;
  /** The image has docker-entrypoint.sh and these scripts. */
  readonly scripts: readonly string[] | undefined;
  readonly stopSignal: 'SIGTERM' | 'SIGQUIT';
}

const ipv6Script = '10-listen-on-ipv6-by-default.sh';
const resolversScript = '15-local-resolvers.envsh';
const templatesScript = '20-envsubst-on-templates.sh';
const workersScript = '30-tune-worker-processes.sh';

const gcc8 = 'gcc 8.3.0 (Debian 8.3.0-6)';
const gcc10 = 'gcc 10.2.1 20210110 (Debian 10.2.1-6)';
const gcc12 = 'gcc 12.2.0 (Debian 12.2.0-14+deb12u1)';
const gcc14 = 'gcc 14.2.0 (Debian 14.2.0-19)';

/** The library/nginx images that the documentation and courses use. */
const releases: readonly Release[] = [
  old('1.7.9', '1.7.9', Date.UTC(2015, 0, 27)),
  old('1.14.2', '1.14.2', Date.UTC(2019, 2, 26)),
  old('1.15.12', '1.15', Date.UTC(2019, 4, 8)),
  old('1.16.1', '1.16.1', Date.UTC(2020, 3, 23)),
  old('1.17.10', '1.17', Date.UTC(2020, 4, 15)),
  old('1.18.0', '1.18', Date.UTC(2020, 3, 21)),
  entrypoint('1.19.6', ['1.19', '1.19.6'], buster, gcc8, 26.6, Date.UTC(2021, 0, 12)),
  entrypoint('1.21.3', ['1.21', '1.21.3', 'latest', 'stable'], buster, gcc8, 26.6, Date.UTC(2021, 9, 12)),
  entrypoint('1.20.2', ['1.20', '1.20.2'], buster, gcc8, 26.6, Date.UTC(2021, 10, 17)),
  entrypoint('1.22.1', ['1.22', '1.22.1'], bullseye, gcc10, 25.6, Date.UTC(2022, 9, 20)),
  entrypoint('1.23.4', ['1.23', '1.23.4'], bullseye, gcc10, 25.6, Date.UTC(2023, 2, 29)),
  entrypoint('1.24.0', ['1.24', '1.24.0'], bullseye, gcc10, 25.6, Date.UTC(2023, 3, 12)),
  entrypoint('1.25.5', ['1.25', '1.25.5'], bookwormSlim, gcc12, 41.9, Date.UTC(2024, 3, 16)),
  entrypoint('1.26.3', ['1.26', '1.26.3'], bookwormSlim, gcc12, 43.9, Date.UTC(2025, 1, 5)),
  entrypoint('1.27.5', ['1.27', '1.27.5'], bookwormSlim, gcc12, 43.9, Date.UTC(2025, 3, 16)),
  entrypoint('1.28.2', ['1.28', '1.28.2', 'stable'], trixieSlim, gcc14, 32.6, Date.UTC(2026, 1, 4)),
  entrypoint('1.29.5', ['1.29', '1.29.5', 'latest', 'mainline'], trixieSlim, gcc14, 32.8, Date.UTC(2026, 1, 4)),
  alpineRelease('1.21.3', ['alpine', '1.21-alpine', '1.21.3-alpine'], alpine314, Date.UTC(2021, 8, 8)),
  alpineRelease('1.29.5', ['alpine', '1.29-alpine', '1.29.5-alpine', '1.27-alpine'], alpine323, Date.UTC(2026, 1, 4)),
];

function old(version: string, tag: string, created: number): Release {
  return {
    version,
    tags: [...new Set([tag, version])],
    compiler: gcc8,
    notices: false,
    distribution: buster,
    megabytes: 22.1,
    created,
    scripts: undefined,
    stopSignal: 'SIGTERM',
  };
}

function entrypoint(
  version: string,
  tags: readonly string[],
  distribution: Distribution,
  compiler: string,
  megabytes: number,
  created: number,
): Release {
  const recent = created > Date.UTC(2022, 0, 1);
  return {
    version,
    tags,
    compiler,
    notices: true,
    distribution,
    megabytes,
    created,
    scripts: [
      ipv6Script,
      ...(recent ? [resolversScript] : []),
      templatesScript,
      ...(created > Date.UTC(2021, 5, 1) ? [workersScript] : []),
    ],
    stopSignal: 'SIGQUIT',
  };
}

function alpineRelease(version: string, tags: readonly string[], distribution: Distribution, created: number): Release {
  return { ...entrypoint(version, tags, distribution, 'gcc 15.2.0 (Alpine 15.2.0)', 19.8, created) };
}

/** /docker-entrypoint.sh: talks about its scripts if the command is nginx, then becomes the command. */
function entrypointProgram(scripts: readonly string[]): Program {
  return function* dockerEntrypoint(p) {
    const command = p.argv.slice(1);
    const say = (text: string): string => `/docker-entrypoint.sh: ${text}\n`;
    if (command[0] === 'nginx' || command[0] === 'nginx-debug') {
      yield* p.write(
        1,
        say('/docker-entrypoint.d/ is not empty, will attempt to perform configuration') +
          say('Looking for shell scripts in /docker-entrypoint.d/'),
      );
      for (const script of scripts) {
        const sourced = script.endsWith('.envsh');
        yield* p.cpu(3);
        yield* p.write(1, say(`${sourced ? 'Sourcing' : 'Launching'} /docker-entrypoint.d/${script}`));
        if (script === ipv6Script) yield* p.write(1, `${ipv6Script}: info: ipv6 not available\n`);
      }
      yield* p.write(1, say('Configuration complete; ready for start up'));
    }
    try {
      return yield* p.exec(command);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* p.write(
        2,
        `/docker-entrypoint.sh: ${command.length === 0 ? '' : `exec: line 47: ${command[0] ?? ''}: `}not found\n`,
      );
      return 127;
    }
  };
}

const nginxConf = `
user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;


events {
    worker_connections  1024;
}


http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;
    keepalive_timeout  65;

    include /etc/nginx/conf.d/*.conf;
}
`;

const defaultConf = `server {
    listen       80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`;

const mimeTypes = `
types {
    text/html                                        html htm shtml;
    text/css                                         css;
    text/xml                                         xml;
    application/javascript                           js;
    application/json                                 json;
    text/plain                                       txt;
    image/png                                        png;
    image/svg+xml                                    svg svgz;
}
`;

const style = {
  old: '    body {\n        width: 35em;\n        margin: 0 auto;\n        font-family: Tahoma, Verdana, Arial, sans-serif;\n    }\n',
  new: 'html { color-scheme: light dark; }\nbody { width: 35em; margin: 0 auto;\nfont-family: Tahoma, Verdana, Arial, sans-serif; }\n',
};

function welcome(recent: boolean): string {
  return `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
${recent ? style.new : style.old}</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`;
}

const errorPage = `<!DOCTYPE html>
<html>
<head>
<title>Error</title>
</head>
<body>
<h1>An error occurred.</h1>
<p>Sorry, the page you are looking for is currently unavailable.<br/>
Please try again later.</p>
</body>
</html>
`;

function files(tree: FileTree, release: Release): void {
  release.distribution.files(tree);
  if (release.scripts !== undefined) installExtras(tree, ['curl']);
  addAccounts(tree, [{ name: 'nginx', uid: 101, home: '/nonexistent', shell: '/bin/false' }]);
  tree.writeProgram('/usr/sbin/nginx', nginxProgram(release));
  if (release.scripts !== undefined) {
    tree.writeProgram('/docker-entrypoint.sh', entrypointProgram(release.scripts));
    for (const script of release.scripts) tree.writeFile(`/docker-entrypoint.d/${script}`, '#!/bin/sh\n', 0o755);
  }
  tree.writeFile('/etc/nginx/nginx.conf', nginxConf);
  tree.writeFile('/etc/nginx/mime.types', mimeTypes);
  tree.writeFile('/etc/nginx/conf.d/default.conf', defaultConf);
  tree.writeFile('/usr/share/nginx/html/index.html', welcome(release.created > Date.UTC(2021, 5, 1)));
  tree.writeFile('/usr/share/nginx/html/50x.html', errorPage);
  tree.mkdir('/var/log/nginx');
  tree.symlink('/dev/stdout', '/var/log/nginx/access.log');
  tree.symlink('/dev/stderr', '/var/log/nginx/error.log');
}

function image(release: Release, repository: string, tags: readonly string[]): ImageDefinition {
  return {
    repository,
    tags,
    layers: [
      release.distribution.layer,
      layer(`nginx:${release.tags.join()}`, release.megabytes),
      ...[0.6, 0.95, 0.77, 1.4].map((kilobytes, index) => layer(`nginx:${release.version} ${index}`, kilobytes / 1000)),
    ],
    ...(release.scripts === undefined ? {} : { entrypoint: ['/docker-entrypoint.sh'] }),
    cmd: ['nginx', '-g', 'daemon off;'],
    env: { PATH: defaultPath, NGINX_VERSION: release.version },
    stopSignal: release.stopSignal,
    ports: ['80/tcp'],
    created: release.created,
    files: (tree) => files(tree, release),
  };
}

/** The StatefulSet tutorials' nginx, which has curl and no entrypoint script. */
const slim: readonly ImageDefinition[] = [
  ['0.8', '1.11.1', Date.UTC(2016, 6, 12), 'k8s.gcr.io/nginx-slim'],
  ['0.8', '1.11.1', Date.UTC(2016, 6, 12), 'registry.k8s.io/nginx-slim'],
  ['0.21', '1.21.4', Date.UTC(2023, 2, 20), 'registry.k8s.io/nginx-slim'],
  ['0.24', '1.25.3', Date.UTC(2023, 11, 18), 'registry.k8s.io/nginx-slim'],
  ['0.27', '1.27.1', Date.UTC(2024, 8, 4), 'registry.k8s.io/nginx-slim'],
].map(([tag, version, created, repository]) => {
  const definition = image(old(version as string, tag as string, created as number), repository as string, [
    tag as string,
  ]);
  return {
    ...definition,
    files: (tree) => {
      definition.files(tree);
      installExtras(tree, ['curl']);
    },
  };
});

export const nginxImages: readonly ImageDefinition[] = [
  ...releases.map((release) => image(release, 'docker.io/library/nginx', release.tags)),
  ...slim,
];
