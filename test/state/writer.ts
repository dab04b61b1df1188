// A process of its own for the survival tests: adds one ConfigMap a turn to the state file named first, until told to stop.
import { transact } from '../../src/cluster/transaction.ts';
import { emptyCluster } from '../../src/cluster/cluster.ts';
import { seededRandom } from '../../src/net/random.ts';
import { FileStateStore } from '../../src/state/file-store.ts';

const [path = '', name = '', turns = '1'] = process.argv.slice(2);
const store = new FileStateStore(path);
for (let i = 0; i < Number(turns); i++) {
  await store.update((before) =>
    transact(before ?? emptyCluster(), { now: 0, random: seededRandom('') }, (tx) => {
      tx.put('configmaps', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: `${name}-${i}`, namespace: 'default' },
        data: { filler: 'x'.repeat(20_000) },
      });
    }),
  );
  process.stdout.write(`${i}\n`);
}
