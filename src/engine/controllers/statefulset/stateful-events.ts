import type { StatusError } from '../../api/status.ts';
import type { Pod, StatefulSet } from '../../api/types.ts';
import type { Release } from '../../releases/index.ts';
import type { EventRecorder } from '../controller.ts';

type Verb = 'create' | 'update' | 'delete';

const title = (verb: Verb): string => `${verb[0]!.toUpperCase()}${verb.slice(1)}`;

/** How messages begin; newer releases write a capital. */
const verbIn: Readonly<Record<Release['name'], (verb: Verb) => string>> = { '1.20': (verb) => verb, '1.36': title };

/** recordPodEvent and recordClaimEvent of pkg/controller/statefulset/stateful_pod_control.go. */
export class StatefulEvents {
  constructor(
    private readonly events: EventRecorder,
    private readonly release: Release['name'],
  ) {}

  pod(verb: Verb, set: StatefulSet, pod: Pod, error?: StatusError): void {
    const what = `${verbIn[this.release](verb)} Pod ${nameOf(pod)} in StatefulSet ${nameOf(set)}`;
    if (error === undefined) this.events.event(set, 'Normal', `Successful${title(verb)}`, `${what} successful`);
    else this.warn(set, `Failed${title(verb)}`, `${what} failed error: ${error.message}`);
  }

  claim(set: StatefulSet, pod: Pod, claim: string, error?: StatusError): void {
    const verb = verbIn[this.release]('create');
    const where = `Pod ${nameOf(pod)} in StatefulSet ${nameOf(set)}`;
    if (error === undefined)
      this.events.event(set, 'Normal', 'SuccessfulCreate', `${verb} Claim ${claim} ${where} success`);
    else this.warn(set, 'FailedCreate', `${verb} Claim ${claim} for ${where} failed error: ${error.message}`);
  }

  warn(set: StatefulSet, reason: string, message: string): void {
    this.events.event(set, 'Warning', reason, message);
  }
}

function nameOf({ metadata }: Pod | StatefulSet): string {
  return metadata?.name ?? '';
}
