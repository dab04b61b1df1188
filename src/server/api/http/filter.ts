import { UserError } from '../../../net/user-error.ts';

/** kubectl proxy's filter: which requests get through to the API. */
export interface FilterOptions {
  /** Comma-separated regular expressions, each. */
  readonly acceptHosts: string;
  readonly acceptPaths: string;
  readonly rejectPaths: string;
  readonly rejectMethods: string;
}

/** kubectl proxy's defaults. */
export const DEFAULT_FILTER: FilterOptions = {
  acceptHosts: '^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$',
  acceptPaths: '^.*',
  rejectPaths: '^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach',
  rejectMethods: '^$',
};

/** Whether a request may pass: path and host as the client sent them, the path decoded. */
export type Filter = (request: { method: string; path: string; host: string }) => boolean;

/** Reads the options once. Throws UserError for an expression that is none. */
export function requestFilter(options: FilterOptions): Filter {
  const acceptHosts = expressions('accept-hosts', options.acceptHosts);
  const acceptPaths = expressions('accept-paths', options.acceptPaths);
  const rejectPaths = expressions('reject-paths', options.rejectPaths);
  const rejectMethods = expressions('reject-methods', options.rejectMethods);
  return ({ method, path, host }) => {
    const any = (list: readonly RegExp[], text: string): boolean => list.some((one) => one.test(text));
    if (any(rejectPaths, path) || any(rejectMethods, method)) return false;
    return any(acceptPaths, path) && any(acceptHosts, hostOf(host));
  };
}

/** Go's expressions are close enough to ours; `\z` and named flags are not used in practice. */
function expressions(flag: string, list: string): RegExp[] {
  return list.split(',').map((text) => {
    try {
      return new RegExp(text, 's');
    } catch (problem) {
      throw new UserError(`invalid --${flag} ${JSON.stringify(text)}: ${(problem as Error).message}`, 1);
    }
  });
}

/** A Host header without its port; an IPv6 address keeps its brackets, as the default expressions want it. */
export function hostOf(header: string): string {
  const bracketed = /^(\[[^\]]*\])(?::\d*)?$/.exec(header);
  if (bracketed?.[1]) return bracketed[1];
  return header.replace(/:\d*$/, '');
}
