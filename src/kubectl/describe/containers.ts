import { quote } from '../go/quote.ts';
import type { Container, ContainerStatus, Pod, Probe } from '../../engine/api/types.ts';
import type { KubectlRelease } from '../releases.ts';
import { environment, environmentSources } from './environment.ts';
import { longTime, orNone, yesNo } from './format.ts';
import { resourceNames } from './resources.ts';
import type { DescribeWriter } from './writer.ts';

type State = NonNullable<ContainerStatus['state']>;
type Requirements = NonNullable<Container['resources']>;

/** The containers of a Pod, or of a template (then there are no statuses and no Pod). */
export function drawContainers(
  w: DescribeWriter,
  label: string,
  containers: readonly Container[],
  options: {
    readonly statuses?: readonly ContainerStatus[];
    readonly pod?: Pod;
    readonly release: KubectlRelease;
    /** Templates stand one step to the right. */
    readonly space?: string;
  },
): void {
  const space = options.space ?? '';
  const nameIndent = space === '' ? '' : ' ';
  w.line(0, `${space}${label}:${containers.length === 0 ? ' <none>' : ''}`);
  for (const container of containers) {
    const status = options.statuses?.find((one) => one.name === container.name);
    w.line(1, `${nameIndent}${container.name}:`);
    basics(w, container, status, options.release);
    words(w, 'Command', container.command);
    words(w, 'Args', container.args);
    if (status !== undefined) {
      state(w, 'State', status.state ?? {});
      if (status.lastState?.terminated !== undefined) state(w, 'Last State', status.lastState);
      w.field(2, 'Ready', yesNo(status.ready));
      w.field(2, 'Restart Count', status.restartCount);
    }
    drawResources(w, container.resources, 2);
    if (container.livenessProbe !== undefined) w.field(2, 'Liveness', probeText(container.livenessProbe));
    if (container.readinessProbe !== undefined) w.field(2, 'Readiness', probeText(container.readinessProbe));
    if (container.startupProbe !== undefined) w.field(2, 'Startup', probeText(container.startupProbe));
    environmentSources(w, container);
    environment(w, container, options.pod);
    mounts(w, container);
  }
}

function basics(
  w: DescribeWriter,
  container: Container,
  status: ContainerStatus | undefined,
  release: KubectlRelease,
): void {
  if (status !== undefined) w.field(2, 'Container ID', status.containerID ?? '');
  w.field(2, 'Image', container.image ?? '');
  if (status !== undefined) w.field(2, 'Image ID', status.imageID);
  const named = (name: string | undefined): string =>
    name === undefined || name === '' || release.name === '1.20' ? '' : ` (${name})`;
  const ports = (container.ports ?? [])
    .map((port) => `${port.containerPort}/${port.protocol ?? 'TCP'}${named(port.name)}`)
    .join(', ');
  const hostPorts = (container.ports ?? [])
    .map((port) => `${port.hostPort ?? 0}/${port.protocol ?? 'TCP'}${named(port.name)}`)
    .join(', ');
  w.field(2, ports.includes(',') ? 'Ports' : 'Port', orNone(ports));
  w.field(2, hostPorts.includes(',') ? 'Host Ports' : 'Host Port', orNone(hostPorts));
  const seccomp = container.securityContext?.seccompProfile;
  if (seccomp !== undefined && release.name !== '1.20') {
    w.field(2, 'SeccompProfile', seccomp.type);
    if (seccomp.type === 'Localhost') w.field(3, 'LocalhostProfile', seccomp.localhostProfile ?? '');
  }
}

function words(w: DescribeWriter, title: string, list: readonly string[] | undefined): void {
  if (list === undefined || list.length === 0) return;
  w.line(2, `${title}:`);
  for (const word of list) for (const line of word.split('\n')) w.line(3, line);
}

function state(w: DescribeWriter, name: string, value: State): void {
  if (value.running !== undefined) {
    w.field(2, name, 'Running');
    w.field(3, 'Started', longTime(value.running.startedAt));
  } else if (value.terminated !== undefined) {
    const { reason, message, exitCode, signal, startedAt, finishedAt } = value.terminated;
    w.field(2, name, 'Terminated');
    if ((reason ?? '') !== '') w.field(3, 'Reason', reason!);
    if ((message ?? '') !== '') w.field(3, 'Message', message!);
    w.field(3, 'Exit Code', exitCode);
    if ((signal ?? 0) > 0) w.field(3, 'Signal', signal!);
    w.field(3, 'Started', longTime(startedAt));
    w.field(3, 'Finished', longTime(finishedAt));
  } else {
    w.field(2, name, 'Waiting');
    if ((value.waiting?.reason ?? '') !== '') w.field(3, 'Reason', value.waiting!.reason!);
  }
}

/** Limits and Requests at a level (describeResources). */
export function drawResources(w: DescribeWriter, resources: Requirements | undefined, level: number): void {
  for (const [title, list] of [
    ['Limits', resources?.limits],
    ['Requests', resources?.requests],
  ] as const) {
    const names = resourceNames(list);
    if (names.length > 0) w.line(level, `${title}:`);
    for (const name of names) w.field(level + 1, name, list![name]!);
  }
}

/** `http-get http://:8080/ delay=0s timeout=1s period=10s #success=1 #failure=3` (DescribeProbe). */
export function probeText(probe: Probe): string {
  const attributes = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s period=${probe.periodSeconds ?? 0}s #success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`;
  if (probe.exec !== undefined) return `exec [${(probe.exec.command ?? []).join(' ')}] ${attributes}`;
  if (probe.httpGet !== undefined) {
    const { scheme, host, port, path } = probe.httpGet;
    return `http-get ${(scheme ?? 'HTTP').toLowerCase()}://${host ?? ''}:${String(port)}${path ?? ''} ${attributes}`;
  }
  if (probe.tcpSocket !== undefined)
    return `tcp-socket ${probe.tcpSocket.host ?? ''}:${String(probe.tcpSocket.port)} ${attributes}`;
  if (probe.grpc !== undefined) return `grpc <pod>:${probe.grpc.port} ${probe.grpc.service ?? ''} ${attributes}`;
  return `unknown ${attributes}`;
}

function mounts(w: DescribeWriter, container: Container): void {
  const list = container.volumeMounts ?? [];
  const none = list.length === 0 ? '\t<none>' : '';
  w.line(2, `Mounts:${none}`);
  for (const mount of [...list].sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1))) {
    const flags = [
      mount.readOnly === true ? 'ro' : 'rw',
      ...((mount.subPath ?? '') === '' ? [] : [`path=${quote(mount.subPath!)}`]),
    ];
    w.line(3, `${mount.mountPath} from ${mount.name} (${flags.join(',')})`);
  }
  const devices = container.volumeDevices ?? [];
  if (devices.length === 0) return;
  w.line(2, `Devices:${none}`);
  for (const device of [...devices].sort((a, b) => (a.devicePath < b.devicePath ? -1 : 1))) {
    w.line(3, `${device.devicePath} from ${device.name}`);
  }
}
