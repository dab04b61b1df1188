import { childMade, type Draft } from '../draft.ts';

/** The label that lets selectors name a namespace: upstream's SetDefaults_Namespace (1.21 and later). */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/** Labels a namespace with its own name. */
export function defaultNamespace(namespace: Draft): void {
  const meta = childMade(namespace, 'metadata');
  if (meta['name']) childMade(meta, 'labels')[NAME_LABEL] = meta['name'];
}
