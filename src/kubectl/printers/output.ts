import type { Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { bool, text, type Flag } from '../flags/flag.ts';
import { quote } from '../go/quote.ts';
import { isListObject, isRecord, listAt, withField, type Json } from '../object.ts';
import type { KubectlRelease } from '../releases.ts';
import { asTyped } from '../generate/typed.ts';
import { inStructOrder } from '../generate/struct-order.ts';
import { GoTemplateError } from './go-template/errors.ts';
import { executeGoTemplate, parseGoTemplate } from './go-template/template.ts';
import { goJson, indentedJson } from './json.ts';
import { jsonPathText } from './jsonpath/evaluate.ts';
import { JsonPathError, parseJsonPath } from './jsonpath/parse.ts';
import { kyaml } from './kyaml.ts';
import { nameText } from './name.ts';
import { goYaml } from './yaml.ts';
import { SysError } from '../../engine/sim/process.ts';
import { sprint } from '../go/sprint.ts';

/** Makes the text of one object. */
export type ObjectPrinter = (object: Json) => string;

const templateFormats = ['go-template', 'go-template-file', 'template', 'templatefile'];
const jsonPathFormats = ['jsonpath', 'jsonpath-as-json', 'jsonpath-file'];

/** The formats every printing command knows, in kubectl's order. */
export function objectFormats(release: KubectlRelease): readonly string[] {
  const structured = release.name === '1.20' ? ['json', 'yaml'] : ['json', 'yaml', 'kyaml'];
  return [...structured, 'name', ...templateFormats, ...jsonPathFormats];
}

/** -o, --template and their companions (genericclioptions.PrintFlags). */
export function printFlags(
  release: KubectlRelease,
  formats: readonly string[] = objectFormats(release),
): readonly Flag[] {
  const separator = release.name === '1.20' ? '|' : ', ';
  const shown = release.name === '1.20' ? formats.join(separator) : `(${formats.join(separator)})`;
  return [
    text('output', `Output format. One of: ${shown}.`, { shorthand: 'o' }),
    text(
      'template',
      'Template string or path to template file to use when -o=go-template, -o=go-template-file. The template format is golang templates [http://golang.org/pkg/text/template/#pkg-overview].',
    ),
    bool(
      'allow-missing-template-keys',
      'If true, ignore any errors in templates when a field or map key is missing in the template. Only applies to golang and jsonpath output formats.',
      { on: true },
    ),
    ...(release.hidesManagedFields
      ? [bool('show-managed-fields', 'If true, keep the managedFields when printing objects in JSON or YAML format.')]
      : []),
  ];
}

/**
 * The printer that -o and --template ask for; undefined for a format that is none of these.
 * @param typed the objects are of kubectl's compiled-in types, not of maps: `-o json` keeps the order of their structs.
 */
export function templatePrinter(invocation: Invocation, output: string, typed = false): ObjectPrinter | undefined {
  const { flags } = invocation;
  const format = output === '' && flags.string('template') !== '' ? 'go-template' : output;
  if (format === 'json' || format === 'yaml') return structuredPrinter(invocation, format, typed);
  if (format === 'kyaml' && invocation.release.name !== '1.20') return structuredPrinter(invocation, format, typed);
  const [name, inline] = splitTemplate(format, [...templateFormats, ...jsonPathFormats]);
  if (name === undefined) return undefined;
  const template = flags.string('template') !== '' ? flags.string('template') : inline;
  if (template === '') throw new CommandError('template format specified but no template given');
  const source =
    name === 'go-template-file' || name === 'templatefile' || name === 'jsonpath-file'
      ? readTemplate(invocation, template)
      : template;
  const allowMissing = flags.bool('allow-missing-template-keys');
  return name.startsWith('jsonpath')
    ? jsonPathPrinter(source, allowMissing, name === 'jsonpath-as-json')
    : goTemplatePrinter(source, allowMissing);
}

/**
 * The printer of a command that changes something: -o, or else `pod/a created`.
 * @param operation what is said of the object; with a dry run the suffix is in it already.
 */
export function objectPrinter(invocation: Invocation, operation: string, typed = false): ObjectPrinter {
  const output = invocation.flags.string('output');
  const printer = templatePrinter(invocation, output, typed);
  if (printer !== undefined) return typed ? (object) => printer(asTyped(object, invocation.release)) : printer;
  if (output === '') return (object) => nameText(object, operation);
  if (output === 'name') return (object) => nameText(object);
  throw noPrinter(output, objectFormats(invocation.release));
}

export function noPrinter(output: string, formats: readonly string[]): CommandError {
  return new CommandError(
    `unable to match a printer suitable for the output format ${quote(output)}, allowed formats are: ${[...formats].sort().join(',')}`,
  );
}

function splitTemplate(format: string, names: readonly string[]): readonly [string | undefined, string] {
  const equals = format.indexOf('=');
  const name = equals < 0 ? format : format.slice(0, equals);
  return [names.find((one) => one === name), equals < 0 ? '' : format.slice(equals + 1)];
}

function readTemplate(invocation: Invocation, path: string): string {
  try {
    return invocation.p.readFile(path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new CommandError(`error reading --template ${path}, open ${path}: ${error.message.toLowerCase()}`);
  }
}

/** -o json and yaml; YAML documents of one command are separated by `---` (printers.YAMLPrinter). */
function structuredPrinter(invocation: Invocation, format: 'json' | 'yaml' | 'kyaml', typed: boolean): ObjectPrinter {
  const hide = invocation.release.hidesManagedFields && !invocation.flags.bool('show-managed-fields');
  let count = 0;
  return (object) => {
    const shown = hide ? withoutManagedFields(object) : object;
    if (format === 'json')
      return typed ? indentedJson(inStructOrder(shown, invocation.release), undefined, true) : indentedJson(shown);
    if (format === 'kyaml') return kyaml(shown);
    count++;
    return `${count > 1 ? '---\n' : ''}${goYaml(shown)}`;
  };
}

function withoutManagedFields(object: Json): Json {
  if (isListObject(object))
    return {
      ...object,
      items: listAt(object, 'items').map((item) => (isRecord(item) ? withoutManagedFields(item) : item)),
    };
  return isRecord(object['metadata']) ? withField(object, ['metadata', 'managedFields'], undefined) : object;
}

function jsonPathPrinter(source: string, allowMissing: boolean, asJson: boolean): ObjectPrinter {
  let nodes;
  try {
    nodes = parseJsonPath(source);
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    throw new CommandError(`error parsing jsonpath ${source}, ${error.message}`);
  }
  return (object) => {
    try {
      return jsonPathText(nodes, object, allowMissing, asJson);
    } catch (error) {
      if (!(error instanceof JsonPathError)) throw error;
      throw new CommandError(
        `error executing jsonpath ${quote(source)}: Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${source}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n\n`,
      );
    }
  };
}

function goTemplatePrinter(source: string, allowMissing: boolean): ObjectPrinter {
  let template;
  try {
    template = parseGoTemplate(source);
  } catch (error) {
    if (!(error instanceof GoTemplateError)) throw error;
    throw new CommandError(`error parsing template ${source}, ${error.message}`);
  }
  return (object) => {
    try {
      return executeGoTemplate(template, object, allowMissing);
    } catch (error) {
      if (!(error instanceof GoTemplateError)) throw error;
      // Real kubectl writes the explanation to standard output, before the error.
      throw new CommandError(
        `error executing template ${quote(source)}: ${error.message}`,
        1,
        `${error.written}Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${source}\n\traw data was:\n\t\t${goJson(object)}\n\tobject given to template engine was:\n\t\t${sprint(object)}\n\n`,
      );
    }
  };
}

/** %#v of decoded JSON. */
function goSyntax(value: unknown): string {
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (isRecord(value)) {
    return `map[string]interface {}{${Object.keys(value)
      .sort()
      .map((key) => `${quote(key)}:${goSyntax(value[key])}`)
      .join(', ')}}`;
  }
  if (value === null || value === undefined) return 'interface {}(nil)';
  return typeof value === 'string' ? quote(value) : String(value);
}
