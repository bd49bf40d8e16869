import { invalid, type FieldError } from '../../api/field.ts';
import type { ReleaseRef } from '../../api/json.ts';
import type { Service } from '../../api/types.ts';
import { ipFamilyOf } from '../../api/validation/ip.ts';
import { validateAddresses } from '../../api/validation/core/service-addresses.ts';

type Spec = NonNullable<Service['spec']>;

const policyField = 'spec.ipFamilyPolicy';
const dual = "must be 'RequireDualStack' or 'PreferDualStack' when multiple";

/**
 * Fills in a Service's IP families and their policy, or says what keeps it from being dealt an address: the cluster has IPv4
 * alone (initIPFamilyFields of pkg/registry/core/service/storage/alloc.go, v1.36).
 */
export function familiesOf(
  spec: Spec,
  before: Spec | undefined,
  release: ReleaseRef,
): { readonly spec: Spec; readonly errors: readonly FieldError[] } {
  const open = spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0;
  const policy = spec.ipFamilyPolicy ?? before?.ipFamilyPolicy ?? (open ? 'RequireDualStack' : 'SingleStack');
  const single = policy === 'SingleStack';
  let next: Spec = { ...spec, ipFamilyPolicy: policy };
  const wrong = validateAddresses(next, before, release);
  if (wrong.length > 0) return { spec: next, errors: wrong };

  const errors: FieldError[] = [];
  if (before !== undefined && single) {
    if (same(before.clusterIPs, next.clusterIPs)) next = { ...next, clusterIPs: (next.clusterIPs ?? []).slice(0, 1) };
    if (same(before.ipFamilies, next.ipFamilies)) next = { ...next, ipFamilies: (next.ipFamilies ?? []).slice(0, 1) };
  }
  const ips = next.clusterIPs ?? [];
  const families = [...(next.ipFamilies ?? before?.ipFamilies ?? [])];
  if (single && ips.length === 2) errors.push(invalid(policyField, policy, `${dual} cluster IPs are specified`));
  if (single && families.length === 2) errors.push(invalid(policyField, policy, `${dual} IP families are specified`));
  for (const [i, ip] of ips.entries()) {
    if (ip === 'None') break;
    if (i < families.length) continue;
    if (ipFamilyOf(ip) === 4) families.push('IPv4');
    else errors.push(invalid(`spec.clusterIPs[${i}]`, ips, 'IPv6 is not configured on this cluster'));
  }
  if (errors.length > 0) return { spec: next, errors };

  if (families.length === 0) families.push('IPv4');
  // A Service whose endpoints somebody else writes may have both families, whatever the cluster has.
  if (open) {
    if (families.length < 2 && !single) families.push(families[0] === 'IPv4' ? 'IPv6' : 'IPv4');
    return { spec: { ...next, ipFamilies: families }, errors };
  }
  if (policy === 'RequireDualStack')
    errors.push(invalid(policyField, policy, 'this cluster is not configured for dual-stack services'));
  for (const [i, family] of families.entries()) {
    if (family !== 'IPv4') errors.push(invalid(`spec.ipFamilies[${i}]`, family, 'not configured on this cluster'));
  }
  return { spec: { ...next, ipFamilies: families }, errors };
}

function same(before: readonly string[] | undefined, now: readonly string[] | undefined): boolean {
  return (now ?? []).length > 1 && (before ?? []).join() === (now ?? []).join();
}
