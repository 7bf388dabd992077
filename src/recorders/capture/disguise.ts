/**
 * Takes persons and places out of redacted replies, so that they may be shared: the same name always becomes the same other name, of the
 * same length where length matters, so that what belonged together still does. Private addresses stay: every house has them.
 */
import { canonicalIp } from '../../facts/validate.js';
import type { FactPath } from '../../facts/dictionary.js';
import type { Json } from '../../facts/observation.js';
import { addressClass } from '../../facts/address-class.js';
import { MAKE_NAMES } from '../discovery/ws-discovery.js';
import type { Exchange } from '../exchange.js';
import { rewriteBody } from '../redact.js';
import type { Site, Visit } from '../redact/site.js';

/** What is known to be personal before the replies are looked at. */
export interface Known {
  readonly serials: readonly string[];
  /** A serial number may begin with the model, which is no secret. */
  readonly models: readonly string[];
  readonly users: readonly string[];
  readonly hosts: readonly string[];
}

/** Accounts that every recorder has, or that are named after what they may do. */
const COMMON_USERS = new Set(['admin', 'administrator', 'root', 'guest', 'operator', 'viewer', 'user', 'default', 'system', 'local', 'anonymous', 'onvif', '888888', '666666']);
/** Groups that come with the recorder. */
const COMMON_GROUPS = new Set([...COMMON_USERS, 'admins', 'administrators', 'operators', 'viewers', 'users', 'guests', 'media']);
/** Time servers of the public, which say where nobody lives. */
const COMMON_TIME = /(^|\.)(ntp\.org|nist\.gov|time\.(windows|google|apple|cloudflare|facebook)\.com)$/;
/** The name and the hardware that a device tells the search; what the owner wrote into the first is the owner's. */
const SCOPE = /(onvif:\/\/www\.onvif\.org\/(?:name|hardware)\/)([^\s<"]{1,256})/gi;
const COMMON_HOSTS = new Set(['nvr', 'dvr', 'xvr', 'hcvr', 'ipc', 'ipcamera', 'localhost', 'recorder', 'network video recorder', 'embedded net dvr', '-']);
/** Name servers of the public; they say where nobody lives. */
const COMMON_ADDRESSES = new Set(['8.8.8.8', '8.8.4.4', '1.1.1.1', '1.0.0.1', '9.9.9.9', '149.112.112.112', '208.67.222.222', '208.67.220.220', '4.2.2.1', '4.2.2.2']);
const SERIAL_KEYS = new Set(['sn', 'serialno', 'serialnumber', 'serial', 'devicesn', 'subserialnumber', 'deviceid', 'p2psn']);
const HOST_KEYS = new Set(['hostname', 'machinename', 'devicename', 'devname', 'domain', 'domainname', 'devicedomainname', 'ddnsdomain', 'machineaddress', 'machinegroup', 'location', 'devicelocation', 'sitename']);
const TIME_KEYS = new Set([...HOST_KEYS, 'address', 'dnsname', 'ipaddress', 'server', 'serveraddress', 'serveraddr']);
const USER_KEYS = new Set(['username', 'user', 'name', 'loginname']);
const USER_FACTS = /^recorder\.(accounts|login)\./;
/** What is the same in every Hikvision serial number of a kind. */
const SERIAL_WORDS = /^(CCRR|CCWR|AARR|AAWR|BBRR|WCVU|WCV)/;

const MAC = /(?<![\w:.-])[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}(?![\w:-])/gi;
/** Without separators only under a name that says what it is, or where the same number stood with separators. */
const BARE_MAC = /(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-f])/gi;
const MAC_KEYS = new Set(['mac', 'macaddr', 'macaddress', 'physicaladdress', 'hwaddress', 'hardwareaddress', 'devicemac']);
const IPV4 = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)/g;
const IPV6 = /(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])/gi;
const URN = /(?<=urn:uuid:)[0-9a-f-]{8,40}/gi;
const VERSION_KEY = /version|firmware|build|revision/;

export class Disguise {
  /** Replaced wherever they stand, longest first. */
  private readonly anywhere = new Map<string, string>();
  /** Replaced only where a name of that kind is expected: a user may be called "true". */
  private readonly users = new Map<string, string>();
  private readonly hosts = new Map<string, string>();
  private readonly addresses = new Map<string, string>();
  private readonly macs = new Map<string, string>();
  private readonly urns = new Map<string, string>();
  private readonly pattern: RegExp | undefined;

  constructor(exchanges: readonly Exchange[], known: Known) {
    for (const serial of known.serials) this.addSerial(serial, known.models);
    for (const user of known.users) this.addUser(user);
    for (const host of known.hosts) this.addHost(host);
    for (const exchange of exchanges) {
      rewriteBody(exchange.body, this.collector(exchange, known.models));
      for (const [mac] of exchange.body.matchAll(MAC)) this.mac(mac);
      this.addScopes(exchange.body);
      // The realm of the Dahua family often is the serial number.
      const realm = /realm="?Login to ([A-Z0-9]{10,20})(?![A-Za-z0-9])/.exec(exchange.rawHeaders.join('\n'))?.[1];
      if (realm !== undefined && /\d/.test(realm)) this.addSerial(realm, known.models);
    }
    const words = [...this.anywhere.keys()].sort((a, b) => b.length - a.length).map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
    this.pattern = words.length === 0 ? undefined : new RegExp(words.join('|'), 'gi');
  }

