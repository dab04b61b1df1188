/** Debian 12's bind9-dnsutils, whose words kubesim's tools speak. */
export const BIND_VERSION = '9.18.49-1~deb12u3-Debian';
