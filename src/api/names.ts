/**
 * The string rules that fields share. Each function returns the API server's messages for what is wrong with the value,
 * or an empty list. From apimachinery's util/validation and api/validate/content (1.36).
 */
const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_WITH_UNDERSCORE = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SUBDOMAIN_WITH_UNDERSCORE = `${LABEL_WITH_UNDERSCORE}(\\.${LABEL_WITH_UNDERSCORE})*`;
const DNS_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const KEY_NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const VALUE = `(${KEY_NAME})?`;

const labelPattern = whole(LABEL);
const subdomainPattern = whole(SUBDOMAIN);
const underscorePattern = whole(SUBDOMAIN_WITH_UNDERSCORE);
const dns1035Pattern = whole(DNS_1035);
const keyNamePattern = whole(KEY_NAME);
const valuePattern = whole(VALUE);
const wildcardPattern = whole(`\\*\\.${SUBDOMAIN}`);

const ALPHANUMERIC =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

function whole(pattern: string): RegExp {
  return new RegExp(`^${pattern}$(?!\\n)`);
}

/** Go measures strings in bytes. */
export function byteLength(value: string): number {
  return Buffer.byteLength(value, 'utf8');
}

export function regexMessage(message: string, pattern: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${pattern}')`;
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${message} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

function tooLongMessages(value: string, limit: number, unit: 'characters' | 'bytes' = 'characters'): string[] {
  return byteLength(value) > limit ? [`must be no more than ${limit} ${unit}`] : [];
}

/** A lower-case RFC 1123 label: namespaces, containers, Service ports; from 1.36 also Services. */
export function dns1123LabelMessages(value: string): string[] {
  const messages = tooLongMessages(value, 63);
  if (labelPattern.test(value)) return messages;
  if (subdomainPattern.test(value)) return [...messages, 'must not contain dots'];
  const rule =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...messages, regexMessage(rule, LABEL, 'my-name', '123-abc')];
}

/** A lower-case RFC 1123 subdomain: most object names. */
export function dns1123SubdomainMessages(value: string, unit: 'characters' | 'bytes' = 'characters'): string[] {
  const messages = tooLongMessages(value, 253, unit);
  if (subdomainPattern.test(value)) return messages;
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...messages, regexMessage(rule, SUBDOMAIN, 'example.com')];
}

/** A subdomain whose labels may begin with or hold underscores: DNS search paths. */
export function underscoreSubdomainMessages(value: string): string[] {
  const messages = tooLongMessages(value, 253);
  if (underscorePattern.test(value)) return messages;
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";
  return [...messages, regexMessage(rule, SUBDOMAIN_WITH_UNDERSCORE, 'example.com')];
}

/** An RFC 1035 label: it may not begin with a digit. */
export function dns1035LabelMessages(value: string): string[] {
  const messages = tooLongMessages(value, 63);
  if (dns1035Pattern.test(value)) return messages;
  const rule =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
  return [...messages, regexMessage(rule, DNS_1035, 'my-name', 'abc-123')];
}

/** `*.example.com`: Ingress hosts. */
export function wildcardSubdomainMessages(value: string): string[] {
  const messages = tooLongMessages(value, 253);
  if (wildcardPattern.test(value)) return messages;
  const rule =
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
  return [...messages, regexMessage(rule, `\\*\\.${SUBDOMAIN}`, '*.example.com')];
}

/** A label key, also called a qualified name: `[prefix/]name`. */
export function labelKeyMessages(value: string): string[] {
  const parts = value.split('/');
  const messages: string[] = [];
  if (parts.length > 2) {
    const rule = regexMessage(`a valid label key ${ALPHANUMERIC}`, KEY_NAME, 'MyName', 'my.name', '123-abc');
    return [`${rule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const name = parts[parts.length - 1] ?? '';
  if (parts.length === 2) {
    const prefix = parts[0] ?? '';
    if (prefix === '') messages.push('prefix part must be non-empty');
    else messages.push(...dns1123SubdomainMessages(prefix, 'bytes').map((message) => `prefix part ${message}`));
  }
  if (name === '') messages.push('name part must be non-empty');
  else messages.push(...tooLongMessages(name, 63, 'bytes').map((message) => `name part ${message}`));
  if (!keyNamePattern.test(name)) {
    messages.push(regexMessage(`name part ${ALPHANUMERIC}`, KEY_NAME, 'MyName', 'my.name', '123-abc'));
  }
  return messages;
}

export function labelValueMessages(value: string): string[] {
  const messages = tooLongMessages(value, 63, 'bytes');
  if (valuePattern.test(value)) return messages;
  const rule =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return [...messages, regexMessage(rule, VALUE, 'MyValue', 'my_value', '12345')];
}

/** A number that must lie between two others, both allowed. */
export function rangeMessages(value: number, low: number, high: number): string[] {
  return value >= low && value <= high ? [] : [`must be between ${low} and ${high}, inclusive`];
}

export function portNumberMessages(value: number): string[] {
  return rangeMessages(value, 1, 65535);
}

/** An IANA service name: container port names, named target ports. */
export function portNameMessages(value: string): string[] {
  const messages = tooLongMessages(value, 15);
  if (!/^[-a-z0-9]+$/.test(value)) {
    messages.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(value)) messages.push('must contain at least one letter (a-z)');
  if (value.includes('--')) messages.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) messages.push('must not begin or end with a hyphen');
  return messages;
}

export function percentMessages(value: string): string[] {
  if (/^[0-9]+%$/.test(value)) return [];
  const rule = "a valid percent string must be a numeric string followed by an ending '%'";
  return [regexMessage(rule, '[0-9]+%', '1%', '93%')];
}

export function httpHeaderMessages(value: string): string[] {
  if (/^[-A-Za-z0-9]+$/.test(value)) return [];
  return [
    regexMessage(
      "a valid HTTP header must consist of alphanumeric characters or '-'",
      '[-A-Za-z0-9]+',
      'X-Header-Name',
    ),
  ];
}

/** An environment variable's name, by the relaxed rule (1.32 and later). */
export function envNameMessages(value: string): string[] {
  if (value === '') return ['environment variable name must be non-empty'];
  if (/^[\x20-\x3c\x3e-\x7e]*$/.test(value)) return [];
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** A key of a ConfigMap or Secret. */
export function configKeyMessages(value: string): string[] {
  const messages = tooLongMessages(value, 253);
  if (!/^[-._a-zA-Z0-9]+$/.test(value)) {
    const rule = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
    messages.push(regexMessage(rule, '[-._a-zA-Z0-9]+', 'key.name', 'KEY_NAME', 'key-name'));
  }
  if (value === '.') messages.push("must not be '.'");
  else if (value === '..') messages.push("must not be '..'");
  else if (value.startsWith('..')) messages.push("must not start with '..'");
  return messages;
}
