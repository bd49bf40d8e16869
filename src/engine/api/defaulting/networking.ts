import { fill, filling, type DefaultRule, type DefaultRules } from './rule.ts';

/* pkg/apis/{networking,discovery}/v1/defaults.go */

const networkPolicySpec: DefaultRule = (object) => {
  if (Array.isArray(object['policyTypes']) && object['policyTypes'].length > 0) return object;
  const egress = Array.isArray(object['egress']) && object['egress'].length > 0;
  return { ...object, policyTypes: egress ? ['Ingress', 'Egress'] : ['Ingress'] };
};

/** An empty name is a default too: one that stays. */
const endpointPort: DefaultRule = (object) => {
  const port = fill(object, { protocol: 'TCP' });
  return 'name' in port ? port : { name: '', ...port };
};

export const networkingDefaults: DefaultRules = {
  'networking.v1.NetworkPolicySpec': networkPolicySpec,
  'networking.v1.NetworkPolicyPort': filling({ protocol: 'TCP' }),
  'networking.v1.IngressClassParametersReference': (object, release) =>
    release.name === '1.20' ? object : fill(object, { scope: 'Cluster' }),
  'discovery.v1.EndpointPort': endpointPort,
};
