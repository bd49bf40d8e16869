import type { ServedRequest } from './http-server.ts';
import type { ImageDefinition } from './image.ts';
import { node6, nodeImage, type NodeAnswer, type NodeScript } from './node-app.ts';
import type { ProcessContext } from '../sim/process.ts';
import type { Task } from '../sim/task.ts';

/* The images of the tutorials "Learn Kubernetes Basics" and "Exposing an External IP Address". Their sources here are our own and do what those do. */

const isoTime = (p: ProcessContext): string => new Date(p.now()).toISOString();

/** Answers which version it is and where it runs, and keeps a log of it. */
function bootcamp(version: 1 | 2): NodeScript {
  return {
    banner: (p) => `Kubernetes Bootcamp App Started At: ${isoTime(p)} | Running On:  ${p.hostname()} \n`,
    port: 8080,
    source: `const http = require('http');
const host = process.env.HOSTNAME;
const startTime = new Date();
let requests = 0;

const server = http.createServer(function (request, response) {
  response.setHeader('Content-Type', 'text/plain');
  response.writeHead(200);
  response.end("Hello Kubernetes bootcamp! | Running on: " + host + " | v=${version}\\n");
  console.log("Running On:", host, "| Total Requests:", ++requests, "| App Uptime:", (new Date() - startTime) / 1000, "seconds", "| Log Time:", new Date());
});

console.log("Kubernetes Bootcamp App Started At:", startTime, "| Running On: ", host, "\\n");
server.listen(8080);
`,
    handler: (p) => {
      const started = p.now();
      let requests = 0;
      return function* (_request: ServedRequest): Task<NodeAnswer> {
        const uptime = Math.round(p.now() - started) / 1000;
        yield* p.write(
          1,
          `Running On: ${p.hostname()} | Total Requests: ${++requests} | App Uptime: ${uptime} seconds | Log Time: ${isoTime(p)}\n`,
        );
        return { body: `Hello Kubernetes bootcamp! | Running on: ${p.hostname()} | v=${version}\n` };
      };
    },
  };
}

const hello: NodeScript = {
  port: 8080,
  source: `const http = require('http');

const server = http.createServer(function (request, response) {
  response.writeHead(200);
  response.end('Hello Kubernetes!');
});

server.listen(8080);
`,
  handler: () =>
    function* () {
      return { body: 'Hello Kubernetes!' };
    },
};

const bootcampRepositories = ['gcr.io/google-samples/kubernetes-bootcamp', 'docker.io/jocatalin/kubernetes-bootcamp'];

export const bootcampImages: readonly ImageDefinition[] = [
  ...bootcampRepositories.map((repository) =>
    nodeImage(repository, ['v1', 'latest'], node6, bootcamp(1), Date.UTC(2016, 7, 4), 'server.js'),
  ),
  nodeImage(bootcampRepositories[1]!, ['v2'], node6, bootcamp(2), Date.UTC(2016, 7, 4), 'server.js'),
  nodeImage(
    'gcr.io/google-samples/node-hello',
    ['1.0', '2.0', 'latest'],
    node6,
    hello,
    Date.UTC(2016, 6, 7),
    'server.js',
  ),
];
