export { clusterDomain, dnsAddress, flavours, installDns, whenNodeReady } from './addon.ts';
export { coreDns } from './server.ts';
export { ClusterZone } from './zone.ts';
