export {
  createFabric,
  type DnsServer,
  type FabricOptions,
  type KernelFabric,
  type NetworkPolicy,
  type ProxyTarget,
  type ServiceProxy,
} from './fabric.ts';
export { ssh } from './ssh/client.ts';
