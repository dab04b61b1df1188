import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { configKeyMessages } from '../../api/names.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext, Run } from '../command.ts';
import { readText } from '../read-file.ts';
import { createGenerated, nameArgument } from '../kubectl/generated.ts';
import { list } from '../kubectl/options.ts';

export const run: Run = async (context) => {
  const name = nameArgument(context, 'create configmap');
  const sources = ['fromFile', 'fromLiteral'].flatMap((option) => list(context, option));
  if (list(context, 'fromEnvFile').length > 0 && sources.length > 0) {
    throw new UserError('from-env-file cannot be combined with from-file or from-literal', 1);
  }
  const data: Record<string, string> = Object.create(null) as Record<string, string>;
  const add = (key: string, value: string): void => {
    const messages = configKeyMessages(key);
    if (messages.length > 0) {
      throw new UserError(`${JSON.stringify(key)} is not a valid key name for a ConfigMap: ${messages.join(',')}`, 1);
    }
    if (key in data)
      throw new UserError(
        `cannot add key "${key}", another key by that name already exists in Data for ConfigMap "${name}"`,
        1,
      );
    data[key] = value;
  };
  for (const [key, value] of literals(context)) add(key, value);
  for (const source of list(context, 'fromFile')) for (const [key, value] of fileEntries(source)) add(key, value);
  for (const file of list(context, 'fromEnvFile')) for (const [key, value] of envEntries(file)) add(key, value);
  const filled = Object.keys(data).length > 0 ? { data: { ...data } } : {};
  await createGenerated(context, [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, ...filled }], {
    what: 'configmap',
  });
};

function literals(context: CommandContext): [string, string][] {
  return list(context, 'fromLiteral').map((source) => {
    const equals = source.indexOf('=');
    if (equals < 1) throw new UserError(`invalid literal source ${source}, expected key=value`, 1);
    return [source.slice(0, equals), source.slice(equals + 1)];
  });
}

/** `file`, `key=file`, or a folder of files. */
function fileEntries(source: string): [string, string][] {
  const [first = '', second] = source.split('=', 2);
  const path = second ?? first;
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new UserError(`error reading ${path}: no such file or directory`, 1);
  if (!found.isDirectory()) return [[second === undefined ? basename(path) : first, readText(path)]];
  if (second !== undefined) throw new UserError('cannot give a key name for a directory path', 1);
  const files = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => [entry.name, readText(join(path, entry.name))]);
}

function envEntries(file: string): [string, string][] {
  if (!statSync(file, { throwIfNoEntry: false }))
    throw new UserError(`error reading ${file}: no such file or directory`, 1);
  const lines = readText(file)
    .split(/\r?\n/)
    .map((line) => line.trimStart());
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const equals = line.indexOf('=');
      return equals < 0 ? [line, ''] : [line.slice(0, equals), line.slice(equals + 1)];
    });
}
