import type { KubeObject } from '../../api/meta.ts';
import { randomSuffix } from '../../cluster/names.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext, Run } from '../command.ts';
import { createGenerated, nameArgument } from '../kubectl/generated.ts';
import { int32 } from '../kubectl/int32.ts';
import { list } from '../kubectl/options.ts';

export const run: Run = async (context) => {
  const { args, argsBeforeDash = args.length } = context;
  const name = nameArgument({ ...context, args: args.slice(0, argsBeforeDash) }, 'create deployment');
  await createGenerated(context, [deployment(context, name, args.slice(argsBeforeDash))], { what: 'deployment' });
};

function deployment(context: CommandContext, name: string, command: readonly string[]): KubeObject {
  const images = list(context, 'image').flatMap((image) => image.split(','));
  if (images.length > 1 && command.length > 0) {
    throw new UserError('cannot specify multiple --image options and command', 1);
  }
  const labels = { app: name };
  const port = int32(context, 'port', '--port', 'create deployment');
  const containers = images.map((image, index) => ({
    ...(command.length > 0 ? { command: [...command] } : {}),
    image,
    name: containerName(image, context),
    ...(port !== undefined && index === 0 ? { ports: [{ containerPort: port }] } : {}),
    resources: {},
  }));
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { labels, name },
    spec: {
      replicas: int32(context, 'replicas', '-r, --replicas', 'create deployment') ?? 1,
      selector: { matchLabels: labels },
      strategy: {},
      template: { metadata: { labels }, spec: { containers } },
    },
    status: {},
  };
}

/** The image's last word without tag and digest; odd characters make it a name with a random end. */
function containerName(image: string, context: CommandContext): string {
  const last = (image.split('/').at(-1) ?? '').replace(/@.*$/, '').replace(/:.*$/, '');
  const plain = last.replace(/[_.]/g, '-');
  return plain === last ? last : `${plain}-${randomSuffix(context.surroundings.random)}`;
}
