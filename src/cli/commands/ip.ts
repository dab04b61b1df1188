import { UserError } from '../../net/user-error.ts';
import { IPVS_DEVICE, ipvsDeviceText } from '../../ipvs/device.ts';
import type { Run } from '../command.ts';
import { nodeWords, tellMode } from '../node-words.ts';

/** `ip addr show [dev] kube-ipvs0` on a node. */
export const run: Run = async (context) => {
  const { program, words } = await nodeWords(context);
  const families = words.includes('-4') ? ([4] as const) : words.includes('-6') ? ([6] as const) : ([4, 6] as const);
  const [object = '', ...rest] = words.filter((word) => word !== '-4' && word !== '-6');
  const device = rest.filter((word) => !/^(s|sh|sho|show|list|ls|dev)$/.test(word))[0];
  if (!'address'.startsWith(object) || object === '' || device === undefined) {
    throw new UserError(
      'ip: only the addresses that kube-proxy binds are simulated',
      2,
      `ip addr show ${IPVS_DEVICE} [--node NODE]`,
    );
  }
  tellMode(context, program, 'ipvs');
  if (device !== IPVS_DEVICE || program.mode !== 'ipvs') {
    context.io.err(`Device "${device}" does not exist.\n`);
    return 1;
  }
  const addresses = families.flatMap((family) => program.ipvs(family)?.boundAddresses ?? []);
  context.io.out(ipvsDeviceText(program.node, addresses));
  return 0;
};
