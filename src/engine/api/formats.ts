import type { ReleaseRef } from './json.ts';

/*
 * Rules for names, keys and values: each answers what is wrong, in kube's words, or nothing.
 * k8s.io/apimachinery/pkg/util/validation/validation.go, and (v1.36) pkg/api/validate/content.
 */

export function maxLenError(length: number): string {
  return `must be no more than ${length} characters`;
}

export function regexError(message: string, format: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${format}')`;
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${message} (e.g. ${shown}regex used for validation is '${format}')`;
}

export function inclusiveRangeError(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`;
}

const ascii = /^[\x00-\x7f]*$/;

/** Go counts bytes. */
export function byteLength(text: string): number {
  if (ascii.test(text)) return text.length;
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}

const labelFormat = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomainFormat = `${labelFormat}(\\.${labelFormat})*`;
const labelUnderscoreFormat = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const subdomainUnderscoreFormat = `${labelUnderscoreFormat}(\\.${labelUnderscoreFormat})*`;
const dns1035Format = '[a-z]([-a-z0-9]*[a-z0-9])?';
const keyFormat = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const valueFormat = `(${keyFormat})?`;
const wildcardFormat = `\\*\\.${subdomainFormat}`;
const envFormat = '[-._a-zA-Z][-._a-zA-Z0-9]*';
const configKeyFormat = '[-._a-zA-Z0-9]+';
const headerFormat = '[-A-Za-z0-9]+';
const percentFormat = '[0-9]+%';
const cIdentifierFormat = '[A-Za-z_][A-Za-z0-9_]*';

const whole = (format: string): RegExp => new RegExp(`^(?:${format})$`);
const labelRegexp = whole(labelFormat);
const subdomainRegexp = whole(subdomainFormat);
const subdomainUnderscoreRegexp = whole(subdomainUnderscoreFormat);
const dns1035Regexp = whole(dns1035Format);
const keyRegexp = whole(keyFormat);
const valueRegexp = whole(valueFormat);
const wildcardRegexp = whole(wildcardFormat);
const envRegexp = whole(envFormat);
const configKeyRegexp = whole(configKeyFormat);
const headerRegexp = whole(headerFormat);
const percentRegexp = whole(percentFormat);
const cIdentifierRegexp = whole(cIdentifierFormat);

const labelMessage =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const subdomainMessage =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const subdomainUnderscoreMessage =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";
const dns1035Message =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const keyMessage =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const valueMessage =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const wildcardMessage =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
const envMessage =
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit";
const relaxedEnvMessage =
  "a valid environment variable name must consist only of printable ASCII characters other than '='";

export function isDns1123Label(value: string, release: ReleaseRef): string[] {
  const errors: string[] = [];
  if (value.length > 63) errors.push(maxLenError(63));
  if (!labelRegexp.test(value)) {
    errors.push(
      release.name !== '1.20' && subdomainRegexp.test(value)
        ? 'must not contain dots'
        : regexError(labelMessage, labelFormat, 'my-name', '123-abc'),
    );
  }
  return errors;
}

export function isDns1123Subdomain(value: string): string[] {
  const errors: string[] = [];
  if (value.length > 253) errors.push(maxLenError(253));
  if (!subdomainRegexp.test(value)) errors.push(regexError(subdomainMessage, subdomainFormat, 'example.com'));
  return errors;
}

export function isDns1123SubdomainWithUnderscore(value: string): string[] {
  const errors: string[] = [];
  if (value.length > 253) errors.push(maxLenError(253));
  if (!subdomainUnderscoreRegexp.test(value)) {
    errors.push(regexError(subdomainUnderscoreMessage, subdomainUnderscoreFormat, 'example.com'));
  }
  return errors;
}

export function isDns1035Label(value: string): string[] {
  const errors: string[] = [];
  if (value.length > 63) errors.push(maxLenError(63));
  if (!dns1035Regexp.test(value)) errors.push(regexError(dns1035Message, dns1035Format, 'my-name', 'abc-123'));
  return errors;
}

export function isWildcardDns1123Subdomain(value: string): string[] {
  const errors: string[] = [];
  if (value.length > 253) errors.push(maxLenError(253));
  if (!wildcardRegexp.test(value)) errors.push(regexError(wildcardMessage, wildcardFormat, '*.example.com'));
  return errors;
}

