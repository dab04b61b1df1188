import type { KubeObject } from '../../api/meta.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext, Run } from '../command.ts';
import { createGenerated } from '../kubectl/generated.ts';
import { flag, list, text } from '../kubectl/options.ts';
import { overridden } from '../kubectl/overrides.ts';
import { runNested } from '../nested.ts';

const RUN = { manager: 'kubectl-run' };

const USAGE = "See 'kubesim run -h' for help and examples";

/** Image names as the container registries' grammar has them: `registry:5000/path/name:tag@digest`. */
const DOMAIN = String.raw`(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?`;
const PART = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`;
const DIGEST = String.raw`[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}`;
const IMAGE = new RegExp(String.raw`^(?:${DOMAIN}/)?${PART}(?:/${PART})*(?::\w[\w.-]{0,127})?(?:@${DIGEST})?$`);

/** `kubectl run`: one pod, with --expose a Service in front of it. */
export const run: Run = async (context) => {
  const { args } = context;
  const [name, ...command] = args;
  if (!name) throw new UserError('NAME is required for run', 1, USAGE);
  checkImage(text(context, 'image'));
  const port = text(context, 'port');
  if (port !== '' && !/^\d+$/.test(port)) throw new UserError('--port must be a number', 1);
  if (flag(context, 'expose') && port === '') {
    throw new UserError('--port must be set when exposing a service', 1, USAGE);
  }
  const attached = flag(context, 'stdin') || flag(context, 'attach') || flag(context, 'tty');
  if (flag(context, 'rm') && !attached)
    throw new UserError('--rm should only be used for attached containers', 1, USAGE);
  const made = overridden(context, pod(context, name, command));
  if (attached) return runAttached(context, made, command);
  await createGenerated(context, flag(context, 'expose') ? [service(name, Number(port), made), made] : [made], RUN);
};

function checkImage(image: string): void {
  if (image === '') throw new UserError('--image is required', 1);
  if (!IMAGE.test(image))
    throw new UserError(`Invalid image name ${JSON.stringify(image)}: invalid reference format`, 1);
}

/** `run -it --rm tmp --image=busybox -- nslookup web`: a pod for one question. */
async function runAttached(context: CommandContext, made: KubeObject, command: readonly string[]): Promise<number> {
  const { name } = made.metadata;
  if (command.length === 0) {
    throw new UserError(
      'kubesim runs no shell in containers',
      1,
      `Ask something: kubesim run -it --rm ${name} --image=busybox -- nslookup web`,
    );
  }
  const quiet = { ...context, io: { ...context.io, out: () => {} } };
  await createGenerated(quiet, [made], RUN);
  context.io.err("If you don't see a command prompt, try pressing enter.\n");
  const code = await runNested(context, ['exec', name, '--', ...command]);
  if (flag(context, 'rm')) await runNested(context, ['delete', 'pod', name, '--grace-period=0']);
  return code;
}

function pod(context: CommandContext, name: string, command: readonly string[]): KubeObject {
  const restartPolicy = text(context, 'restart') || 'Always';
  if (!['Always', 'OnFailure', 'Never'].includes(restartPolicy)) {
    throw new UserError(`invalid restart policy: ${restartPolicy}`, 1, USAGE);
  }
  const pullPolicy = text(context, 'imagePullPolicy');
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(pullPolicy)) {
    throw new UserError(`invalid image pull policy: ${pullPolicy}`, 1, USAGE);
  }
  const port = text(context, 'port');
  const words =
    command.length === 0 ? {} : flag(context, 'command') ? { command: [...command] } : { args: [...command] };
  const env = list(context, 'env').map(variable);
  const labels = labelsOf(context);
  const annotations = Object.fromEntries(list(context, 'annotations').map((pair) => annotationPair(pair)));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      labels: Object.keys(labels).length > 0 ? labels : { run: name },
      name,
    },
    spec: {
      containers: [
        {
          ...words,
          ...(env.length > 0 ? { env } : {}),
          image: text(context, 'image'),
          ...(pullPolicy === '' ? {} : { imagePullPolicy: pullPolicy }),
          name,
          ...(port === '' ? {} : { ports: [{ containerPort: Number(port) }] }),
          resources: {},
        },
      ],
      dnsPolicy: 'ClusterFirst',
      restartPolicy,
    },
    status: {},
  };
}

function service(name: string, port: number, { metadata }: KubeObject): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { ports: [{ port, protocol: 'TCP', targetPort: port }], selector: { ...metadata.labels } },
    status: { loadBalancer: {} },
  };
}

function variable(text: string): { name: string; value: string } {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UserError(`invalid env: ${text}`, 1);
  return { name: text.slice(0, equals), value: text.slice(equals + 1) };
}

function annotationPair(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  if (equals < 1) throw new UserError(`unexpected annotations: ${pair}`, 1);
  return [pair.slice(0, equals), pair.slice(equals + 1)];
}

function labelsOf(context: CommandContext): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const spec of list(context, 'labels').flatMap((part) => part.split(','))) {
    const parts = spec.split('=');
    const [key, value] = parts;
    if (parts.length !== 2) throw new UserError(`unexpected label spec: ${spec}`, 1);
    if (!key) throw new UserError('unexpected empty label key', 1);
    labels[key] = value ?? '';
  }
  return labels;
}
