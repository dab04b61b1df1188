import type { Command } from '../command.ts';
import { ALL_NAMESPACES, FIELD_SELECTOR, FILENAME, GET_OUTPUT, RECURSIVE, SELECTOR, TEMPLATE } from './options.ts';

const LABEL_COLUMNS = { flags: '-L, --label-columns <labels...>', description: 'Show these labels as columns' };

/** What shows objects. */
export const READ: readonly Command[] = [
  {
    name: 'get',
    summary: 'Show objects',
    group: 'Basic',
    arguments: '[args...]',
    options: [
      GET_OUTPUT,
      FILENAME,
      RECURSIVE,
      ALL_NAMESPACES,
      SELECTOR,
      FIELD_SELECTOR,
      LABEL_COLUMNS,
      TEMPLATE,
      { flags: '--show-labels', description: 'Show all labels as the last column' },
      { flags: '--no-headers', description: 'Leave the column titles out' },
      { flags: '--sort-by <path>', description: 'Order by this field (.metadata.creationTimestamp)' },
      { flags: '--ignore-not-found', description: 'Nothing found is no error' },
      { flags: '-w, --watch', description: 'Go on with what changes' },
      { flags: '--watch-only', description: 'Accepted as with kubectl; like --watch' },
      { flags: '--output-watch-events', description: 'With --watch: say of each row what happened' },
      { flags: '--subresource <name>', description: 'Show this of the objects: status or scale' },
      { flags: '--raw <path>', description: 'What the API answers at this path, as it is' },
      { flags: '--show-kind', description: 'Show kinds before names' },
      { flags: '--show-managed-fields', description: 'Keep metadata.managedFields' },
      { flags: '--allow-missing-template-keys', description: 'Templates may ask for missing fields', default: true },
      { flags: '--chunk-size <number>', description: 'Accepted as with kubectl; without effect' },
    ],
    examples: [
      ['kubesim get svc', 'The Services of the namespace'],
      ['kubesim get pods,svc -A -o wide', 'Pods and Services of all namespaces, with more columns'],
      ["kubesim get svc web -o jsonpath='{.spec.clusterIP}'", 'One field of one object'],
      ['kubesim get endpointslices -l kubernetes.io/service-name=web -o yaml', 'What stands behind a Service'],
    ],
    load: () => import('../commands/get.ts'),
  },
  {
    name: 'describe',
    summary: 'Show objects in detail, with what belongs to them',
    group: 'Basic',
    arguments: '[args...]',
    options: [
      FILENAME,
      RECURSIVE,
      ALL_NAMESPACES,
      SELECTOR,
      { flags: '--show-events', description: 'Events of a single object', default: true },
      { flags: '--chunk-size <number>', description: 'Accepted as with kubectl; without effect' },
    ],
    examples: [
      ['kubesim describe svc web', 'A Service with its endpoints'],
      ['kubesim describe pod web', 'Every pod whose name begins with web'],
    ],
    load: () => import('../commands/describe.ts'),
  },
  {
    name: 'explain',
    summary: 'Say what fields objects have and what they are for',
    group: 'Basic',
    arguments: '[args...]',
    options: [{ flags: '--recursive', description: 'All fields below, names and types alone' }],
    examples: [
      ['kubesim explain service.spec.ports', 'The ports of a Service'],
      ['kubesim explain endpointslice --recursive', 'Every field of an EndpointSlice'],
    ],
    load: () => import('../commands/explain.ts'),
  },
];
