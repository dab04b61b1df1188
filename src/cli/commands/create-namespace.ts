import type { Run } from '../command.ts';
import { createGenerated, nameArgument } from '../kubectl/generated.ts';

export const run: Run = async (context) => {
  const name = nameArgument(context, 'create namespace');
  await createGenerated(context, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {}, status: {} }]);
};
