import { parseToLabelSelector } from '../../generate/label-selector.ts';
import { CommandError } from '../../errors.ts';
import { parseResourceList } from '../../generate/resource-list.ts';
import { createPoddisruptionbudgetPage } from '../../pages/create-poddisruptionbudget.ts';
import { createQuotaPage } from '../../pages/create-quota.ts';
import { newFailure, type Creation } from './subcommand.ts';

/** create_quota.go. */
export const quota: Creation = {
  page: createQuotaPage,
  generator: 'resourcequotas/v1',
  failure: 'failed to create quota:',
  build({ flags }, name) {
    const hard = parseResourceList(flags.string('hard'));
    const scopes = flags.string('scopes') === '' ? [] : flags.string('scopes').split(',');
    if (scopes.includes('')) throw new CommandError('invalid resource quota scope ""');
    return {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name },
      spec: { ...(hard === undefined ? {} : { hard }), ...(scopes.length === 0 ? {} : { scopes }) },
    };
  },
};

/** create_pdb.go. */
export const podDisruptionBudget: Creation = {
  page: createPoddisruptionbudgetPage,
  generator: 'poddisruptionbudget/v1beta1/v2',
  failure: newFailure('failed to create poddisruptionbudgets:'),
  build({ flags, release }, name) {
    const [least, most] = [flags.string('min-available'), flags.string('max-unavailable')];
    const selector = flags.string('selector');
    if (selector === '') throw new CommandError('a selector must be specified');
    if (least === '' && most === '')
      throw new CommandError('one of min-available or max-unavailable must be specified');
    if (least !== '' && most !== '')
      throw new CommandError('min-available and max-unavailable cannot be both specified');
    const old = release.name === '1.20';
    if (!old && !/^\d+%?$/.test(least || most))
      throw new CommandError(`invalid format specified for ${least === '' ? 'max-unavailable' : 'min-available'}`);
    return {
      apiVersion: old ? 'policy/v1beta1' : 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name },
      spec: {
        [least === '' ? 'maxUnavailable' : 'minAvailable']: intOrString(least || most),
        selector: parseToLabelSelector(selector),
      },
    };
  },
};

function intOrString(text: string): number | string {
  return /^[+-]?\d+$/.test(text) ? Number(text) : text;
}
