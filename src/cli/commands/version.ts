import { fullVersion } from '../../controllers/version.ts';
import { UserError } from '../../net/user-error.ts';
import { jsonText } from '../../render/kubectl/json.ts';
import { yamlText } from '../../render/kubectl/yaml/index.ts';
import type { Run } from '../command.ts';
import { flag, text } from '../kubectl/options.ts';
import { openCluster } from '../workspace.ts';

/** kubectl's answer, with the simulated cluster's version on both sides; kubesim's own is `kubesim --version`. */
export const run: Run = async (context) => {
  const { config } = await openCluster(context);
  const version = fullVersion(config);
  const isOld = Number(config.kubeVersion.split('.')[1]) < 28;
  const kustomize = 'v5.8.1';
  const clientOnly = flag(context, 'client');
  const output = text(context, 'output');
  const details = {
    clientVersion: buildOf(version),
    ...(isOld ? {} : { kustomizeVersion: kustomize }),
    ...(clientOnly ? {} : { serverVersion: { ...buildOf(version), ...(isOld ? {} : emulation(config.kubeVersion)) } }),
  };
  if (output === 'json') context.io.out(jsonText(details));
  else if (output === 'yaml') context.io.out(`${yamlText(details)}\n`);
  else if (output !== '') throw new UserError("--output must be 'yaml' or 'json'", 1);
  else {
    const lines = [`Client Version: ${version}`, ...(isOld ? [] : [`Kustomize Version: ${kustomize}`])];
    if (!clientOnly) lines.push(`Server Version: ${version}`);
    context.io.out(`${lines.join('\n')}\n`);
  }
};

function buildOf(version: string): Record<string, string> {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  return {
    buildDate: '1970-01-01T00:00:00Z',
    compiler: 'gc',
    gitCommit: '$Format:%H$',
    gitTreeState: '',
    gitVersion: version,
    goVersion: Number(minor) < 28 ? 'go1.15.5' : 'go1.26.10',
    major,
    minor,
    platform: 'linux/amd64',
  };
}

function emulation(kubeVersion: string): Record<string, string> {
  const [major = '', minor = ''] = kubeVersion.split('.');
  return {
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
  };
}
