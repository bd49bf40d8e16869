import { describe, expect, it } from 'vitest';
import { releases } from '../../releases/index.ts';
import { familiesOf } from './service-families.ts';

type Spec = Parameters<typeof familiesOf>[0];

const of = (spec: Spec, before?: Spec): ReturnType<typeof familiesOf> => familiesOf(spec, before, releases['1.36']);

/* What a kube-apiserver v1.36 without IPv6 answers. */
describe('the IP families of a Service', () => {
  it.each<[string, Spec, readonly string[], string]>([
    ['nothing asked', { selector: { a: 'b' } }, ['IPv4'], 'SingleStack'],
    [
      'both if they can be had',
      { selector: { a: 'b' }, ipFamilyPolicy: 'PreferDualStack' },
      ['IPv4'],
      'PreferDualStack',
    ],
    [
      'headless with a selector',
      { clusterIP: 'None', clusterIPs: ['None'], selector: { a: 'b' } },
      ['IPv4'],
      'SingleStack',
    ],
    ['headless without one', { clusterIP: 'None', clusterIPs: ['None'] }, ['IPv4', 'IPv6'], 'RequireDualStack'],
    [
      'an address',
      { clusterIP: '10.96.0.9', clusterIPs: ['10.96.0.9'], selector: { a: 'b' } },
      ['IPv4'],
      'SingleStack',
    ],
  ])('%s', (_, spec, ipFamilies, ipFamilyPolicy) => {
    expect(of(spec)).toMatchObject({ spec: { ipFamilies, ipFamilyPolicy }, errors: [] });
  });

  it.each<[Spec, string]>([
    [
      { clusterIP: 'x', clusterIPs: ['x'] },
      'spec.clusterIPs[0]: must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ],
    [{ ipFamilies: ['IPv6'] }, 'spec.ipFamilies[0]: not configured on this cluster'],
    [
      { ipFamilyPolicy: 'RequireDualStack' },
      'spec.ipFamilyPolicy: this cluster is not configured for dual-stack services',
    ],
    [
      { ipFamilies: ['IPv4', 'IPv6'] },
      "spec.ipFamilyPolicy: must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified",
    ],
    [{ clusterIP: 'fd00::1', clusterIPs: ['fd00::1'] }, 'spec.clusterIPs[0]: IPv6 is not configured on this cluster'],
    [
      { ipFamilyPolicy: 'Nope' },
      'spec.ipFamilyPolicy: supported values: "PreferDualStack", "RequireDualStack", "SingleStack"',
    ],
  ])('%j is refused', (spec, text) => {
    expect(of({ selector: { a: 'b' }, ...spec }).errors.map(({ field, detail }) => `${field}: ${detail}`)).toEqual([
      text,
    ]);
  });

  it('keeps the policy and the families that an update leaves out', () => {
    const before = { ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv4'], clusterIPs: ['10.96.0.9'] };
    expect(of({ clusterIP: '10.96.0.9', clusterIPs: ['10.96.0.9'] }, before).spec).toMatchObject({
      ipFamilyPolicy: 'PreferDualStack',
      ipFamilies: ['IPv4'],
    });
  });
});