/** The key of a label, an annotation, a resource or a taint: `[DNS subdomain/]name`. */
export function isQualifiedName(value: string, release: ReleaseRef): string[] {
  const errors: string[] = [];
  const parts = value.split('/');
  const format = (): string => regexError(keyMessage, keyFormat, 'MyName', 'my.name', '123-abc');
  if (parts.length > 2) {
    const what = release.name === '1.20' ? 'a qualified name' : 'a valid label key';
    return [`${what} ${format()} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const name = parts[parts.length - 1]!;
  if (parts.length === 2) {
    const prefix = parts[0]!;
    if (prefix === '') errors.push('prefix part must be non-empty');
    else for (const message of isDns1123Subdomain(prefix)) errors.push(`prefix part ${inBytes(message, release)}`);
  }
  if (name === '') errors.push('name part must be non-empty');
  else if (byteLength(name) > 63) errors.push(`name part ${inBytes(maxLenError(63), release)}`);
  if (!keyRegexp.test(name)) errors.push(`name part ${format()}`);
  return errors;
}

export function isLabelValue(value: string, release: ReleaseRef): string[] {
  const errors: string[] = [];
  if (byteLength(value) > 63) errors.push(inBytes(maxLenError(63), release));
  if (!valueRegexp.test(value)) errors.push(regexError(valueMessage, valueFormat, 'MyValue', 'my_value', '12345'));
  return errors;
}

/** v1.36's label rules count in bytes and say so. */
function inBytes(message: string, release: ReleaseRef): string {
  return release.name === '1.20' ? message : message.replace(/ characters$/, ' bytes');
}

export function isEnvVarName(value: string): string[] {
  const errors: string[] = [];
  if (!envRegexp.test(value)) {
    errors.push(regexError(envMessage, envFormat, 'my.env-name', 'MY_ENV.NAME', 'MyEnvName1'));
  }
  errors.push(...changeDirectoryErrors(value));
  return errors;
}

/** RelaxedEnvironmentVariableValidation, on from v1.32. */
export function isRelaxedEnvVarName(value: string): string[] {
  const errors: string[] = [];
  if (value === '') errors.push('environment variable name must be non-empty');
  if (!/^[\x20-\x3c\x3e-\x7e]*$/.test(value)) errors.push(relaxedEnvMessage);
  return errors;
}

export function isConfigMapKey(value: string): string[] {
  const errors: string[] = [];
  if (value.length > 253) errors.push(maxLenError(253));
  if (!configKeyRegexp.test(value)) {
    errors.push(
      regexError(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        configKeyFormat,
        'key.name',
        'KEY_NAME',
        'key-name',
      ),
    );
  }
  errors.push(...changeDirectoryErrors(value));
  return errors;
}

function changeDirectoryErrors(value: string): string[] {
  if (value === '.') return ["must not be '.'"];
  if (value === '..') return ["must not be '..'"];
  return value.startsWith('..') ? ["must not start with '..'"] : [];
}

export function isPortNumber(value: number): string[] {
  return value >= 1 && value <= 65535 ? [] : [inclusiveRangeError(1, 65535)];
}

export function isInRange(value: number, low: number, high: number): string[] {
  return value >= low && value <= high ? [] : [inclusiveRangeError(low, high)];
}

/** A user or group ID. */
export function isUserId(value: number): string[] {
  return isInRange(value, 0, 2147483647);
}

export function isPortName(value: string, release: ReleaseRef): string[] {
  const errors: string[] = [];
  if (value.length > 15) errors.push(maxLenError(15));
  if (!/^[-a-z0-9]+$/.test(value)) {
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(value)) {
    errors.push(
      release.name === '1.20'
        ? 'must contain at least one letter or number (a-z, 0-9)'
        : 'must contain at least one letter (a-z)',
    );
  }
  if (value.includes('--')) errors.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
}

export function isPercent(value: string): string[] {
  return percentRegexp.test(value)
    ? []
    : [
        regexError(
          "a valid percent string must be a numeric string followed by an ending '%'",
          percentFormat,
          '1%',
          '93%',
        ),
      ];
}

export function isHttpHeaderName(value: string): string[] {
  return headerRegexp.test(value)
    ? []
    : [regexError("a valid HTTP header must consist of alphanumeric characters or '-'", headerFormat, 'X-Header-Name')];
}

export function isCIdentifier(value: string): string[] {
  return cIdentifierRegexp.test(value)
    ? []
    : [
        regexError(
          "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
          cIdentifierFormat,
          'my_name',
          'MY_NAME',
          'MyName',
        ),
      ];
}

/** What may stand between two slashes of a path (k8s.io/apimachinery/pkg/api/validation/path). */
export function isPathSegmentName(value: string): string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((part) => value.includes(part)).map((part) => `may not contain '${part}'`);
}
