import { UserError } from '../net/user-error.ts';
import { seededRandom } from '../net/random.ts';
import type { Surroundings } from '../cluster/transaction.ts';
import type { GlobalOptions, Io, Option } from './command.ts';

/** Accepted before and after every command's name. */
export const GLOBAL_OPTIONS: readonly Option[] = [
  { flags: '--state <file>', description: 'File in which the cluster rests (KUBESIM_STATE; else .kubesim/state.json)' },
  { flags: '-n, --namespace <namespace>', description: 'Namespace of this request' },
  {
    flags: '--proxy-mode <mode>',
    description: 'As if kube-proxy ran in this mode: iptables, ipvs, nftables, userspace',
  },
  { flags: '--kube-version <version>', description: 'As if the cluster were of this version: 1.36, or 1.20' },
  { flags: '--now <time>', description: 'The present moment, RFC 3339 (SOURCE_DATE_EPOCH; else the clock)' },
  { flags: '--seed <text>', description: 'Decides every random choice' },
  { flags: '--color <when>', description: 'auto, always or never (NO_COLOR is respected)' },
];

/** The global options as commands see them. `given` are commander's values. Throws UserError for values that are none. */
export function globalOptions(given: Readonly<Record<string, unknown>>, io: Io): GlobalOptions {
  const text = (name: string): string | undefined => (typeof given[name] === 'string' ? given[name] : undefined);
  return {
    state: text('state') ?? (io.env['KUBESIM_STATE'] || '.kubesim/state.json'),
    namespace: text('namespace'),
    proxyMode: oneOf('proxy-mode', text('proxyMode'), ['iptables', 'ipvs', 'nftables', 'userspace']),
    kubeVersion: version(text('kubeVersion'), io),
    seed: text('seed'),
    color: wantsColor(oneOf('color', text('color'), ['auto', 'always', 'never']), io),
  };
}

/** Time and chance of this command. */
export function surroundingsOf(given: Readonly<Record<string, unknown>>, io: Io): Surroundings {
  const seed = typeof given['seed'] === 'string' ? given['seed'] : 'kubesim';
  return { now: moment(given['now'], io), random: seededRandom(seed) };
}

function moment(given: unknown, io: Io): number {
  if (typeof given === 'string') {
    const parsed = /^\d+$/.test(given) ? Number(given) * 1000 : Date.parse(given);
    if (Number.isFinite(parsed)) return parsed;
    throw new UserError(
      `invalid --now ${JSON.stringify(given)}`,
      2,
      'Give RFC 3339 (2026-11-22T04:46:24Z) or seconds.',
    );
  }
  const epoch = io.env['SOURCE_DATE_EPOCH'];
  if (epoch !== undefined && /^\d+$/.test(epoch)) return Number(epoch) * 1000;
  return Date.now();
}

/** Patch levels and a leading v are welcome: `v1.36.2` is 1.36. Of versions whose rules nobody recorded it says whose it shows. */
function version(given: string | undefined, io: Io): string | undefined {
  if (given === undefined) return undefined;
  const [, found, minor] = /^v?(1\.(\d+))(\.\d+)?$/.exec(given) ?? [];
  if (found !== undefined) {
    const shown = Number(minor) <= 20 ? '1.20' : '1.36';
    if (!['1.19', '1.20', '1.36'].includes(found))
      io.err(`note: kubesim knows the rules of Kubernetes 1.20 and 1.36; for ${found} it shows those of ${shown}\n`);
    return found;
  }
  throw new UserError(`invalid --kube-version ${JSON.stringify(given)}`, 2, 'Give 1.36 or 1.20.');
}

function oneOf(flag: string, value: string | undefined, allowed: readonly string[]): string | undefined {
  if (value === undefined || allowed.includes(value)) return value;
  throw new UserError(`invalid --${flag} ${JSON.stringify(value)}`, 2, `It is one of ${allowed.join(', ')}.`);
}

function wantsColor(when: string | undefined, io: Io): boolean {
  if (when === 'always') return true;
  if (when === 'never' || io.env['NO_COLOR'] || io.env['TERM'] === 'dumb') return false;
  return io.stdoutIsTerminal;
}
