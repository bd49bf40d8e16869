export { createFabric, type DnsServer, type FabricOptions, type KernelFabric } from './fabric.ts';
export { ssh } from './ssh/client.ts';
export type { NetworkPolicy, ProxyTarget, ServiceProxy } from './way.ts';
