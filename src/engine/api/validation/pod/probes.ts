import type { V1HTTPGetAction } from '@kubernetes/client-node/dist/gen/models/V1HTTPGetAction.js';
import type { V1Lifecycle } from '@kubernetes/client-node/dist/gen/models/V1Lifecycle.js';
import type { V1LifecycleHandler } from '@kubernetes/client-node/dist/gen/models/V1LifecycleHandler.js';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../field.ts';
import { isHttpHeaderName } from '../../formats.ts';
import type { ReleaseRef } from '../../json.ts';
import type { Probe, Wire } from '../../types.ts';
import { invalidEach, nonNegative, portNumberOrName } from '../rules.ts';

type Handler = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'> & Pick<Wire<V1LifecycleHandler>, 'sleep'>;

/** @param gracePeriod spec.terminationGracePeriodSeconds, which a sleep must fit into. */
function validateHandler(
  handler: Handler,
  gracePeriod: number | undefined,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const errors: FieldError[] = [];
  let count = 0;
  const once = (name: string, given: unknown, rule: () => FieldError[]): void => {
    if (given === undefined) return;
    if (count > 0) errors.push(forbidden(`${field}.${name}`, 'may not specify more than 1 handler type'));
    else {
      count++;
      errors.push(...rule());
    }
  };
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  once('exec', exec, () => ((exec?.command ?? []).length === 0 ? [required(`${field}.exec.command`)] : []));
  once('httpGet', httpGet, () => validateHttpGet(httpGet!, `${field}.httpGet`, release));
  once('tcpSocket', tcpSocket, () => portNumberOrName(tcpSocket!.port, `${field}.tcpSocket.port`, release));
  once('grpc', grpc, () => portNumberOrName(grpc!.port, `${field}.grpc.port`, release));
  once('sleep', sleep, () => {
    const { seconds } = sleep!;
    if (gracePeriod === undefined || (seconds >= 0 && seconds <= gracePeriod)) return [];
    return [
      invalid(
        `${field}.sleep`,
        seconds,
        `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`,
      ),
    ];
  });
  if (count === 0) errors.push(required(field, 'must specify a handler type'));
  return errors;
}

function validateHttpGet(http: Wire<V1HTTPGetAction>, field: string, release: ReleaseRef): FieldError[] {
  const errors: FieldError[] = [];
  if ((http.path ?? '') === '') errors.push(required(`${field}.path`));
  errors.push(...portNumberOrName(http.port, `${field}.port`, release));
  const { scheme = '' } = http;
  if (scheme !== 'HTTP' && scheme !== 'HTTPS') errors.push(notSupported(`${field}.scheme`, scheme, ['HTTP', 'HTTPS']));
  for (const header of http.httpHeaders ?? []) {
    errors.push(...invalidEach(`${field}.httpHeaders`, header.name, isHttpHeaderName(header.name)));
  }
  return errors;
}

export type ProbeRole = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

export function validateProbe(
  role: ProbeRole,
  probe: Probe | undefined,
  gracePeriod: number | undefined,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  if (probe === undefined) return [];
  const at = `${field}.${role}`;
  const errors = validateHandler(probe, gracePeriod, at, release);
  for (const name of [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ] as const) {
    errors.push(...nonNegative(probe[name], `${at}.${name}`));
  }
  const grace = probe.terminationGracePeriodSeconds;
  if (grace !== undefined && grace <= 0) {
    errors.push(invalid(`${at}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'));
  }
  if (role !== 'readinessProbe' && (probe.successThreshold ?? 0) !== 1) {
    errors.push(invalid(`${at}.successThreshold`, probe.successThreshold ?? 0, 'must be 1'));
  }
  if (role === 'readinessProbe' && grace !== undefined) {
    errors.push(invalid(`${at}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes'));
  }
  return errors;
}

const windowsSignals = ['SIGKILL', 'SIGTERM'];
const realTime = Array.from({ length: 15 }, (_, i) => i + 1);
const linuxSignals = [
  ...'SIGABRT SIGALRM SIGBUS SIGCHLD SIGCLD SIGCONT SIGFPE SIGHUP SIGILL SIGINT SIGIO SIGIOT SIGKILL SIGPIPE SIGPOLL SIGPROF SIGPWR SIGQUIT SIGSEGV SIGSTKFLT SIGSTOP SIGSYS SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 SIGUSR2 SIGVTALRM SIGWINCH SIGXCPU SIGXFSZ SIGRTMIN SIGRTMAX'.split(
    ' ',
  ),
  ...realTime.map((n) => `SIGRTMIN+${n}`),
  ...realTime.slice(0, 14).map((n) => `SIGRTMAX-${n}`),
].sort();

export function validateLifecycle(
  lifecycle: Wire<V1Lifecycle> | undefined,
  gracePeriod: number | undefined,
  os: string | undefined,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  if (lifecycle === undefined) return [];
  const errors: FieldError[] = [];
  for (const hook of ['postStart', 'preStop'] as const) {
    const handler = lifecycle[hook];
    if (handler !== undefined) errors.push(...validateHandler(handler, gracePeriod, `${field}.${hook}`, release));
  }
  const { stopSignal } = lifecycle;
  if (stopSignal === undefined) return errors;
  if (os === undefined) {
    errors.push(forbidden(`${field}.stopSignal`, 'may not be set for containers with empty `spec.os.name`'));
  } else if (os === 'windows' || os === 'linux') {
    const supported = os === 'windows' ? windowsSignals : linuxSignals;
    if (!supported.includes(stopSignal)) errors.push(notSupported(`${field}.stopSignal`, stopSignal, supported));
  }
  return errors;
}
