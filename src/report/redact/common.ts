/** What identifies nobody and therefore stays: our own words, names that every recorder has, and servers that everybody uses. */
import { definitionOf, FACT_PATHS } from '../../facts/dictionary.js';

/** Accounts that recorders come with or that are named after what they may do, and words that people give to machines. */
const COMMON_WORDS: ReadonlySet<string> = new Set([
  'admin', 'administrator', 'root', 'guest', 'operator', 'viewer', 'user', 'users', 'default', 'system', 'local', 'anonymous', 'onvif', 'service', 'support', 'test', 'installer',
  '888888', '666666', 'nvr', 'dvr', 'xvr', 'ipc', 'camera', 'cameras', 'cctv', 'recorder', 'router', 'phone', 'app', 'home', 'house', 'office', 'family', 'internet', 'media', 'owner',
  'tcp', 'udp', 'http', 'https', 'rtsp', 'rtmp', 'ssl', 'tls', 'web', 'port', 'video', 'stream', 'upnp', 'server', 'client', 'dvrip', 'dahua', 'hikvision', 'uniview', 'snmp', 'ssh',
  'password', 'p2p', 'ddns', 'other', 'device', 'hand', 'manual', 'rule', 'mapping', 'forward', 'game', 'console', 'mobile', 'browser', 'ios', 'android', 'windows', 'dss', 'smartpss', 'dmss', 'localhost', 'sdk', 'rpc', 'cgi', 'a', 'an', 'as', 'at', 'by', 'do', 'go', 'he', 'i', 'if', 'in', 'is',
  'it', 'me', 'my', 'no', 'of', 'on', 'or', 'so', 'the', 'to', 'up', 'us', 'we', 'off', 'yes', 'not', 'and', 'for', 'none', 'unknown',
]);

/** The words of the dictionary: they stand in every report, in names of facts, in their titles and among the values of closed lists. */
const OUR_WORDS: ReadonlySet<string> = new Set(FACT_PATHS.flatMap((path) => {
  const { title, type } = definitionOf(path);
  const fields = type.kind === 'list' && typeof type.of === 'object' && 'record' in type.of ? Object.entries(type.of.record) : [];
  const values = [type.kind === 'enum' ? type.values : type.kind === 'list' && Array.isArray(type.of) ? (type.of as readonly string[]) : [], ...fields.map(([, kind]) => (typeof kind === 'string' ? [] : kind))];
  return [path, title, ...fields.map(([name]) => name), ...values.flat()].flatMap((text) => wordsOf(text.replace(/([a-z])([A-Z])/g, '$1 $2')));
}));

function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/** A name made of words that every home has, and of short numbers only. It stays; a word of ours does not: people are called Max and May. */
export function isCommon(text: string): boolean {
  return wordsOf(text).every((word) => COMMON_WORDS.has(word) || /^\d{1,5}$/.test(word));
}

/** Made of words that stand in reports by themselves: to hide one there would hide what we say, and tell the word. */
export function isOurs(text: string): boolean {
  return wordsOf(text).every((word) => OUR_WORDS.has(word) || isCommon(word));
}

/** Words of some language, which may stand in our sentences by themselves; there it would tell the word to leave it out. */
export function mayBeWords(text: string): boolean {
  return isOurs(text) || /^[\p{L}\p{M}\s._'-]+$/u.test(text);
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

/** Below these of a country anybody may take a name, as below `com`. */
const SECOND_LEVEL: ReadonlySet<string> = new Set(['co', 'com', 'net', 'org', 'edu', 'gov', 'gob', 'go', 'ac', 'or', 'ne', 'nom', 'ltd', 'plc', 'me', 'id', 'in', 'web', 'gen', 'firm', 'ind', 'info', 'biz', 'sch', 'adv', 'eng']);

/** The domain that a person or a firm took, of a name in lower case below it: `cam.smith.co.uk` → `smith.co.uk`. Undefined for the domain itself and below providers. */
export function ownDomainOf(host: string): string | undefined {
  const labels = host.split('.');
  const [second = '', top = ''] = labels.slice(-2);
  const size = top.length === 2 && SECOND_LEVEL.has(second) ? 3 : 2;
  const domain = labels.slice(-size).join('.');
  return labels.length <= size || /^\d*$/.test(top) || providerOf(host) !== undefined || isCommon(domain) ? undefined : domain;
}

/** The provider's own host, which leads to no house. */
export function isProviderHost(host: string): boolean {
  return PROVIDERS.has(host) || (host.startsWith('www.') && PROVIDERS.has(host.slice(4)));
}
