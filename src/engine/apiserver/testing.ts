import type { ServiceAccount } from '../api/types.ts';
import { type Release, releases } from '../releases/index.ts';
import { Simulation } from '../sim/simulation.ts';
import { bootstrap } from './bootstrap.ts';
import { ApiServer, type ApiServerOptions } from './server.ts';

export interface TestServer {
  readonly sim: Simulation;
  readonly server: ApiServer;
}

/** A server as tests want it: bootstrapped, with the ServiceAccount that a controller would make in `default`. */
export function testServer(release: Release['name'] = '1.36', options: Partial<ApiServerOptions> = {}): TestServer {
  const sim = new Simulation(1, releases[release].epoch);
  const server = new ApiServer({ sim, release: releases[release], ...options });
  bootstrap(server);
  const account: ServiceAccount = { metadata: { name: 'default', namespace: 'default' } };
  server.create(server.kindOf('/serviceaccounts'), 'default', account);
  return { sim, server };
}
