import { node14, nodeImage } from './node-app.ts';

const source = `const http = require('http');
const os = require('os');

console.log("Runing...");

const server = http.createServer(function (request, response) {
  response.writeHead(200);
  response.end("Hostname: " + os.hostname() + "\\n");
});

server.listen(8080);
`;

/** The seed's image: answers its hostname, prints one (misspelt) line. */
export const assassingKubia = nodeImage(
  'docker.io/assassing/kubia',
  ['latest'],
  node14,
  {
    banner: 'Runing...',
    port: 8080,
    source,
    handler: (p) =>
      function* () {
        return { body: `Hostname: ${p.hostname()}\n` };
      },
  },
  Date.UTC(2021, 9, 28, 7, 14, 3),
);
