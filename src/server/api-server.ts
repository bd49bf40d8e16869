import { createServer, type IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ApiRequest, ApiResponse, ApiTransport } from '../engine/api/http.ts';
import type { Simulation } from '../engine/sim/simulation.ts';
import { WallClock } from './clock.ts';
import { type Limits, usualLimits } from './limits.ts';
import { Outbox } from './outbox.ts';
import { Abort, readBody, requestHead } from './request.ts';
import { failureResponse, writeResponse } from './response.ts';
import { upgradeConnection } from './upgrade.ts';

export interface ApiServerOptions {
  /** The engine: its clock, and its API. */
  readonly sim: Simulation;
  readonly transport: ApiTransport;
  /** On 127.0.0.1; 0: a free one. */
  readonly port: number;
  /** Virtual seconds a wall second. */
  readonly speed: number;
  /** Told about bugs: what the engine or a handler threw that is no refusal. */
  readonly onError: (error: unknown) => void;
  readonly limits?: Partial<Limits>;
}

export interface RunningServer {
  readonly port: number;
  /** Ends every connection and stops the clock. */
  close(): Promise<void>;
}

/**
 * Wall milliseconds that an idle connection is kept: longer than clients keep theirs (Go: 90 s), so that none sends on one that is being
 * closed.
 */
const keepAlive = 180_000;
/** Connections at a time; one more is not taken. */
const maxConnections = 5000;

/**
 * The engine's API over HTTP on the loopback interface.
 * @throws the listener's error (EADDRINUSE, EACCES)
 */
export async function startApiServer(options: ApiServerOptions): Promise<RunningServer> {
  const clock = new WallClock(options.sim, options);
  const limits = { ...usualLimits, ...options.limits };
  const outbox = new Outbox(limits);
  const sockets = new Set<Duplex>();

  /** Asks the engine, with its clock on time before and its timers planned behind. */
  const send = (request: ApiRequest): Promise<ApiResponse> => {
    clock.run();
    const response = new Promise<ApiResponse>((resolve, reject) => options.transport.send(request, resolve, reject));
    clock.run();
    return response.catch((error: unknown) => {
      options.onError(error);
      return failureResponse(error);
    });
  };

  const answer = async (incoming: IncomingMessage, to: ServerResponse): Promise<void> => {
    const abort = new Abort();
    to.on('close', () => {
      abort.abort();
      clock.run();
    });
    try {
      const head = requestHead(incoming, abort);
      const body = await readBody(incoming);
      writeResponse(to, await send({ ...head, upgradable: false, ...(body === undefined ? {} : { body }) }), outbox);
    } catch (error) {
      // What was not read of the body can't be told from the next request.
      if (!incoming.complete) to.setHeader('connection', 'close');
      writeResponse(to, failureResponse(error), outbox);
      if (!incoming.complete) to.on('finish', () => incoming.destroy());
    }
  };

  const timeouts = {
    headersTimeout: limits.headTimeout,
    requestTimeout: limits.requestTimeout,
    connectionsCheckingInterval: Math.min(limits.headTimeout / 2, 5000),
  };
  const server = createServer(timeouts, (incoming, to) => {
    answer(incoming, to).catch((error: unknown) => {
      if (!incoming.destroyed) options.onError(error);
      to.destroy();
    });
  });
  server.maxConnections = maxConnections;
  server.keepAliveTimeout = keepAlive;
  server.on('connection', (socket: Socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const abort = new Abort();
    socket.on('close', () => {
      abort.abort();
      clock.run();
    });
    upgradeConnection({ incoming, socket, head, abort, send, wake: () => clock.run(), outbox }).catch(
      (error: unknown) => {
        const to = new ServerResponse(incoming);
        to.assignSocket(socket as Socket);
        to.setHeader('connection', 'close');
        to.on('finish', () => socket.end());
        writeResponse(to, failureResponse(error), outbox);
      },
    );
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  clock.run();
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      clock.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
