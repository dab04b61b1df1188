import { children, defaultPointer, type Draft } from '../draft.ts';

/** Upstream's SetDefaults_EndpointPort: ports have the empty name and are TCP. */
export function defaultEndpointSlice(slice: Draft): void {
  for (const port of children(slice, 'ports')) {
    defaultPointer(port, 'name', '');
    defaultPointer(port, 'protocol', 'TCP');
  }
}
