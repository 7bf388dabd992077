/** Which names carry a secret, in the words of all makes. When in doubt it is one: a value masked for nothing costs a question, the other way costs a home. */
import type { Site } from './site.js';

export const MASK = '******';

/** Parts of folded names. `contact`, `mail`, `phone`, `question` and `answer` belong to the ways of resetting a password. */
const PARTS = [
  'pass', 'pwd', 'secret', 'token', 'cookie', 'authorization', 'nonce', 'opaque', 'session', 'credential', 'loginhandle', 'uuid', 'salt',
  'captcha', 'verificationcode', 'verifycode', 'checkcode', 'authcode', 'securitycode', 'activationcode', 'contact', 'mail', 'phone',
  'mobile', 'question', 'answer', 'random', 'challenge', 'privatekey', 'apikey', 'remark', 'wsse', 'signature', 'ciphertext', 'psk',
];
const EXACT = new Set(['memo', 'key', 'keys', 'pin', 'puk', 'pw', 'cipher', 'pub', 'ssid', 'cnonce', 'sign', 'desc']);
/** Names of accounts elsewhere (a DDNS provider, a mail server); in a list of the recorder's own users they are what is asked for. */
const ACCOUNT = new Set(['user', 'username', 'loginname', 'account', 'accountname', 'login']);
const HARMLESS = /^(\s*|\s*"?(true|false|null)"?\s*|\*+)$/i;
/** What ONVIF calls a token: the name of a network card or a profile. */
const INTERFACE = /^(eth|en[opsx]?|bond|wlan|lan|lo|ppp|br|nic|net|interface|profile)[_.-]?\w{0,12}$/i;
const MAC = /^[0-9a-f]{2}([:-]?[0-9a-f]{2}){5}$/i;

/** `password: …`, `"key"="…"` and the like in the middle of a text; the end of the match is where the value begins. */
const NAMED = String.raw`(?:(?<!urn:)uuid|${PARTS.filter((part) => part !== 'uuid').join('|')}|\bpin|\bpw|\bmac|\bmemo|key|user)[\w.[\]-]{0,64}["'\\]{0,3} {0,16}(?:[=:>\t]|%3d)`;
export const IN_TEXT = new RegExp(NAMED, 'i');
export const ALL_IN_TEXT = new RegExp(NAMED, 'gi');
/** `://user:password@host`, with the host perhaps cut off: what follows the colon is then no port. */
export const IN_ADDRESS = /:\/\/(?:[^/\s@]{1,256}@|[^/\s@:[\]]{1,256}:(?!\d{1,5}(?:[/?#\s"'<]|$))[^\s"'<]{0,256})/g;

/** How a refusal says what it is. `code` alone may be both. */
const NO_SECRET_CODE = /(status|error|response|result|return|sub|fault)code$/;
const LONGEST_NAME = 128;
const MOST_NAMES = 512;
const judged = new Map<string, boolean>();

/** Remembered: the same names come by again with every value below them. */
export function isSecretName(folded: string): boolean {
  const known = judged.get(folded);
  if (known !== undefined) return known;
  const secret = EXACT.has(folded) || folded.endsWith('key') || (folded.endsWith('code') && !NO_SECRET_CODE.test(folded)) || PARTS.some((part) => folded.includes(part));
  if (folded.length <= LONGEST_NAME) {
    if (judged.size >= MOST_NAMES) judged.clear();
    judged.set(folded, secret);
  }
  return secret;
}

/** What one reply is about, as far as it decides what is secret in it. */
export interface About {
  /** The reply lists the recorder's own users or sessions. */
  readonly accounts: boolean;
  /** Everything in it is (`PasswdFind`: where reset codes go). */
  readonly all: boolean;
  /** Interfaces and profiles are named by a `token` attribute there. */
  readonly onvif: boolean;
}

export function isSecret({ names, text, kind }: Site, about: About): boolean {
  if (HARMLESS.test(text)) return false;
  const last = names.at(-1) ?? '';
  if (about.all && (kind === 'text' || names.length > 1) && !['id', 'session', 'code', 'message'].includes(last)) return true;
  if (about.onvif && last === 'token' && names.at(-2)?.endsWith('@') === true && INTERFACE.test(text)) return false;
  // In an error the code is the number of the refusal, in a SOAP fault its name.
  const code = kind === 'number' || about.onvif;
  if (names.some((name) => !(code && name === 'code') && isSecretName(name))) return true;
  if (!about.accounts && names.some((name) => ACCOUNT.has(name))) return true;
  // The proof in a sign-in challenge has the name of a hardware address.
  if (names.includes('mac')) return !MAC.test(text.trim());
  return kind === 'text' && (IN_TEXT.test(text) || text.search(IN_ADDRESS) >= 0);
}
