import { UserError } from '../net/user-error.ts';

/**
 * The network prefixes that a person typed for a flag, canonical. Throws UserError saying what is wrong with which one: no prefix
 * at all, or an address inside the network where its first one was meant. ip-address is loaded only where something was typed.
 */
export async function typedNetworks(flag: string, texts: readonly string[]): Promise<string[]> {
  const { Address4, Address6, AddressError } = await import('ip-address');
  return texts.map((text) => {
    try {
      if (!text.includes('/'))
        throw new UserError(`--${flag} ${text}: a network needs its length`, 2, `Write it as ${text}/24.`);
      const network = text.includes(':') ? new Address6(text) : new Address4(text);
      const first = `${network.startAddress().correctForm()}/${network.subnetMask}`;
      if (network.correctForm() !== network.startAddress().correctForm()) {
        throw new UserError(
          `--${flag} ${text} is an address inside a network, not a network`,
          2,
          `Did you mean ${first}?`,
        );
      }
      return first;
    } catch (problem) {
      if (!(problem instanceof AddressError)) throw problem;
      throw new UserError(
        `--${flag} ${JSON.stringify(text)}: ${problem.message}`,
        2,
        'Write it as 10.96.0.0/12 or fd00:10:96::/112.',
      );
    }
  });
}

/** The addresses that a person typed for a flag, canonical. Throws UserError for anything else. */
export async function typedAddresses(flag: string, texts: readonly string[]): Promise<string[]> {
  const { Address4, Address6 } = await import('ip-address');
  return texts.map((text) => {
    if (Address4.isValid(text) && !text.includes('/')) return new Address4(text).correctForm();
    if (Address6.isValid(text) && !text.includes('/')) return new Address6(text).correctForm();
    throw new UserError(
      `--${flag} ${JSON.stringify(text)} is no IP address`,
      2,
      'Write it as 10.96.0.10 or fd00:10:96::a.',
    );
  });
}
