import { CommandError } from '../../errors.ts';
import { recordAt, withField, type Json } from '../../object.ts';

/** A Pod to debug with, and which of its containers the debugger is. */
export interface DebugTarget {
  readonly style: 'ephemeral' | 'copy' | 'node';
  readonly container: Json;
  /** The rest of the Pod's spec. */
  readonly spec: Json;
}

type Change = (target: DebugTarget) => DebugTarget;

interface Profile {
  readonly always: readonly Change[];
  readonly copy: readonly Change[];
  readonly node: readonly Change[];
  readonly ephemeral: readonly Change[];
}

const security =
  (make: (context: Json) => Json | undefined): Change =>
  (target) => ({
    ...target,
    container: withField(target.container, ['securityContext'], make(recordAt(target.container, 'securityContext'))),
  });

const clear = security(() => undefined);
const capabilities = (...names: readonly string[]): Change =>
  security((context) => {
    const add = recordAt(context, 'capabilities')['add'];
    const had = Array.isArray(add) ? (add as readonly unknown[]) : [];
    return withField(context, ['capabilities', 'add'], [...had, ...names.filter((name) => !had.includes(name))]);
  });
const inSpec =
  (fields: Json): Change =>
  (target) => ({ ...target, spec: { ...target.spec, ...fields } });
const hostNamespaces = inSpec({ hostNetwork: true, hostPID: true, hostIPC: true });
const shareProcesses: Change = (target) => ({ ...target, spec: { shareProcessNamespace: true, ...target.spec } });
const mountRoot: Change = ({ style, container, spec }) => ({
  style,
  container: { ...container, volumeMounts: [{ mountPath: '/host', name: 'host-root' }] },
  spec: { ...spec, volumes: [{ name: 'host-root', hostPath: { path: '/' } }] },
});
const restrict = security(() => ({
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  allowPrivilegeEscalation: false,
  seccompProfile: { type: 'RuntimeDefault' },
}));

/** kubectl/pkg/cmd/debug/profiles.go. */
const profiles: Readonly<Record<string, Profile>> = {
  general: {
    always: [],
    copy: [capabilities('SYS_PTRACE'), shareProcesses],
    node: [mountRoot, clear, hostNamespaces],
    ephemeral: [capabilities('SYS_PTRACE')],
  },
  baseline: { always: [clear], copy: [shareProcesses], node: [], ephemeral: [] },
  restricted: { always: [restrict], copy: [shareProcesses], node: [], ephemeral: [] },
  netadmin: {
    always: [capabilities('NET_ADMIN', 'NET_RAW')],
    copy: [shareProcesses],
    node: [hostNamespaces],
    ephemeral: [],
  },
  sysadmin: {
    always: [security((context) => ({ ...context, privileged: true }))],
    copy: [shareProcesses],
    node: [hostNamespaces, mountRoot],
    ephemeral: [],
  },
};

/** Applies a profile to what is being made. */
export function applyProfile(name: string, target: DebugTarget): DebugTarget {
  const profile = profiles[name];
  if (profile === undefined) throw new CommandError(`unknown profile: ${name}`);
  return [...profile.always, ...profile[target.style]].reduce((made, change) => change(made), target);
}

export function checkProfile(name: string): void {
  if (!Object.hasOwn(profiles, name)) throw new CommandError(`unknown profile: ${name}`);
}
