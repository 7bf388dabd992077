/** What identifies nobody and therefore stays: names that every recorder has, and servers that everybody uses. */

/** Accounts that recorders come with or that are named after what they may do, and words that people give to machines. */
const COMMON_WORDS: ReadonlySet<string> = new Set([
  'admin', 'administrator', 'root', 'guest', 'operator', 'viewer', 'user', 'users', 'default', 'system', 'local', 'anonymous', 'onvif', 'service', 'support', 'test', 'installer',
  '888888', '666666', 'nvr', 'dvr', 'xvr', 'ipc', 'camera', 'cameras', 'cctv', 'recorder', 'router', 'phone', 'app', 'home', 'house', 'office', 'family', 'internet', 'media', 'owner',
  'tcp', 'udp', 'http', 'https', 'rtsp', 'rtmp', 'ssl', 'tls', 'web', 'port', 'video', 'stream', 'upnp', 'server', 'client', 'dvrip', 'dahua', 'hikvision', 'uniview', 'snmp', 'ssh',
  'p2p', 'ddns', 'other', 'device', 'hand', 'manual', 'rule', 'mapping', 'forward', 'game', 'console', 'mobile', 'browser', 'ios', 'android', 'windows', 'dss', 'smartpss', 'dmss', 'localhost', 'sdk', 'rpc', 'cgi', 'a', 'an', 'as', 'at', 'by', 'do', 'go', 'he', 'i', 'if', 'in', 'is',
  'it', 'me', 'my', 'no', 'of', 'on', 'or', 'so', 'the', 'to', 'up', 'us', 'we', 'off', 'yes', 'not', 'and', 'for', 'none', 'unknown',
]);

/** Made of such words and short numbers only. */
export function isCommon(text: string): boolean {
  return COMMON_WORDS.has(text.toLowerCase()) || text.split(/[^\p{L}\p{N}]+/u).every((word) => word === '' || COMMON_WORDS.has(word.toLowerCase()) || /^\d{1,5}$/.test(word));
}

export function isCommonInterface(name: string): boolean {
  return /^(?:eth|bond|wlan|lan|wan|br|ppp|pppoe|en|nic|poe|team)[-_]?\d{0,3}$/i.test(name);
}

/** Resolvers of the public; they say where nobody lives. */
const RESOLVERS: ReadonlySet<string> = new Set([
  '8.8.8.8', '8.8.4.4', '1.1.1.1', '1.0.0.1', '1.1.1.2', '1.1.1.3', '9.9.9.9', '9.9.9.10', '149.112.112.112', '208.67.222.222', '208.67.220.220', '4.2.2.1', '4.2.2.2', '114.114.114.114', '223.5.5.5', '223.6.6.6',
  '94.140.14.14', '94.140.15.15', '2001:4860:4860::8888', '2001:4860:4860::8844', '2606:4700:4700::1111', '2606:4700:4700::1001', '2620:fe::fe', '2620:fe::9',
]);

export function isResolver(ip: string): boolean {
  return RESOLVERS.has(ip);
}

/** Below these anybody may take a name, so they tell the provider and not the person. */
const PROVIDERS: ReadonlySet<string> = new Set([
  'ddns.net', 'hopto.org', 'zapto.org', 'sytes.net', 'no-ip.org', 'no-ip.biz', 'no-ip.info', 'noip.me', 'myftp.org', 'servebeer.com', 'serveftp.com', 'servehttp.com', 'redirectme.net', 'webhop.me', 'myddns.me',
  'dyndns.org', 'dyndns.tv', 'dyndns.info', 'dyndns.biz', 'dyndns-home.com', 'dyndns-ip.com', 'homeip.net', 'dnsalias.com', 'dnsalias.net', 'dnsalias.org', 'gotdns.com', 'homelinux.com', 'dvrdns.org', 'is-a-geek.com',
  'duckdns.org', 'dynu.net', 'dynu.com', 'freeddns.org', 'ddnsfree.com', 'mooo.com', 'chickenkiller.com', 'afraid.org', 'strangled.net', 'changeip.com', 'changeip.net', 'tzo.com', 'tzo.net', '3322.org', 'oray.net',
  'quickddns.com', 'dahuaddns.com', 'hik-online.com', 'hiddns.com', 'lorexddns.net', 'myq-see.com', 'swanndvr.net', 'myezviz.com', 'synology.me', 'myqnapcloud.com', 'asuscomm.com', 'tplinkdns.com', 'mynetname.net',
  'myfritz.net', 'dynalias.com', 'selfhost.eu', 'spdns.de', 'goip.de', 'dedyn.io', 'loginto.me', 'now-dns.com', 'dns-cloud.net', 'dynv6.net', 'ddns.me', 'twodns.de',
]);

/** The provider's part of a name in lower case: `home.ddns.net` → `ddns.net`; undefined where it is not known. */
export function providerOf(host: string): string | undefined {
  const labels = host.split('.');
  for (let from = 1; from < labels.length; from += 1) {
    const suffix = labels.slice(from).join('.');
    if (PROVIDERS.has(suffix)) return suffix;
  }
  return undefined;
}

/** The provider's own host, which leads to no house. */
export function isProviderHost(host: string): boolean {
  return PROVIDERS.has(host) || (host.startsWith('www.') && PROVIDERS.has(host.slice(4)));
}
