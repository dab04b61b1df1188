import type { KubeObject } from '../../../api/meta.ts';
import { EVENTS_GROUP_VERSION, type Route } from '../http/route.ts';
import { toEventsGroup } from './event-view.ts';
import { itemText, objectText } from './json-text.ts';

/** How objects look under the group and version that a request names. */
export interface View {
  object(object: KubeObject): KubeObject;
  /** Whole, in JSON. */
  text(object: KubeObject): string;
  /** As an item of a list, in JSON. */
  item(object: KubeObject): string;
}

const STORED: View = { object: (object) => object, text: objectText, item: itemText };
const EVENTS: View = {
  object: toEventsGroup,
  text: (object) => objectText(toEventsGroup(object)),
  item: (object) => itemText(toEventsGroup(object)),
};

export function viewOf({ groupVersion }: Route): View {
  return groupVersion === EVENTS_GROUP_VERSION ? EVENTS : STORED;
}
