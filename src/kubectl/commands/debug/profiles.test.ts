import { describe, expect, it } from 'vitest';
import { applyProfile, checkProfile } from './profiles.ts';

const target = { container: { name: 'debugger', image: 'busybox' }, spec: {} };

describe('debug profiles', () => {
  it('general lets an ephemeral container trace processes', () => {
    const { container } = applyProfile('general', { style: 'ephemeral', ...target });
    expect(container['securityContext']).toEqual({ capabilities: { add: ['SYS_PTRACE'] } });
  });

  it('general gives a node debugger the host', () => {
    const { container, spec } = applyProfile('general', { style: 'node', ...target });
    expect(container['volumeMounts']).toEqual([{ mountPath: '/host', name: 'host-root' }]);
    expect(spec).toMatchObject({ hostNetwork: true, hostPID: true, hostIPC: true });
  });

  it('a copy shares its processes unless it said otherwise', () => {
    expect(applyProfile('baseline', { style: 'copy', ...target }).spec).toEqual({ shareProcessNamespace: true });
    const apart = { ...target, spec: { shareProcessNamespace: false } };
    expect(applyProfile('baseline', { style: 'copy', ...apart }).spec).toEqual({ shareProcessNamespace: false });
  });

  it('refuses a profile that is not simulated', () => {
    expect(() => checkProfile('mine')).toThrow('unknown profile: mine');
  });
});
