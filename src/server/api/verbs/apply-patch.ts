import { StatusError } from '../../../cluster/status-error.ts';
import type { ApiContext } from '../context.ts';
import type { ReadBody } from '../http/body.ts';
import type { ApiRequest, TextResponse } from '../http/message.ts';
import type { Route } from '../http/route.ts';
import type { WriteOptions } from './options.ts';

/** PATCH with an apply configuration (server-side apply). Rejects with StatusError. */
export function applyPatch(
  _context: ApiContext,
  _route: Route,
  _request: ApiRequest,
  _body: ReadBody,
  _options: WriteOptions,
): Promise<TextResponse> {
  return Promise.reject(new StatusError(415, 'UnsupportedMediaType', 'server-side apply is not served'));
}
