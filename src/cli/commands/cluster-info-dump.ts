import { apiVersionOf, RESOURCES } from '../../api/resource.ts';
import { allSorted } from '../../cluster/lookup.ts';
import { yamlText } from '../../render/kubectl/yaml/index.ts';
import { jsonText } from '../../render/kubectl/json.ts';
import type { Run } from '../command.ts';
import { text } from '../kubectl/options.ts';
import { openCluster } from '../workspace.ts';

/** Everything in the cluster as one List, which `kubesim import -f` reads again. */
export const run: Run = async (context) => {
  const cluster = await openCluster(context);
  const items = RESOURCES.flatMap((of) =>
    allSorted(cluster, of.plural).map((object) => ({ ...object, apiVersion: apiVersionOf(of), kind: of.kind })),
  );
  const list = { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
  context.io.out(text(context, 'output') === 'json' ? jsonText(list) : yamlText(list));
};
