/** Free text without what is known to be secret or personal: every known value in every form, and whatever has the form of an address. */
import { canonicalIp } from '../../facts/validate.js';
import { isCommon } from './common.js';
import type { Token, Tokens } from './tokens.js';

const HIDDEN = '(hidden)';

/** Shorter words may stand anywhere by chance. */
const SHORTEST_WORD = 3;
const SHORTEST_SECRET = 4;

/** The one group of the pattern: what is not replaced by a token. */
const USERINFO = String.raw`(?<=:\/\/)([^\s/@]{1,128})(?=@)`;
const MAIL = String.raw`[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+`;
const MAC = String.raw`(?<![0-9a-f:-])[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}(?![0-9a-f:-])`;
const MAC_DOTTED = String.raw`(?<![\w.])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![\w.])`;
const IPV4 = String.raw`(?<![\d.]|\bv)(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)`;
const IPV6 = String.raw`(?<![\w:])(?=[0-9a-f:.]*:[0-9a-f:.]*:)[0-9a-f:]{2,39}(?![\w:])`;

/** How much is replaced: in names of rules and facts only what can be no word, in sentences all of it. */
export type Depth = 'strong' | 'all';

export interface ScrubberInput {
  readonly tokens: Tokens;
  /** Passwords of the run, where it is known which they are. */
  readonly secrets: readonly string[];
  /** False: secrets only. */
  readonly personal: boolean;
  /** Texts that stay although they look like an address: firmware versions. */
  readonly keep: readonly string[];
}

interface Known {
  readonly text: string;
  readonly token: string;
  readonly strong: boolean;
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
  private readonly pattern: RegExp;

  constructor(private readonly input: ScrubberInput) {
    for (const text of input.secrets) if (text.length >= SHORTEST_SECRET && !isCommon(text)) this.add({ text, token: HIDDEN, strong: true, exact: false, bounds: 'anywhere' });
    if (input.personal) {
      for (const text of input.keep) this.add({ text, token: text, strong: true, exact: false, bounds: 'number' });
      for (const token of input.tokens.all()) for (const known of formsOf(token)) this.add(known);
    }
    const words = [...this.known.values()].sort((a, b) => b.text.length - a.text.length).map(({ text, bounds }) => BOUNDS[bounds].join(text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')));
    this.pattern = new RegExp([USERINFO, ...(input.personal ? [MAIL, ...words, MAC, MAC_DOTTED, IPV6, IPV4] : words)].join('|'), 'gi');
  }

  scrub(text: string, depth: Depth = 'all'): string {
    return text.replace(this.pattern, (match: string, userinfo: string | undefined) => (userinfo === undefined ? this.replacement(match, depth) : HIDDEN));
  }

  private add(known: Known): void {
    const key = known.text.toLowerCase();
    if (known.text !== '' && !this.known.has(key)) this.known.set(key, known);
  }

  private replacement(match: string, depth: Depth): string {
    const known = this.known.get(match.toLowerCase());
    if (known) return (known.exact && known.text !== match) || (depth === 'strong' && !known.strong) ? match : known.token;
    const { tokens } = this.input;
    if (match.includes('@')) return tokens.mail(match);
    const ip = canonicalIp(match);
    if (ip !== undefined) {
      const token = tokens.ip(ip);
      return token === ip ? match : token;
    }
    const hex = match.toLowerCase().replace(/[:.-]/g, '');
    // Else it is a time of day, or another number with dots.
    return hex.length === 12 && !/^\d+\.\d+\.\d+\.\d+$/.test(match) ? likeMac(match, tokens.mac(hex.match(/../g)?.join(':') ?? hex)) : match;
  }
}

/** A value, and the other forms in which devices write it. */
function formsOf({ token, value, class: kind, strong }: Token): Known[] {
  const as = (text: string, shown: string, bounds = boundsOf(text), sure = strong): Known => ({ text, token: shown, strong: sure, exact: text.length < SHORTEST_WORD, bounds });
  switch (kind) {
    // With separators it is found by its form.
    case 'hardware address':
      return [as(value.replaceAll(':', ''), token.replaceAll(':', ''), 'word')];
    case 'public address':
      if (value.includes(':')) return [as(value, token, 'address')];
      // Providers build names of them: host-203-0-113-7.
      return value.includes('/') ? [] : [as(value.replaceAll('.', '-'), token.replaceAll('.', '-'), 'number')];
    case 'name': {
      const [label = ''] = value.split('.');
      const alone = label !== value && label.length >= 5 && !isCommon(label);
      return [as(value, token), ...(alone ? [as(label, token.split('.')[0] ?? token, boundsOf(label), false)] : [])];
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
