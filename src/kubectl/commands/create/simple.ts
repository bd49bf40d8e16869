import { createNamespacePage } from '../../pages/create-namespace.ts';
import { createPriorityclassPage } from '../../pages/create-priorityclass.ts';
import { createServiceaccountPage } from '../../pages/create-serviceaccount.ts';
import { newFailure, type Creation } from './subcommand.ts';

/** create_namespace.go. */
export const namespace: Creation = {
  page: createNamespacePage,
  generator: 'namespace/v1',
  failure: '',
  build: (_, name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
};

/** create_serviceaccount.go. */
export const serviceAccount: Creation = {
  page: createServiceaccountPage,
  generator: 'serviceaccount/v1',
  failure: newFailure('failed to create serviceaccount:'),
  build: (_, name) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } }),
};

/** create_priorityclass.go. */
export const priorityClass: Creation = {
  page: createPriorityclassPage,
  generator: 'priorityclass/v1alpha1',
  // v1.20 says so, by mistake.
  failure: (release) => `failed to create ${release.name === '1.20' ? 'clusterrolebinding' : 'priorityclass'}:`,
  build({ flags }, name) {
    const description = flags.string('description');
    return {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name },
      value: flags.number('value'),
      ...(flags.bool('global-default') ? { globalDefault: true } : {}),
      ...(description === '' ? {} : { description }),
      preemptionPolicy: flags.string('preemption-policy'),
    };
  },
};
