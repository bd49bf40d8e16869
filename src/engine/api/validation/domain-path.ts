import { invalid, required, type FieldError } from '../field.ts';
import { isDns1123Subdomain, regexError } from '../formats.ts';
import { invalidEach } from './rules.ts';

const pathFormat = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const path = new RegExp(`^${pathFormat}$`);

/** IsDomainPrefixedPath (k8s.io/apimachinery/pkg/util/validation): `acme.io/foo` */
export function validateDomainPrefixedPath(value: string, field: string): FieldError[] {
  if (value === '') return [required(field)];
  const slash = value.indexOf('/');
  const [host, rest] = [value.slice(0, Math.max(slash, 0)), value.slice(slash + 1)];
  if (host === '' || rest === '') {
    return [invalid(field, value, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  }
  const errors = invalidEach(field, host, isDns1123Subdomain(host));
  return path.test(rest) ? errors : [...errors, invalid(field, rest, regexError('Invalid path', pathFormat))];
}
