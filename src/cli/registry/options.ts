import type { Option } from '../command.ts';

/** Options that several commands share. */

export const OUTPUT: Option = {
  flags: '-o, --output <format>',
  description: 'json, yaml, name, jsonpath=..., jsonpath-as-json=..., go-template=...',
};
export const GET_OUTPUT: Option = {
  flags: '-o, --output <format>',
  description: 'wide, yaml, json, name, jsonpath=..., custom-columns=..., go-template=...',
};
export const TEMPLATE: Option = {
  flags: '--template <template>',
  description: 'Template for -o go-template or jsonpath',
};
export const ALL_NAMESPACES: Option = { flags: '-A, --all-namespaces', description: 'Across all namespaces' };
export const SELECTOR: Option = { flags: '-l, --selector <labels>', description: 'Only objects with these labels' };
export const FIELD_SELECTOR: Option = {
  flags: '--field-selector <fields>',
  description: 'Only objects with these fields (metadata.name=web, status.phase=Running)',
};
export const FILENAME: Option = {
  flags: '-f, --filename <file...>',
  description: 'Manifest files or folders, - for standard input; may be repeated',
};
export const RECURSIVE: Option = { flags: '-R, --recursive', description: 'Look into subfolders of -f' };
export const DRY_RUN: Option = {
  flags: '--dry-run [strategy]',
  description: 'none, client (print what would be sent) or server (try, without keeping)',
  preset: 'unchanged',
};
export const SAVE_CONFIG: Option = { flags: '--save-config', description: 'Keep the configuration in an annotation' };
export const VALIDATE: Option = {
  flags: '--validate [mode]',
  description: 'Unknown fields: strict (true) refuses them, warn tells of them, ignore (false) drops them',
  preset: 'strict',
};
/** Understood, and for most commands without effect here: scripts pass them. */
export const IGNORED: readonly Option[] = [
  { flags: '--field-manager <name>', description: 'Who writes, for objects that server-side apply manages' },
  VALIDATE,
];
/** Of commands that make an object of flags. */
export const OVERRIDES: readonly Option[] = [
  { flags: '--overrides <json>', description: 'A patch of the object that the flags make' },
  { flags: '--override-type <type>', description: 'What --overrides is: merge, strategic or json (merge)' },
];
