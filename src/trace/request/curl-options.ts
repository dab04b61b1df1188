/** Options of a tool whose value may be the next word. */
interface ValuedOptions {
  readonly short: ReadonlySet<string>;
  readonly long: ReadonlySet<string>;
}

/** From the manuals of curl 8 and wget 1.21: what follows such an option is no URL. */
export const OPTIONS_WITH_VALUE: Readonly<Record<'curl' | 'wget', ValuedOptions>> = {
  curl: {
    short: new Set('AbcCdDeEFHhKmoPQrtTuUwxXyYz'),
    long: words(`
      abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to
      continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode
      delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine etag-compare
      etag-save expect100-timeout form form-string ftp-account ftp-alternative-to-user ftp-method ftp-port happy-eyeballs-timeout-ms
      haproxy-clientip header hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway json keepalive-cnt keepalive-time key
      key-type krb libcurl limit-rate local-port login-options mail-auth mail-from mail-rcpt max-filesize max-redirs max-time netrc-file
      noproxy oauth2-bearer output output-dir parallel-max pass pinnedpubkey postquote preproxy prequote proto proto-default
      proto-redir proxy proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers proxy-header proxy-key proxy-pass
      proxy-user proxy1.0 pubkey quote random-file range rate referer request request-target resolve retry retry-delay
      retry-max-time sasl-authzid service-name socks4 socks4a socks5 socks5-hostname speed-limit speed-time stderr telnet-option
      tftp-blksize time-cond tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket
      upload-file url url-query user user-agent variable vlan-priority write-out`),
  },
  wget: {
    short: new Set('aoOTtQPUwiBDlARXI'),
    long: words(`
      accept append-output base bind-address body-data body-file ca-certificate ca-directory certificate certificate-type
      config connect-timeout cut-dirs default-page directory-prefix dns-timeout domains exclude-domains execute header
      http-password http-user input-file level limit-rate load-cookies local-encoding max-redirect method output-document
      output-file password post-data post-file prefer-family private-key progress proxy-password proxy-user quota
      read-timeout referer reject save-cookies secure-protocol timeout tries user user-agent wait waitretry`),
  },
};

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
