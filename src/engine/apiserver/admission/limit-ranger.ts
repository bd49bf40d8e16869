import { forbiddenRequest } from '../../api/errors.ts';
import { aggregate } from '../../api/field.ts';
import { withMetadata } from '../../api/meta.ts';
import {
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
  quantityMilliValue,
} from '../../api/quantity.ts';
import type { Container, LimitRange, PersistentVolumeClaim, Pod } from '../../api/types.ts';
import { podResources } from '../quota/pod-resources.ts';
import { type Amounts, amountsOf, zero } from '../quota/resource-list.ts';
import type { StoredObject } from '../registry/strategy.ts';
import type { AdmissionPlugin } from './plugin.ts';

type Limit = NonNullable<LimitRange['spec']>['limits'][number];
type ResourceList = Readonly<Record<string, string>>;

const annotation = 'kubernetes.io/limit-ranger';

/** Gives containers the defaults of a namespace, and holds them to its bounds: plugin/pkg/admission/limitranger. */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  // A Pod's resources do not change on update, except through resize.
  handles: (operation, kind, subresource) =>
    subresource === undefined &&
    ((kind.storage === '/pods' && operation === 'CREATE') ||
      (kind.storage === '/persistentvolumeclaims' && operation !== 'DELETE')),

  admit({ kind, namespace, object }, { store }) {
    let result = object;
    if (kind.storage !== '/pods') return result;
    for (const range of store.inNamespace('/limitranges', namespace).values()) {
      result = withDefaults(result, range as LimitRange);
    }
    return result;
  },

  validate({ kind, namespace, name, object }, { store }) {
    for (const range of store.inNamespace('/limitranges', namespace).values()) {
      const limits = (range as LimitRange).spec?.limits ?? [];
      const errors = limits.flatMap((limit) =>
        kind.storage === '/pods'
          ? podErrors(limit, object as Pod)
          : claimErrors(limit, object as PersistentVolumeClaim),
      );
      if (errors.length > 0) throw forbiddenRequest(kind, name, aggregate(errors));
    }
  },
};

function withDefaults(object: StoredObject, range: LimitRange): StoredObject {
  const requests: Record<string, string> = {};
  const limits: Record<string, string> = {};
  for (const limit of range.spec?.limits ?? []) {
    if (limit.type !== 'Container') continue;
    Object.assign(requests, limit.defaultRequest);
    // The client's class calls it `_default`; on the wire it is `default`.
    Object.assign(limits, (limit as { readonly default?: ResourceList }).default);
  }
  const notes: string[] = [];
  const fill =
    (what: string) =>
    (container: Container): Container => {
      const given = container.resources;
      const newRequests = missing(requests, given?.requests);
      const newLimits = missing(limits, given?.limits);
      if (newRequests.length > 0) notes.push(`${newRequests.join(', ')} request for ${what} ${container.name}`);
      if (newLimits.length > 0) notes.push(`${newLimits.join(', ')} limit for ${what} ${container.name}`);
      if (newRequests.length + newLimits.length === 0) return container;
      return {
        ...container,
        resources: {
          ...given,
          ...(newLimits.length === 0 ? {} : { limits: { ...limits, ...given?.limits } }),
          ...(newRequests.length === 0 ? {} : { requests: { ...requests, ...given?.requests } }),
        },
      };
    };
  const spec = (object as Pod).spec;
  const containers = ((spec?.containers as readonly Container[] | null | undefined) ?? []).map(fill('container'));
  const initContainers = spec?.initContainers?.map(fill('init container'));
  if (notes.length === 0) return object;
  const changed = withMetadata(object, {
    annotations: { ...object.metadata?.annotations, [annotation]: `LimitRanger plugin set: ${notes.join('; ')}` },
  });
  return {
    ...changed,
    spec: { ...spec, containers, ...(initContainers === undefined ? {} : { initContainers }) },
  } as StoredObject;
}

