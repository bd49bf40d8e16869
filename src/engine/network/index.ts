export { createFabric, type FabricOptions, type KernelFabric } from './fabric.ts';
export { ssh } from './ssh/client.ts';
export type { NetworkPolicy, PolicyRequest, Protocol, ProxyRequest, ProxyTarget, ServiceProxy } from './way.ts';
