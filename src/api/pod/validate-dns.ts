import { invalid, invalidEach, notSupported, required, type FieldError } from '../field-error.ts';
import { fields, given, items, text, texts, type Fields } from '../go-value.ts';
import { addressMessages } from '../ip-rules.ts';
import { byteLength, dns1123SubdomainMessages, underscoreSubdomainMessages } from '../names.ts';

const POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const MOST_NAMESERVERS = 3;
const MOST_SEARCHES = 32;
const LONGEST_SEARCH_LIST = 2048;

/** The pod's dnsPolicy: required, one of four. */
export function validateDnsPolicy(spec: Fields, path: string): FieldError[] {
  const policy = text(spec['dnsPolicy']);
  if (policy === '') return [required(`${path}.dnsPolicy`)];
  return POLICIES.includes(policy) ? [] : [notSupported(`${path}.dnsPolicy`, policy, POLICIES)];
}

/** What is wrong with the pod's dnsConfig: upstream's validatePodDNSConfig. */
export function validateDnsConfig(spec: Fields, path: string): FieldError[] {
  const config = spec['dnsConfig'];
  const { nameservers: rawNameservers, searches: rawSearches, options } = fields(config);
  const nameservers = texts(rawNameservers);
  const searches = texts(rawSearches);
  if (spec['dnsPolicy'] === 'None') {
    if (!given(config)) return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    if (nameservers.length === 0) {
      const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      return [required(`${path}.nameservers`, detail)];
    }
  }
  const errors: FieldError[] = [];
  if (nameservers.length > MOST_NAMESERVERS) {
    const detail = `must not have more than ${MOST_NAMESERVERS} nameservers`;
    errors.push(invalid(`${path}.nameservers`, nameservers, detail));
  }
  for (const [i, address] of nameservers.entries()) {
    errors.push(...invalidEach(`${path}.nameservers[${i}]`, address, addressMessages(address)));
  }
  if (searches.length > MOST_SEARCHES) {
    errors.push(invalid(`${path}.searches`, searches, `must not have more than ${MOST_SEARCHES} search paths`));
  }
  if (byteLength(searches.join(' ')) > LONGEST_SEARCH_LIST) {
    const detail = `must not have more than ${LONGEST_SEARCH_LIST} characters (including spaces) in the search list`;
    errors.push(invalid(`${path}.searches`, searches, detail));
  }
  for (const [i, search] of searches.entries()) {
    if (search === '.') continue;
    const name = search.replace(/\.$/, '');
    errors.push(...invalidEach(`${path}.searches[${i}]`, name, underscoreSubdomainMessages(name)));
  }
  for (const [i, option] of items(options).entries()) {
    if (text(fields(option)['name']) === '') errors.push(required(`${path}.options[${i}]`, 'must not be empty'));
  }
  return errors;
}

/** What is wrong with additions to /etc/hosts. */
export function validateHostAliases(aliases: readonly unknown[], path: string): FieldError[] {
  return aliases.flatMap((entry, i) => {
    const { ip, hostnames } = fields(entry);
    return [
      ...invalidEach(`${path}[${i}].ip`, text(ip), addressMessages(text(ip))),
      ...texts(hostnames).flatMap((name, j) =>
        invalidEach(`${path}[${i}].hostnames[${j}]`, name, dns1123SubdomainMessages(name)),
      ),
    ];
  });
}