function missing(defaults: ResourceList, given: ResourceList | undefined): string[] {
  return Object.keys(defaults)
    .filter((name) => given?.[name] === undefined)
    .sort();
}

function podErrors(limit: Limit, pod: Pod): string[] {
  if (limit.type === 'Pod') return bounds(limit, podResources(pod, 'requests'), podResources(pod, 'limits'));
  if (limit.type !== 'Container') return [];
  return [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])].flatMap(({ resources }) =>
    bounds(limit, amountsOf(resources?.requests), amountsOf(resources?.limits)),
  );
}

function bounds(limit: Limit, requests: Amounts, limits: Amounts): string[] {
  return [
    ...each(limit.min, (name, least) => below(limit.type, name, least, requests.get(name), limits.get(name))),
    ...each(limit.max, (name, most) => above(limit.type, name, most, requests.get(name), limits.get(name))),
    ...each(limit.maxLimitRequestRatio, (name, ratio) =>
      ratioError(limit.type, name, ratio, requests.get(name), limits.get(name)),
    ),
  ];
}

function claimErrors(limit: Limit, claim: PersistentVolumeClaim): string[] {
  if (limit.type !== 'PersistentVolumeClaim') return [];
  const requests = amountsOf(claim.spec?.resources?.requests);
  return [
    ...each(limit.min, (name, least) => below(limit.type, name, least, requests.get(name), undefined)),
    ...each(limit.max, (name, most) => {
      const text = `maximum ${name} usage per ${limit.type} is ${formatQuantity(most)}`;
      const request = requests.get(name);
      if (request === undefined) return `${text}.  No request is specified`;
      return compareQuantities(request, most) > 0 ? `${text}, but request is ${formatQuantity(request)}` : undefined;
    }),
  ];
}

function each(list: ResourceList | undefined, check: (name: string, bound: Quantity) => string | undefined): string[] {
  return Object.entries(list ?? {})
    .map(([name, bound]) => check(name, parseQuantity(bound)))
    .filter((error) => error !== undefined);
}

function below(
  type: string,
  name: string,
  least: Quantity,
  request: Quantity | undefined,
  limit: Quantity | undefined,
): string | undefined {
  const text = `minimum ${name} usage per ${type} is ${formatQuantity(least)}`;
  if (request === undefined) return `${text}.  No request is specified`;
  if (compareQuantities(request, least) < 0) return `${text}, but request is ${formatQuantity(request)}`;
  if (limit !== undefined && compareQuantities(limit, least) < 0)
    return `${text}, but limit is ${formatQuantity(limit)}`;
  return undefined;
}

function above(
  type: string,
  name: string,
  most: Quantity,
  request: Quantity | undefined,
  limit: Quantity | undefined,
): string | undefined {
  const text = `maximum ${name} usage per ${type} is ${formatQuantity(most)}`;
  if (limit === undefined) return `${text}.  No limit is specified`;
  if (compareQuantities(limit, most) > 0) return `${text}, but limit is ${formatQuantity(limit)}`;
  if (request !== undefined && compareQuantities(request, most) > 0) {
    return `${text}, but request is ${formatQuantity(request)}`;
  }
  return undefined;
}

function ratioError(
  type: string,
  name: string,
  most: Quantity,
  request: Quantity | undefined,
  limit: Quantity | undefined,
): string | undefined {
  const text = `${name} max limit to request ratio per ${type} is ${formatQuantity(most)}`;
  if (request === undefined || compareQuantities(request, zero) === 0) {
    return `${text}, but no request is specified or request is 0`;
  }
  if (limit === undefined || compareQuantities(limit, zero) === 0) {
    return `${text}, but no limit is specified or limit is 0`;
  }
  const ratio = quantityMilliValue(limit) / quantityMilliValue(request);
  return ratio * 1000 > quantityMilliValue(most) ? `${text}, but provided ratio is ${ratio.toFixed(6)}` : undefined;
}
