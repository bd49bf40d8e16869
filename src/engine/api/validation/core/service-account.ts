import type { ServiceAccount } from '../../types.ts';
import { subdomainName, validateObjectMeta, validateObjectMetaUpdate } from '../metadata.ts';
import type { Validator } from '../validator.ts';

export const serviceAccountValidator: Validator<ServiceAccount> = {
  create: (account, release) => validateObjectMeta(account, true, subdomainName, release),
  update: (account, old, release) => [
    ...validateObjectMetaUpdate(account, old, release),
    ...validateObjectMeta(account, true, subdomainName, release),
  ],
};
