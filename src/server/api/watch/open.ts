import type { KubeObject } from '../../../api/meta.ts';
import { acceptedForm, type Form } from '../http/accept.ts';
import type { ApiRequest } from '../http/message.ts';
import { isTrue, type Route } from '../http/route.ts';
import type { ApiContext } from '../context.ts';
import { selected, selectionOf, type Selection } from '../objects/selection.ts';
import { partialText, tableText } from '../objects/table.ts';
import { viewOf } from '../objects/view.ts';
import { initialEventsOf } from '../verbs/list-options.ts';
import { tableOptions } from '../verbs/read.ts';
import { checkRevision, revisionParameter } from '../verbs/revision.ts';
import { Watch, type WatchForm } from './watch.ts';

const INITIAL_END = 'k8s.io/initial-events-end';
/** Upstream's least time for a watch without a limit of its own; up to twice of it. */
const LEAST_TIMEOUT = 1800;
const MOST_TIMEOUT = 24 * 3600;

/** The watch that a request asks for. Throws StatusError. */
export function openWatch(context: ApiContext, route: Route, request: ApiRequest): Watch {
  const { live } = context;
  const { query } = request;
  const form = acceptedForm(request.headers['accept']);
  const selection = selectionOf(route, query);
  const asked = revisionParameter(query);
  const wantsInitial = initialEventsOf(query);
  checkRevision(asked, live.cluster.revision);
  const isFresh = wantsInitial ?? (asked === undefined || asked === 0);
  const revision = isFresh || asked === undefined || asked === 0 ? live.cluster.revision : asked;
  return new Watch(live, {
    plural: route.of.plural,
    form: formOf(context, route, request, form, selection),
    initial: isFresh ? selected(live.cluster, selection) : [],
    initialBookmark: wantsInitial === true && isTrue(query.get('allowWatchBookmarks')),
    revision,
    bookmarks: isTrue(query.get('allowWatchBookmarks')),
    timeoutSeconds: timeoutOf(query),
  });
}

function timeoutOf(query: URLSearchParams): number {
  const seconds = Number(query.get('timeoutSeconds') ?? '');
  if (Number.isFinite(seconds) && seconds > 0) return Math.min(seconds, MOST_TIMEOUT);
  return LEAST_TIMEOUT * (1 + Math.random());
}

function formOf(context: ApiContext, route: Route, { query }: ApiRequest, form: Form, selection: Selection): WatchForm {
  const matches = (object: KubeObject): boolean => selection.matches(object);
  const { of } = route;
  const bookmark = (revision: number, isEnd: boolean): string =>
    JSON.stringify({ kind: of.kind, apiVersion: route.groupVersion, metadata: bookmarkMeta(revision, isEnd) });
  if (form.as === 'Table') {
    let columns = true;
    const table = (objects: readonly KubeObject[], resourceVersion: string): string => {
      const text = tableText(objects, { resourceVersion }, { ...tableOptions(context, route, query, form), columns });
      columns = false;
      return text;
    };
    return {
      matches,
      key: '',
      text: (object) => table([object], object.metadata.resourceVersion ?? ''),
      bookmark: (revision, isEnd) => {
        const object = {
          kind: 'PartialObjectMetadata',
          apiVersion: `meta.k8s.io/${form.version}`,
          metadata: bookmarkMeta(revision, isEnd),
        };
        return JSON.stringify({
          kind: 'Table',
          apiVersion: `meta.k8s.io/${form.version}`,
          metadata: { resourceVersion: String(revision) },
          columnDefinitions: null,
          rows: [{ cells: [], object }],
        });
      },
    };
  }
  if (form.as === 'PartialObjectMetadata') {
    return {
      matches,
      key: `partial ${form.version}`,
      text: (object) => partialText(object, form.version),
      bookmark: (revision, isEnd) =>
        JSON.stringify({
          kind: 'PartialObjectMetadata',
          apiVersion: `meta.k8s.io/${form.version}`,
          metadata: bookmarkMeta(revision, isEnd),
        }),
    };
  }
  return { matches, key: `whole ${route.groupVersion}`, text: viewOf(route).text, bookmark };
}

function bookmarkMeta(revision: number, isEnd: boolean): Record<string, unknown> {
  return {
    resourceVersion: String(revision),
    creationTimestamp: null,
    ...(isEnd ? { annotations: { [INITIAL_END]: 'true' } } : {}),
  };
}
