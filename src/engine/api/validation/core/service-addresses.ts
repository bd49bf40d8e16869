import { duplicate, invalid, notSupported, required, type FieldError, type GoValue } from '../../field.ts';
import type { ReleaseRef } from '../../json.ts';
import { stringListValue } from '../go-values.ts';
import { ipFamilyOf, isDualStack, validateIp } from '../ip.ts';
import type { ServiceSpec } from './service-spec.ts';

/* Cluster IPs and their families, one or two of each (dual stack). */

const families = ['IPv4', 'IPv6'];
const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

export function isHeadless({ clusterIPs = [] }: ServiceSpec): boolean {
  return clusterIPs.length === 1 && clusterIPs[0] === 'None';
}

/** ValidateServiceClusterIPsRelatedFields */
export function validateAddresses(spec: ServiceSpec, old: ServiceSpec | undefined, release: ReleaseRef): FieldError[] {
  if (spec.type === 'ExternalName') return [];
  const { clusterIP = '', clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = spec;
  const newer = release.name !== '1.20';
  const field = 'spec.clusterIPs';
  const shown = addressesValue(spec);
  const errors: FieldError[] = [];
  if (clusterIP !== '') {
    if (clusterIPs.length === 0) errors.push(required(field));
    else if (clusterIPs[0] !== clusterIP) {
      errors.push(
        invalid(field, shown, newer ? 'first value must match `clusterIP`' : 'element [0] must match clusterIP'),
      );
    }
  } else if (clusterIPs.length > 0) {
    const detail = newer ? 'must be empty when `clusterIP` is not specified' : 'must be empty when clusterIP is empty';
    errors.push(invalid(field, shown, detail));
  }
  ipFamilies.forEach((family, i) => {
    const at = `spec.ipFamilies[${i}]`;
    if (!families.includes(family)) errors.push(notSupported(at, family, families));
    if (ipFamilies.indexOf(family) < i) errors.push(duplicate(at, family));
  });
  if (ipFamilyPolicy !== undefined && !policies.includes(ipFamilyPolicy)) {
    errors.push(notSupported('spec.ipFamilyPolicy', ipFamilyPolicy, policies));
  }
  let malformed = false;
  clusterIPs.forEach((ip, i) => {
    if (i === 0 && ip === 'None') {
      if (clusterIPs.length === 1) return;
      malformed = true;
      errors.push(invalid(field, shown, "'None' must be the first and only value"));
      return;
    }
    if (newer && old?.clusterIPs?.includes(ip) === true) return;
    const wrong = validateIp(ip, `${field}[${i}]`, release);
    malformed ||= wrong.length > 0;
    errors.push(...wrong);
  });
  if (clusterIPs.length > 2) errors.push(invalid(field, shown, 'may only hold up to 2 values'));
  if (malformed) return errors;
  if (clusterIPs.length > 1 && !isDualStack(clusterIPs)) {
    errors.push(invalid(field, shown, 'may specify no more than one IP for each IP family'));
  }
  if (!isHeadless(spec)) {
    clusterIPs.forEach((ip, i) => {
      const family = ipFamilies[i];
      if (family !== 'IPv4' && family !== 'IPv6') return;
      if (family === `IPv${ipFamilyOf(ip) ?? 4}`) return;
      const detail = `expected an ${family} value as indicated by \`ipFamilies[${i}]\``;
      errors.push(invalid(`${field}[${i}]`, ip, detail));
    });
  }
  return errors;
}

function addressesValue({ clusterIPs }: ServiceSpec): GoValue {
  return stringListValue(clusterIPs);
}

function familiesValue({ ipFamilies }: ServiceSpec): GoValue {
  return stringListValue(ipFamilies, 'core.IPFamily');
}

/** What is set stays, but a second address may come and go; all may change when a name or headlessness comes in. */
export function validateAddressUpdate(spec: ServiceSpec, old: ServiceSpec, release: ReleaseRef): FieldError[] {
  if (spec.type === 'ExternalName' || old.type === 'ExternalName') return [];
  const [headless, wasHeadless] = [isHeadless(spec), isHeadless(old)];
  return [
    ...(headless && wasHeadless ? [] : validateClusterIPsUpdate(spec, old, release)),
    ...(headless || wasHeadless ? [] : validateFamiliesUpdate(spec, old, release)),
  ];
}

const once = 'may not change once set';

function releasing(spec: ServiceSpec, what: 'clusterIP' | 'ipFamily', release: ReleaseRef): FieldError[] {
  const policy = spec.ipFamilyPolicy;
  if (policy === 'SingleStack') return [];
  const detail = `must be set to 'SingleStack' when releasing the secondary ${what}`;
  return release.name === '1.20'
    ? [invalid('spec.clusterIPs[0]', addressesValue(spec), `\`ipFamilyPolicy\` ${detail}`)]
    : [invalid('spec.ipFamilyPolicy', policy ?? null, detail)];
}

function validateClusterIPsUpdate(spec: ServiceSpec, old: ServiceSpec, release: ReleaseRef): FieldError[] {
  const [now, before] = [spec.clusterIPs ?? [], old.clusterIPs ?? []];
  const shown = addressesValue(spec);
  const primary = 'spec.clusterIPs[0]';
  if (now.length === before.length) {
    return before.flatMap((ip, i) => (ip === now[i] ? [] : [invalid(`spec.clusterIPs[${i}]`, shown, once)]));
  }
  const errors: FieldError[] = [];
  if (before.length > now.length) {
    if (now.length === 0) errors.push(invalid(primary, shown, 'primary clusterIP can not be unset'));
    else if (now[0] !== before[0]) errors.push(invalid(primary, shown, once));
    if (now.length === 1) errors.push(...releasing(spec, 'clusterIP', release));
  } else if (before.length > 0 && now[0] !== before[0]) errors.push(invalid(primary, shown, once));
  return errors;
}

function validateFamiliesUpdate(spec: ServiceSpec, old: ServiceSpec, release: ReleaseRef): FieldError[] {
  const [now, before] = [spec.ipFamilies ?? [], old.ipFamilies ?? []];
  const primary = 'spec.ipFamilies[0]';
  if (now.length === before.length) {
    return before.flatMap((family, i) => (family === now[i] ? [] : [invalid(primary, familiesValue(spec), once)]));
  }
  const errors: FieldError[] = [];
  const moved = now.length > 0 && before.length > 0 && now[0] !== before[0];
  if (before.length > now.length && (spec.clusterIPs ?? []).length === 0) {
    errors.push(invalid(primary, familiesValue(spec), 'primary ipFamily can not be unset'));
  }
  // The value shown is the addresses': so it stands in the source.
  if (moved) errors.push(invalid(primary, addressesValue(spec), once));
  if (before.length > now.length && now.length === 1) errors.push(...releasing(spec, 'ipFamily', release));
  return errors;
}
