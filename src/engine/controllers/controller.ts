import type { ApiClient } from '../api/client.ts';
import type { KubeObject } from '../api/types.ts';
import type { Release } from '../releases/index.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { Informers } from './informer.ts';

/** What only Events of events.k8s.io say. */
export interface EventDetails {
  /** What was done or tried (`Binding`); the reason where it is not given. */
  readonly action?: string;
  readonly related?: KubeObject;
}

/** Writes Events about an object in the name of one component. */
export interface EventRecorder {
  /** @param fieldPath the part of the object that it is about, e.g. `spec.containers{web}`. */
  event(
    about: KubeObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    fieldPath?: string,
    details?: EventDetails,
  ): void;
}

/** What a controller of kube-controller-manager is given. */
export interface ControllerContext {
  readonly sim: Simulation;
  readonly client: ApiClient;
  readonly release: Release;
  /** The caches that all controllers share. */
  readonly informers: Informers;
  /** A recorder whose Events name `component` as their source. */
  recorder(component: string): EventRecorder;
}

export interface Controller {
  stop(): void;
}

/** Starts a controller: it watches, and changes the world towards what is wanted, until it is stopped. */
export type StartController = (context: ControllerContext) => Controller;
