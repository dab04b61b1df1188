import { UserError } from '../../net/user-error.ts';
import { resourceType, resourceTypes } from './resource-type.ts';
import type { ServedResource } from '../../api/served.ts';

/** What the arguments of `get`, `describe`, `delete`, `label` ... name. */
export type Targets =
  | { readonly kind: 'types'; readonly types: readonly ServedResource[] }
  | {
      readonly kind: 'names';
      readonly names: readonly { readonly of: ServedResource; readonly name: string }[];
      /** Given as one TYPE and names behind it, not as TYPE/NAME. */
      readonly behindType?: boolean;
    };

export const NO_RESOURCES = [
  'You must provide one or more resources by argument or filename.',
  'Example resource specifications include:',
  "   '-f rsrc.yaml'",
  "   '--filename=rsrc.json'",
  "   '<resource> <name>'",
  "   '<resource>'",
].join('\n');

/**
 * Reads `TYPE[,TYPE] [NAME...]` or `TYPE/NAME...`. Throws UserError in the words of cli-runtime's resource builder; for no
 * arguments at all NO_RESOURCES.
 */
export function parseTargets(args: readonly string[]): Targets {
  if (args.length === 0) throw new UserError(NO_RESOURCES, 1);
  const combined = args.filter((arg) => arg.includes('/'));
  if (combined.length > 0 && combined.length < args.length) {
    // kubectl says `get` whatever the command.
    const noun = 'kubectl get resource';
    throw new UserError(
      `there is no need to specify a resource type as a separate argument when passing arguments in resource/name form ` +
        `(e.g. '${noun}/<resource_name>' instead of '${noun} resource/<resource_name>'`,
      1,
    );
  }
  if (combined.length > 0) return { kind: 'names', names: combined.map(typeAndName) };
  const [types = '', ...names] = args;
  const known = resourceTypes(types);
  if (names.length === 0) return { kind: 'types', types: known };
  if (known.length > 1 && !types.includes(',')) throw new UserError('you must specify only one resource', 1);
  if (names.includes('')) throw new UserError('resource name may not be empty', 1);
  return {
    kind: 'names',
    names: known.flatMap((of) => names.map((name) => ({ of, name }))),
    behindType: known.length === 1,
  };
}

function typeAndName(arg: string): { of: ServedResource; name: string } {
  const parts = arg.split('/');
  if (parts.length !== 2) {
    throw new UserError('arguments in resource/name form may not have more than one slash', 1);
  }
  const [type = '', name = ''] = parts;
  if (type === '' || name === '' || type.includes(',')) {
    throw new UserError('arguments in resource/name form must have a single resource and name', 1);
  }
  return { of: resourceType(type), name };
}
