/** Free text without what is known to be secret or personal: every known value in every form, and whatever has the form of an address. */
import { canonicalIp } from '../../facts/validate.js';
import { isOurs, ownDomainOf } from './common.js';
import { HIDDEN } from './secrets.js';
import type { Token, Tokens } from './tokens.js';

/** Shorter words may stand anywhere by chance. */
const SHORTEST_WORD = 3;

/** The one group of the pattern: what is not replaced by a token. */
const USERINFO = String.raw`(?<=:\/\/)([^\s/@]{1,128})(?=@)`;
const MAIL = String.raw`[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+`;
const MAC = String.raw`(?<![0-9a-f:-])[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}(?![0-9a-f:-])`;
const MAC_DOTTED = String.raw`(?<![\w.])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![\w.])`;
const IPV4 = String.raw`(?<![\d.]|\bv)(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)`;
/** With dots at its end or without; what is read as one of them must be no part of the other. */
const IPV6 = String.raw`(?<![\w:])(?=[0-9a-f:.]*:[0-9a-f:.]*:)[0-9a-f:]{2,39}(?:(?:\.\d{1,3}){3}(?!\d|\.\d)|(?![\w:]|(?:\.\d{1,3}){3}))`;
/** Heads that say how the IPv4 address behind them is meant (RFC 4291, 6052), and what is no head of an address. */
const DOTTED = /^([0-9a-f:]*:)((?:\d{1,3}\.){3}\d{1,3})$/i;
const MEANING_HEAD = /^(?:::(?:ffff:(?:0:)?)?|64:ff9b::)$/i;

export interface ScrubberInput {
  readonly tokens: Tokens;
  /** Passwords that are left out wherever they stand. */
  readonly secrets: readonly string[];
  /** False: secrets only. */
  readonly personal: boolean;
  /** What became of whole texts elsewhere: here it becomes of them as well. */
  readonly became?: ReadonlyMap<string, string>;
  /** Where an address that stands in no fact is none, but a version. */
  readonly versions?: boolean;
}

interface Known {
  readonly text: string;
  readonly token: string | (() => string);
  /** Short: only with this case. */
  readonly exact: boolean;
  /** Where it counts. `anywhere`: inside other words too. `address`: not where the number goes on. */
  readonly bounds: 'anywhere' | 'word' | 'number' | 'address';
}

const BOUNDS = {
  anywhere: ['', ''],
  word: ['(?<![a-z0-9_])', '(?![a-z0-9_])'],
  address: ['', '(?![0-9a-f:])'],
  number: ['(?<![\\d.])', '(?!\\d|\\.\\d)'],
} as const satisfies Record<Known['bounds'], readonly [string, string]>;

export class Scrubber {
  private readonly known = new Map<string, Known>();
  /** Those of the facts. */
  private readonly addresses: ReadonlySet<string>;
  private readonly pattern: RegExp;

  constructor(private readonly input: ScrubberInput) {
    const given = input.personal ? input.tokens.all() : [];
    this.addresses = new Set(given.flatMap(({ value, class: kind }) => (kind === 'public address' ? [value] : [])));
    for (const [text, token] of input.became ?? []) this.add({ text, token, exact: text.length < SHORTEST_WORD, bounds: text === token ? 'number' : 'word' });
    for (const text of input.secrets) this.add({ text, token: HIDDEN, exact: false, bounds: 'anywhere' });
    for (const token of given) for (const known of formsOf(token, input.tokens)) this.add(known);
    const words = [...this.known.values()].sort((a, b) => b.text.length - a.text.length).map(({ text, bounds }) => BOUNDS[bounds].join(text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')));
    this.pattern = new RegExp([USERINFO, ...(input.personal ? [MAIL, ...words, MAC, MAC_DOTTED, IPV6, IPV4] : words)].join('|'), 'gi');
  }

  scrub(text: string): string {
    return text.replace(this.pattern, (match: string, userinfo: string | undefined) => (userinfo === undefined ? this.replacement(match) : HIDDEN));
  }

  private add(known: Known): void {
    const key = known.text.toLowerCase();
    if (known.text !== '' && !this.known.has(key)) this.known.set(key, known);
  }

  private replacement(match: string): string {
    const known = this.known.get(match.toLowerCase());
    if (known) return known.exact && known.text !== match ? match : typeof known.token === 'string' ? known.token : known.token();
    if (match.includes('@')) return this.input.tokens.mail(match);
    const ip = canonicalIp(match);
    const [, head, tail] = DOTTED.exec(match) ?? [];
    if (head !== undefined && tail !== undefined && (ip === undefined || MEANING_HEAD.test(head))) return head + this.replacement(tail);
    if (ip !== undefined) return this.address(ip, match);
    const hex = match.toLowerCase().replace(/[:.-]/g, '');
    // Else it is a time of day, or another number with dots.
    return hex.length === 12 && !/^\d+\.\d+\.\d+\.\d+$/.test(match) ? likeMac(match, this.input.tokens.mac(hex.match(/../g)?.join(':') ?? hex)) : match;
  }

  private address(ip: string, written: string): string {
    if (this.input.versions && !this.addresses.has(ip)) return written;
    const token = this.input.tokens.ip(ip);
    return token === ip ? written : token;
  }
}

/** A value, and the other forms in which devices write it. */
function formsOf({ token, value, class: kind }: Token, tokens: Tokens): Known[] {
  const as = (text: string, shown: Known['token'], bounds = boundsOf(text)): Known => ({ text, token: shown, exact: text.length < SHORTEST_WORD, bounds });
  switch (kind) {
    // With separators it is found by its form.
    case 'hardware address':
      return [as(value.replaceAll(':', ''), token.replaceAll(':', ''), 'word')];
    case 'public address':
      if (value.includes(':')) return [as(value, token, 'address')];
      // Providers build names of them: host-203-0-113-7.
      return value.includes('/') ? [] : [as(value.replaceAll('.', '-'), token.replaceAll('.', '-'), 'number')];
    case 'name': {
      const host = value.toLowerCase();
      const [label = ''] = value.split('.');
      const alone = label !== value && label.length >= 5 && !isOurs(label);
      const domain = ownDomainOf(host);
      return [as(value, token), ...(alone ? [as(label, token.split('.')[0] ?? token)] : []), ...(domain === undefined ? [] : [as(domain, () => tokens.domain(domain))])];
    }
    case 'serial':
    case 'user name':
    case 'other text':
      return [as(value, token)];
  }
}

/** What has letters and digits, or dots, is no part of a word by chance. */
function boundsOf(text: string): Known['bounds'] {
  return text.length >= 6 && /[a-z]/i.test(text) && /[\d.]/.test(text) ? 'anywhere' : 'word';
}

/** A token with the separators of what it stands for. */
function likeMac(written: string, token: string): string {
  if (written.includes('.')) return token.replaceAll(':', '').replace(/(.{4})(.{4})/, '$1.$2.');
  return written.includes('-') ? token.replaceAll(':', '-') : token;
}
