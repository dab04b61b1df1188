import type { KubeObject } from '../../api/meta.ts';
import { resourceOfKind } from '../../api/resource.ts';
import { withManagers } from '../../cluster/server-side-apply/shown.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext } from '../command.ts';
import { readText } from '../read-file.ts';

/** Prints objects that are not a table. */
export type Print = (objects: readonly KubeObject[], asList: boolean) => Promise<string>;

const TEMPLATES = ['go-template', 'go-template-file', 'json', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file'];
const OBJECT_FORMATS = [...TEMPLATES, 'kyaml', 'name', 'template', 'templatefile', 'yaml'];
const GET_FORMATS = ['custom-columns', 'custom-columns-file', ...TEMPLATES, 'kyaml', 'name', 'template', 'templatefile', 'wide', 'yaml']; // prettier-ignore

/**
 * The printer that -o and --template ask for; undefined: a table (or the command's own words). Throws UserError for a
 * format that is none, with kubectl's list of those that are. `json` writes -o json where it is not written sorted.
 */
export async function printerOf(
  context: CommandContext,
  forGet = false,
  json?: (object: unknown) => string,
): Promise<Print | undefined> {
  const { options } = context;
  const output = typeof options['output'] === 'string' ? options['output'] : '';
  const template = typeof options['template'] === 'string' ? options['template'] : undefined;
  const equals = output.indexOf('=');
  const format = equals < 0 ? output || (template === undefined ? '' : 'go-template') : output.slice(0, equals);
  const argument = equals < 0 ? template : output.slice(equals + 1);
  switch (format) {
    case '':
      return undefined;
    case 'wide':
      if (forGet && equals < 0) return undefined;
      break;
    case 'name':
      return (objects) => Promise.resolve(objects.map((object) => `${nameOf(object)}\n`).join(''));
    case 'json': {
      const { jsonText } = await import('../../render/kubectl/json.ts');
      return (objects, asList) => Promise.resolve((json ?? jsonText)(shown(objects, asList, context)));
    }
    case 'kyaml':
    case 'yaml': {
      const { yamlText } = await import('../../render/kubectl/yaml/index.ts');
      return (objects, asList) => Promise.resolve(yamlText(shown(objects, asList, context)));
    }
    case 'jsonpath':
    case 'jsonpath-file':
    case 'jsonpath-as-json':
      return jsonPathPrinter(format, argument, context);
    case 'go-template':
    case 'template':
    case 'go-template-file':
    case 'templatefile':
      return templatePrinter(format, argument, context);
    case 'custom-columns':
    case 'custom-columns-file':
      if (forGet) return columnsPrinter(format, argument ?? '', options['noHeaders'] !== true);
  }
  const allowed = (forGet ? GET_FORMATS : OBJECT_FORMATS).join(',');
  throw new UserError(
    `unable to match a printer suitable for the output format ${JSON.stringify(format)}, allowed formats are: ${allowed}`,
    1,
  );
}

/** One object as itself, several (or a listing) as a List; managedFields only on request. */
function shown(objects: readonly KubeObject[], asList: boolean, { options }: CommandContext): unknown {
  const clean = objects.map(options['showManagedFields'] === true ? withAllManagers : withoutManagedFields);
  if (!asList && clean.length === 1) return clean[0];
  return { apiVersion: 'v1', items: clean, kind: 'List', metadata: { resourceVersion: '' } };
}

function withAllManagers(object: KubeObject): KubeObject {
  const of = resourceOfKind(object.kind);
  return of ? withManagers(object, of.plural) : object;
}

function withoutManagedFields(object: KubeObject): KubeObject {
  if (object.metadata?.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** `deployment.apps/web`, `service/web`, for kinds that the API lists and those it does not (Scale). */
export function nameOf({ kind, apiVersion, metadata }: KubeObject): string {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  return `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${metadata.name}`;
}

async function jsonPathPrinter(format: string, argument: string | undefined, context: CommandContext): Promise<Print> {
  if (!argument) throw new UserError(`template format specified but no template given`, 1);
  const template = format === 'jsonpath-file' ? readTemplate(argument) : argument;
  const { jsonPathAsJson, jsonPathText, parsedTemplate } = await import('../../render/kubectl/jsonpath/print.ts');
  parsedTemplate(template);
  const strict = context.options['allowMissingTemplateKeys'] === false;
  const print = format === 'jsonpath-as-json' ? jsonPathAsJson : jsonPathText;
  return (objects, asList) => Promise.resolve(print(template, shown(objects, asList, context), strict));
}

async function templatePrinter(format: string, argument: string | undefined, context: CommandContext): Promise<Print> {
  if (!argument) throw new UserError('template format specified but no template given', 1);
  const source = format.endsWith('file') ? readTemplate(argument) : argument;
  const { compileTemplate } = await import('../../render/kubectl/template/index.ts');
  const execute = compileTemplate(source, context.options['allowMissingTemplateKeys'] === false);
  return (objects, asList) => Promise.resolve(execute(shown(objects, asList, context)));
}

async function columnsPrinter(format: string, spec: string, headers: boolean): Promise<Print> {
  if (spec === '') throw new UserError('custom-columns format specified but no custom columns given', 1);
  const columns = await import('../../render/kubectl/custom-columns.ts');
  const parsed =
    format === 'custom-columns'
      ? columns.parseCustomColumns(spec)
      : columns.parseCustomColumnsFile(readTemplate(spec, 'template'));
  return (objects) => Promise.resolve(columns.customColumnsText(parsed, objects, headers));
}

/** `what` is how kubectl calls it: not alike for columns and for templates. */
function readTemplate(file: string, what = '--template'): string {
  try {
    return readText(file);
  } catch {
    throw new UserError(`error reading ${what} ${file}, open ${file}: no such file or directory`, 1);
  }
}
