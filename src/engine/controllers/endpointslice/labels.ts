import type { Service } from '../../api/types.ts';
import { isHeadless } from './pod-endpoint.ts';

type Labels = Readonly<Record<string, string>>;

export const serviceNameLabel = 'kubernetes.io/service-name';
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
export const headlessLabel = 'service.kubernetes.io/headless';

const reserved: readonly string[] = [serviceNameLabel, managedByLabel, headlessLabel];

/** The Service's labels, and those by which a slice is found (setEndpointSliceLabels). */
export function sliceLabels(service: Service, controller: string): Labels {
  return {
    ...unreserved(service.metadata?.labels),
    ...(isHeadless(service) ? { [headlessLabel]: '' } : {}),
    [serviceNameLabel]: service.metadata?.name ?? '',
    [managedByLabel]: controller,
  };
}

/** The labels that come from the Service: only a difference in them makes the controller write a slice. */
export function unreserved(labels: Labels = {}): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !reserved.includes(key)));
}
