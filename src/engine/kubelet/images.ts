import type { EventRecorder } from '../controllers/controller.ts';
import { formatGoDuration } from '../api/duration.ts';
import type { Pod } from '../api/types.ts';
import { parseImageReference } from '../images/reference.ts';
import type { Release } from '../releases/index.ts';
import { type ContainerRuntime, RuntimeError } from '../runtime/cri.ts';
import type { Simulation } from '../sim/simulation.ts';
import { block, type Task } from '../sim/task.ts';
import { BackOff } from './backoff.ts';

/** Why a container has no image: the waiting reason and its message. */
export interface ImageProblem {
  readonly reason: 'ErrImagePull' | 'ImagePullBackOff' | 'InvalidImageName' | 'ErrImageNeverPull';
  readonly message: string;
  /** When the next try is due, virtual ms. */
  readonly retryAt: number;
}

/** Makes sure that a container's image is on the node (pkg/kubelet/images/image_manager.go, EnsureImageExists). */
export class ImageManager {
  readonly #backOff = new BackOff();
  /** When the last pull of a Pod's image failed. */
  readonly #failedAt = new Map<string, number>();
  readonly #failure = new Map<string, string>();
  #busy = false;
  #queue: (() => void)[] = [];

  constructor(
    private readonly sim: Simulation,
    private readonly runtime: ContainerRuntime,
    private readonly release: Release,
    private readonly events: EventRecorder,
  ) {}

  /** @param fieldPath the container that wants it; undefined where it is a volume. */
  *ensure(pod: Pod, image: string, policy: string, fieldPath?: string): Task<ImageProblem | undefined> {
    const say = (type: 'Normal' | 'Warning', reason: string, message: string): void =>
      this.events.event(pod, type, reason, message, fieldPath);
    const { error } = parseImageReference(image, this.release.name);
    if (error !== undefined) {
      const message = `Failed to apply default image tag "${image}": ${error}`;
      say('Warning', 'InspectFailed', message);
      say('Warning', 'Failed', 'Error: InvalidImageName');
      return { reason: 'InvalidImageName', message, retryAt: this.sim.now + 10_000 };
    }
    const present = this.runtime.imageStatus(image) !== undefined;
    if (present && policy !== 'Always') {
      const suffix = this.release.name === '1.20' ? '' : ' and can be accessed by the pod';
      say('Normal', 'Pulled', `Container image "${image}" already present on machine${suffix}`);
      return undefined;
    }
    if (policy === 'Never') {
      const message = `Container image "${image}" is not present with pull policy of Never`;
      say('Warning', 'ErrImageNeverPull', message);
      say('Warning', 'Failed', 'Error: ErrImageNeverPull');
      return { reason: 'ErrImageNeverPull', message, retryAt: this.sim.now + 10_000 };
    }
    const key = `${pod.metadata?.uid ?? ''}_${image}`;
    const failedAt = this.#failedAt.get(key);
    if (failedAt !== undefined) {
      const until = this.#backOff.waitsUntil(key, failedAt, this.sim.now);
      if (until !== undefined) {
        say('Normal', 'BackOff', `Back-off pulling image "${image}"`);
        say('Warning', 'Failed', 'Error: ImagePullBackOff');
        const cause = this.release.name === '1.20' ? '' : `: ErrImagePull: ${this.#failure.get(key) ?? ''}`;
        return { reason: 'ImagePullBackOff', message: `Back-off pulling image "${image}"${cause}`, retryAt: until };
      }
    }
    say('Normal', 'Pulling', `Pulling image "${image}"`);
    const asked = this.sim.now;
    yield* this.#turn();
    try {
      const started = this.sim.now;
      const status = yield* this.runtime.pullImage(image);
      const took = formatGoDuration(this.sim.now - started);
      const waited = formatGoDuration(this.sim.now - asked);
      say(
        'Normal',
        'Pulled',
        this.release.name === '1.20'
          ? `Successfully pulled image "${image}" in ${took}`
          : `Successfully pulled image "${image}" in ${took} (${waited} including waiting). Image size: ${status.size} bytes.`,
      );
      this.#failedAt.delete(key);
      this.#backOff.reset(key);
      return undefined;
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      say('Warning', 'Failed', `Failed to pull image "${image}": ${error.message}`);
      say('Warning', 'Failed', 'Error: ErrImagePull');
      this.#failedAt.set(key, this.sim.now);
      this.#failure.set(key, error.message);
      this.#backOff.next(key, this.sim.now);
      return { reason: 'ErrImagePull', message: error.message, retryAt: this.sim.now + this.#backOff.delayOf(key) };
    } finally {
      this.#release();
    }
  }

  /** The Pods whose next pull is put off, by UID: from the failure to the moment when a sync may try again, virtual ms; the soonest counts. */
  get backOffs(): ReadonlyMap<string, { readonly from: number; readonly until: number }> {
    const found = new Map<string, { from: number; until: number }>();
    for (const [key, from] of this.#failedAt) {
      const until = this.#backOff.waitsUntil(key, from, this.sim.now);
      const uid = key.slice(0, key.indexOf('_'));
      if (until !== undefined && until < (found.get(uid)?.until ?? Infinity)) found.set(uid, { from, until });
    }
    return found;
  }

  /** Waits until no other pull of this node is under way: --serialize-image-pulls is true by default. */
  *#turn(): Task<void> {
    if (!this.#busy) {
      this.#busy = true;
      return;
    }
    yield* block<void>((resume) => {
      const wake = (): void => resume();
      this.#queue.push(wake);
      return () => {
        this.#queue = this.#queue.filter((other) => other !== wake);
      };
    });
  }

  #release(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#busy = false;
    else next();
  }
}
