export { enforcePolicies } from './engine.ts';
