/** Gives out the tokens of one report: the same value always becomes the same token, numbered as the values appear. */
import { canonicalIp } from '../../facts/validate.js';
import { AddressMask } from './addresses.js';
import { isCommon, isCommonInterface, isProviderHost, providerOf } from './common.js';
import type { TextKind } from './kinds.js';

/** For the summary before a bundle is written. */
export type MaskedClass = 'serial' | 'hardware address' | 'public address' | 'name' | 'user name' | 'other text';

export interface Token {
  readonly token: string;
  readonly value: string;
  readonly class: MaskedClass;
}

/** A host name, or a number with dots, as `inferMethod` of the diagnosis takes it for one. */
const HOST_NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+\.?$/i;
/** As an access filter lists them: `192.168.1.50-192.168.1.60`. */
const RANGE = /^(?:\d{1,3}\.){3}\d{1,3}-(?:\d{1,3}\.){3}\d{1,3}$/;
const CLASSES = { serial: 'serial', user: 'user name', group: 'user name', client: 'other text', label: 'other text', interface: 'other text', moment: 'other text', text: 'other text' } as const satisfies Partial<Record<TextKind, MaskedClass>>;
const WORDS = { serial: 'SERIAL', user: 'user', group: 'group', client: 'client', label: 'label', interface: 'port', moment: 'time', text: 'text' } as const satisfies Record<keyof typeof CLASSES, string>;
/** Of a text that is no host and no address. */
const TOKEN = new RegExp(`^(?:${Object.values(WORDS).join('|')})-\\d+$`);

export function isWordToken(token: string): boolean {
  return TOKEN.test(token);
}

export class Tokens {
  private readonly addresses = new AddressMask();
  private readonly given = new Map<string, Token>();
  private readonly numbers = new Map<string, number>();
  /** Host in lower case without the last dot → its ways of writing. */
  private readonly spellings = new Map<string, string[]>();

  /** In the order in which they were given out. */
  all(): readonly Token[] {
    return [...this.given.values()];
  }

  ip(value: string): string {
    const ip = canonicalIp(value) ?? value;
    const token = this.addresses.mask(ip);
    if (token !== ip) this.keep(`ip ${ip}`, { token, value: ip, class: 'public address' });
    return token;
  }

  network(cidr: string): string {
    const token = this.addresses.maskNetwork(cidr);
    return token === cidr ? cidr : this.keep(`network ${cidr}`, { token, value: cidr, class: 'public address' });
  }

  /** `mac`: lower case with colons. The tokens are locally administered (IEEE 802), so no maker has given them to a device. */
  mac(mac: string): string {
    const known = this.given.get(`mac ${mac}`);
    if (known) return known.token;
    const number = this.next('mac');
    const token = `02:4e:56:52:${hex((number >>> 8) & 0xff)}:${hex(number & 0xff)}`;
    return this.keep(`mac ${mac}`, { token, value: mac, class: 'hardware address' });
  }

  mail(address: string): string {
    const key = `mail ${address.toLowerCase()}`;
    return this.given.get(key)?.token ?? this.keep(key, { token: `mail-${this.next('mail')}@name.example`, value: address, class: 'name' });
  }

  /** The domain of a person's names: what else lies below it is theirs too. In lower case. */
  domain(name: string): string {
    // It may be in the report as a host by itself.
    const key = this.given.has(`name ${name}`) ? `name ${name}` : `domain ${name}`;
    return this.given.get(key)?.token ?? this.keep(key, { token: `domain-${this.next('domain')}.example`, value: name, class: 'name' });
  }

  text(kind: TextKind, value: string): string {
    if (kind === 'public' || value.trim() === '') return value;
    if (kind === 'host') return this.host(value);
    if (kind === 'interface' && isCommonInterface(value)) return value;
    if (kind === 'moment' && /^[\d\s:./TZ+-]+$/.test(value) && /\d[:-]\d/.test(value)) return value;
    // A serial number is never a word, however it looks, and what looks like a token is taken for a value: it must not meet one.
    if (kind !== 'serial' && isCommon(value) && !TOKEN.test(value)) return value;
    const key = `${kind} ${value}`;
    return this.given.get(key)?.token ?? this.keep(key, { token: `${WORDS[kind]}-${this.next(kind)}`, value, class: CLASSES[kind] });
  }