  /** How many different things are replaced. */
  get size(): number {
    return this.anywhere.size + this.users.size + this.hosts.size + this.addresses.size + this.macs.size + this.urns.size;
  }

  exchange(exchange: Exchange): Exchange {
    const users = isAboutUsers(exchange);
    const visit: Visit = (site) => {
      const replaced = this.site(site, users, exchange);
      return replaced === site.text ? undefined : replaced;
    };
    // First where a name says what it is, then whatever of it stands elsewhere.
    const request = this.text(exchange.request).replace(/([?&]name=)([\w.@-]{1,64})/, (whole, head: string, name: string) => (users ? head + this.user(name) : whole));
    return { ...exchange, request, rawHeaders: exchange.rawHeaders.map((value) => this.text(value)), body: this.text(rewriteBody(exchange.body, visit), true) };
  }

  /** Free text: serial numbers, hardware addresses, public addresses and long names. `keepNumbers`: dotted numbers were judged by their names before. */
  text(text: string, keepNumbers = false): string {
    const named = this.pattern ? text.replace(this.pattern, (word) => this.anywhere.get(word) ?? this.anywhere.get(word.toLowerCase()) ?? this.byCase(word)) : text;
    const marked = named
      .replace(MAC, (mac) => this.mac(mac))
      .replace(BARE_MAC, (mac) => (this.macs.has(mac.toLowerCase()) ? this.mac(mac) : mac))
      .replace(URN, (id) => remember(this.urns, id.toLowerCase(), (n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`))
      .replace(/(onvif:\/\/www\.onvif\.org\/location\/)[^\s<"]{1,256}/gi, '$1somewhere')
      .replace(SCOPE, (whole, head: string, value: string) => {
        const host = this.hosts.get(decodeScope(value).toLowerCase());
        return host === undefined ? whole : head + host;
      });
    return keepNumbers ? marked : this.numbers(marked);
  }

  user(name: string): string {
    return this.users.get(name) ?? name;
  }

  /** The same fact as it will be read from the disguised replies. */
  fact(path: FactPath, value: string): string;
  fact(path: FactPath, value: Json): Json;
  fact(path: FactPath, value: Json): Json {
    if (typeof value === 'string') {
      if (USER_FACTS.test(path) && this.users.has(value)) return this.user(value);
      return this.hosts.get(value.toLowerCase()) ?? this.text(value, VERSION_KEY.test(path));
    }
    if (Array.isArray(value)) return value.map((item: Json) => this.fact(path, item));
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.fact(path, item)]));
    return value;
  }

  private collector(exchange: Exchange, models: readonly string[]): Visit {
    const users = isAboutUsers(exchange);
    return ({ names, text, kind }) => {
      const last = names.at(-1) ?? '';
      const value = text.trim();
      if (kind !== 'text' || value === '' || /^\*+$/.test(value)) return undefined;
      if (MAC_KEYS.has(last) && /^[0-9a-f]{12}$/i.test(value)) this.mac(value);
      else if (SERIAL_KEYS.has(last)) this.addSerial(value, models);
      else if (users && isGroupName(names)) this.addGroup(value);
      else if (users && isUserName(names)) this.addUser(value);
      else if (isHostName(names, exchange)) this.addHost(value);
      return undefined;
    };
  }

  private site({ names, text, kind }: Site, users: boolean, exchange: Exchange): string {
    if (kind === 'number') return text;
    const value = text.trim();
    if (users && (isUserName(names) || isGroupName(names)) && this.users.has(value)) return text.replace(value, this.user(value));
    const host = isHostName(names, exchange) ? this.hosts.get(value.toLowerCase()) : undefined;
    if (host !== undefined) return text.replace(value, host);
    return VERSION_KEY.test(names.at(-1) ?? '') ? text : this.numbers(text);
  }

  private numbers(text: string): string {
    const v6 = text.includes(':') ? text.replace(IPV6, (address) => this.address(address)) : text;
    return v6.replace(IPV4, (address) => this.address(address));
  }

  private address(text: string): string {
    const ip = canonicalIp(text);
    if (ip === undefined || COMMON_ADDRESSES.has(ip)) return text;
    if (ip.startsWith('fe80:')) return remember(this.addresses, ip, (n) => `fe80::${n.toString(16)}`);
    if (!['public', 'ipv6'].includes(addressClass(ip))) return text;
    return remember(this.addresses, ip, (n) => (ip.includes(':') ? `2001:db8::${n.toString(16)}` : n < 255 ? `198.51.100.${n}` : `203.0.113.${n % 255}`));
  }

  /** RFC 7042 §2.1.2 keeps 00-00-5E-00-53-xx for documents. */
  private mac(text: string): string {
    const plain = text.replace(/[:-]/g, '').toLowerCase();
    if (/^0{12}$|^f{12}$|^00005e0053/.test(plain)) return text;
    const separator = /[:-]/.exec(text)?.[0] ?? '';
    const mac = remember(this.macs, plain, (n) => `00005e0053${(n % 256).toString(16).padStart(2, '0')}`).match(/../g)?.join(separator) ?? text;
    return /[A-F]/.test(text) ? mac.toUpperCase() : mac;
  }

  private addSerial(serial: string, models: readonly string[]): void {
    if (serial.length < 6 || this.anywhere.has(serial) || /^(.)\1*$/.test(serial)) return;
    const model = models.find((m) => m.length > 3 && serial.startsWith(m)) ?? '';
    this.anywhere.set(serial, model + likeSerial(serial.slice(model.length), this.anywhere.size + 1));
  }

  private addUser(name: string): void {
    const common = COMMON_USERS.has(name.toLowerCase()) || /^user-\d+$/.test(name);
    if (name.length <= 64 && !common) remember(this.users, name, (n) => `user-${n}`);
  }

  private addGroup(name: string): void {
    if (name.length <= 64 && !COMMON_GROUPS.has(name.toLowerCase())) remember(this.users, name, (n) => `group-${n}`);
  }

  /** A name of make and hardware alone is nobody's. */
  private addScopes(body: string): void {
    const scopes = [...body.matchAll(SCOPE)].map(([, head = '', value = '']) => ({ isName: head.toLowerCase().endsWith('/name/'), text: decodeScope(value) }));
    const plain = [...MAKE_NAMES, ...scopes.flatMap(({ isName, text }) => (isName ? [] : [text]))].map((word) => word.toLowerCase());
    for (const { isName, text } of scopes) {
      const rest = plain.reduce((left, word) => left.replaceAll(word, ''), text.toLowerCase());
      if (isName && /[\p{L}\p{N}]/u.test(rest)) this.addHost(text);
    }
  }

  private addHost(name: string): void {
    const folded = name.toLowerCase();
    if (folded === '' || folded.length > 253 || COMMON_HOSTS.has(folded) || COMMON_TIME.test(folded) || canonicalIp(folded) !== undefined || this.hosts.has(folded)) return;
    const other = folded.includes('.') ? `home-${this.hosts.size + 1}.example.net` : `NVR-${this.hosts.size + 1}`;
    this.hosts.set(folded, other);
    // Short or plain words may stand in a reply for something else.
    if (folded.includes('.') || folded.length >= 8) this.anywhere.set(folded, other);
  }

  private byCase(word: string): string {
    for (const [known, other] of this.anywhere) if (known.toLowerCase() === word.toLowerCase()) return /[A-Z]/.test(word) ? other : other.toLowerCase();
    return word;
  }
}

function isAboutUsers({ request }: Exchange): boolean {
  return /userManager|\/Security\/users|onlineUser|GetUsers|System\/Users/i.test(request);
}

function isUserName(names: readonly string[]): boolean {
  const last = names.at(-1) ?? '';
  return USER_KEYS.has(last) && !names.some((name) => name === 'group' || name === 'groups');
}

function isGroupName(names: readonly string[]): boolean {
  const last = names.at(-1) ?? '';
  return last === 'group' || last === 'groupname' || (USER_KEYS.has(last) && !isUserName(names));
}

function decodeScope(text: string): string {
  try {
    return decodeURIComponent(text).trim();
  } catch {
    return text;
  }
}

/** `name=` is what the recorder calls itself where only that was asked. */
function isHostName(names: readonly string[], { request }: Exchange): boolean {
  const last = names.at(-1) ?? '';
  if (HOST_KEYS.has(last) || (TIME_KEYS.has(last) && /NTP/i.test(request))) return true;
  return last === 'name' && (/getMachineName/i.test(request) || names.at(-2) === 'hostnameinformation');
}

/** Letters stay letters and digits digits; the last places that may change count, so that two serial numbers stay two. */
function likeSerial(serial: string, number: number): string {
  const chars = [...serial];
  const free = chars.flatMap((char, at) => (/[A-Za-z\d]/.test(char) ? [at] : []));
  for (let at = 0; at < serial.length; at += 1) {
    const word = SERIAL_WORDS.exec(serial.slice(at))?.[0];
    if (word !== undefined) for (let i = at; i < at + word.length; i += 1) free.splice(free.indexOf(i), free.includes(i) ? 1 : 0);
  }
  const digits = free.filter((at) => /\d/.test(chars[at] as string));
  const counting = (digits.length >= 4 ? digits : free).slice(-4);
  const count = String(number).padStart(4, '0').slice(-4);
  for (const at of free) {
    const place = counting.indexOf(at);
    const digit = place < 0 ? '0' : (count[place + 4 - counting.length] ?? '0');
    const char = chars[at] as string;
    chars[at] = /\d/.test(char) ? digit : ((/[A-Z]/.test(char) ? 'ABCDEFGHIJ' : 'abcdefghij')[Number(digit)] ?? 'A');
  }
  return chars.join('');
}

function remember(known: Map<string, string>, key: string, make: (number: number) => string): string {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make(known.size + 1);
  known.set(key, made);
  return made;
}
