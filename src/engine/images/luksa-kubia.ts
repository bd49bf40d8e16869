import { SysError, type ProcessContext } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';
import { mappedAddress, type ServedRequest } from './http-server.ts';
import type { ImageDefinition } from './image.ts';
import { node7, nodeImage, type NodeAnswer, type NodeScript } from './node-app.ts';

/*
 * The images of the book "Kubernetes in Action" (github.com/luksa/kubernetes-in-action, Chapter02 to Chapter10). The
 * sources that they carry are our own and do what those do.
 */

function bookScript(answer: string, count: string): string {
  return `const http = require('http');
const os = require('os');

console.log("Kubia server starting...");
${count}
const server = http.createServer(function (request, response) {
  console.log("Received request from " + request.connection.remoteAddress);
${answer}
});

server.listen(8080);
`;
}

type Answer = (hostname: string, request: number) => NodeAnswer;

function bookServer(answer: Answer, source: string): NodeScript {
  return {
    banner: 'Kubia server starting...',
    port: 8080,
    source,
    handler: (p) => {
      let requests = 0;
      return function* ({ remote }: ServedRequest): Task<NodeAnswer> {
        yield* p.write(1, `Received request from ${mappedAddress(remote.address)}\n`);
        return answer(p.hostname(), ++requests);
      };
    },
  };
}

const hit = bookScript('  response.writeHead(200);\n  response.end("You\'ve hit " + os.hostname() + "\\n");', '');
const counted = (limit: number, bad: string, good: string): string =>
  bookScript(
    `  if (++count > ${limit}) {
    response.writeHead(500);
    response.end(${bad});
    return;
  }
  response.writeHead(200);
  response.end(${good});`,
    'let count = 0;\n',
  );

const kubia: NodeScript = bookServer((hostname) => ({ body: `You've hit ${hostname}\n` }), hit);

const unhealthy: NodeScript = bookServer(
  (hostname, request) =>
    request > 5 ? { status: 500, body: "I'm not well. Please restart me!" } : { body: `You've hit ${hostname}\n` },
  counted(5, '"I\'m not well. Please restart me!"', '"You\'ve hit " + os.hostname() + "\\n"'),
);

const version = (number: 1 | 2 | 4): NodeScript =>
  bookServer(
    (hostname) => ({ body: `This is v${number} running in pod ${hostname}\n` }),
    bookScript(
      `  response.writeHead(200);\n  response.end("This is v${number} running in pod " + os.hostname() + "\\n");`,
      '',
    ),
  );

const version3: NodeScript = bookServer(
  (hostname, request) =>
    request >= 5
      ? { status: 500, body: `Some internal error has occurred! This is pod ${hostname}\n` }
      : { body: `This is v3 running in pod ${hostname}\n` },
  counted(
    4,
    '"Some internal error has occurred! This is pod " + os.hostname() + "\\n"',
    '"This is v3 running in pod " + os.hostname() + "\\n"',
  ),
);

const dataFile = '/var/data/kubia.txt';

function* store(p: ProcessContext, { body }: ServedRequest): Task<NodeAnswer> {
  try {
    p.writeFile(dataFile, body);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    // Without the volume the original dies of an unhandled 'error' event of its stream.
    yield* p.write(
      2,
      `events.js:163\n      throw er; // Unhandled 'error' event\n      ^\n\nError: ENOENT: no such file or directory, open '${dataFile}'\n`,
    );
    p.exit(1);
  }
  return { body: `Data stored on pod ${p.hostname()}\n` };
}

function stored(p: ProcessContext): string {
  try {
    return p.readFile(dataFile);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return 'No data posted yet';
  }
}

const petSource = (rest: string): string => `const http = require('http');
const os = require('os');
const fs = require('fs');

const dataFile = "${dataFile}";

const server = http.createServer(function (request, response) {
  if (request.method == 'POST') {
    const file = fs.createWriteStream(dataFile);
    file.on('open', function () {
      request.pipe(file);
      response.writeHead(200);
      response.end("Data stored on pod " + os.hostname() + "\\n");
    });
    return;
  }
  const data = fs.existsSync(dataFile) ? fs.readFileSync(dataFile, 'utf8') : "No data posted yet";
  response.writeHead(200);
${rest}
});

server.listen(8080);
`;

const pet: NodeScript = {
  port: 8080,
  source: petSource(
    '  response.write("You\'ve hit " + os.hostname() + "\\n");\n  response.end("Data stored on this pod: " + data + "\\n");',
  ),
  handler: (p) =>
    function* (request) {
      if (request.method === 'POST') return yield* store(p, request);
      return { body: `You've hit ${p.hostname()}\nData stored on this pod: ${stored(p)}\n` };
    },
};

const service = 'kubia.default.svc.cluster.local';

/** Asks DNS for its peers. SRV records are not simulated: c-ares says what it says where there are none. */
const petPeers: NodeScript = {
  port: 8080,
  source: petSource(
    `  if (request.url == '/data') {
    response.end(data);
    return;
  }
  response.write("You've hit " + os.hostname() + "\\n");
  response.write("Data stored in the cluster:\\n");
  require('dns').resolveSrv("${service}", function (error) {
    response.end("Could not look up DNS SRV records: " + error);
  });`,
  ),
  handler: (p) =>
    function* (request) {
      if (request.method === 'POST') return yield* store(p, request);
      if (request.target === '/data') return { body: stored(p) };
      const error = `Error: querySrv ENOTFOUND ${service}`;
      return {
        body: `You've hit ${p.hostname()}\nData stored in the cluster:\nCould not look up DNS SRV records: ${error}`,
      };
    },
};

const created = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day, 9, 30, 12);

export const luksaImages: readonly ImageDefinition[] = [
  nodeImage('docker.io/luksa/kubia', ['latest'], node7, kubia, created(2017, 2, 5)),
  nodeImage('docker.io/luksa/kubia', ['v1'], node7, version(1), created(2017, 5, 1)),
  nodeImage('docker.io/luksa/kubia', ['v2'], node7, version(2), created(2017, 5, 2)),
  nodeImage('docker.io/luksa/kubia', ['v3'], node7, version3, created(2017, 5, 3)),
  nodeImage('docker.io/luksa/kubia', ['v4'], node7, version(4), created(2017, 5, 4)),
  nodeImage('docker.io/luksa/kubia-unhealthy', ['latest'], node7, unhealthy, created(2017, 3, 12)),
  nodeImage('docker.io/luksa/kubia-pet', ['latest'], node7, pet, created(2017, 6, 7)),
  nodeImage('docker.io/luksa/kubia-pet-peers', ['latest'], node7, petPeers, created(2017, 6, 9)),
];