  /** An address, a name, either with what stands around it (`http://name:8080/`), or anything else as a whole. */
  private host(value: string): string {
    // A host is the same with and without a last dot (RFC 4343).
    if (value.length > 1 && value.endsWith('.')) return `${this.host(value.slice(0, -1))}.`;
    const zone = /%([\w.-]+)$/.exec(value)?.[1];
    if (zone !== undefined && canonicalIp(value.slice(0, -zone.length - 1)) !== undefined) return `${this.host(value.slice(0, -zone.length - 1))}%${this.text('interface', zone)}`;
    const ip = canonicalIp(value);
    if (ip !== undefined) return this.spelledIp(ip, value);
    if (HOST_NAME.test(value) && !RANGE.test(value)) return this.name(value);
    const inside = this.inside(value);
    if (inside !== undefined) return inside;
    if (isCommon(value) && !/^name-\d+$/i.test(value)) return value;
    return this.name(value);
  }

  /** An address that stays, stays as it is written; another spelling of one that is masked is another spelling of its token. */
  private spelledIp(ip: string, written: string): string {
    const token = this.ip(ip);
    if (token === ip) return written;
    if (written === ip) return token;
    return token.includes(':') ? token.toUpperCase() : token.split('.').map((part) => part.padStart(3, '0')).join('.');
  }

  /** What consists of addresses, names, ports and marks; undefined where anything else is in it. */
  private inside(value: string): string | undefined {
    const parts = /[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}|(?:\d{1,3}\.){3}\d{1,3}|(?=[0-9a-f:.]*:[0-9a-f:.]*:)[0-9a-f:.]{2,45}|[a-z0-9_-]+(?:\.[a-z0-9_-]+)+|[a-z]{3,5}(?=:\/\/)|\d{1,5}(?!\w)|[\s:/,;[\]()-]+/gi;
    let rest = '';
    let end = 0;
    for (const match of value.matchAll(parts)) {
      if (match.index !== end) return undefined;
      end += match[0].length;
      rest += this.part(match[0]);
    }
    return end === value.length ? rest : undefined;
  }

  private part(part: string): string {
    const ip = canonicalIp(part);
    if (ip !== undefined) return this.spelledIp(ip, part);
    if (/^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(part)) return this.mac(part.toLowerCase().replaceAll('-', ':'));
    return /[a-z_]/i.test(part) && part.includes('.') ? this.name(part) : part;
  }

  /** Spellings of one name (case says nothing) stay different spellings of one name; which letters of the token are large tells them apart. */
  private name(written: string): string {
    const host = written.toLowerCase();
    if (isProviderHost(host)) return written;
    const spellings = this.spellings.get(host) ?? [host];
    this.spellings.set(host, spellings);
    if (!spellings.includes(written)) spellings.push(written);
    const token = spell(this.baseName(host), spellings.indexOf(written));
    return written === host ? token : this.keep(`name ${written}`, { token, value: written, class: 'name' });
  }

  private baseName(host: string): string {
    const key = `name ${host}`;
    const known = this.given.get(key);
    if (known) return known.token;
    const tail = HOST_NAME.test(host) ? `.${providerOf(host) ?? 'example'}` : '';
    return this.keep(key, { token: `name-${this.next('name')}${tail}`, value: host, class: 'name' }).toLowerCase();
  }

  private keep(key: string, token: Token): string {
    if (!this.given.has(key)) this.given.set(key, token);
    return token.token;
  }

  private next(kind: string): number {
    const number = (this.numbers.get(kind) ?? 0) + 1;
    this.numbers.set(kind, number);
    return number;
  }
}

/** The bits of `index` as large letters in "name"; sixteen spellings of one name are more than anybody writes. */
function spell(token: string, index: number): string {
  return [...token].map((letter, at) => (at < 4 && (index >> at) & 1 ? letter.toUpperCase() : letter)).join('');
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
