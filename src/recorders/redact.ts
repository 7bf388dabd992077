/**
 * Replies without their secrets: passwords, keys, session marks, accounts elsewhere, ways of resetting. The only door through which an
 * exchange may leave the process. Total: never throws, whatever the text; linear in its length.
 */
import type { Exchange, KeptReply } from './exchange.js';
import { rewriteJson } from './redact/json.js';
import { rewriteLines } from './redact/lines.js';
import { ALL_IN_TEXT, IN_ADDRESS, IN_TEXT, isSecret, isSecretName, MASK, type About } from './redact/secrets.js';
import { foldName, type Visit } from './redact/site.js';
import { rewriteXml } from './redact/xml.js';

/** Characters of a reply that are kept in a report. */
export const KEPT_CHARACTERS = 2048;
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu;

/** Headers whose values are told as they are. Others may be anything, so they are masked. */
const PLAIN_HEADERS = new Set([
  'accept-ranges', 'age', 'allow', 'cache-control', 'connection', 'content-encoding', 'content-language', 'content-length', 'content-security-policy',
  'content-type', 'date', 'expires', 'keep-alive', 'last-modified', 'location', 'mime-version', 'pragma', 'server', 'strict-transport-security',
  'transfer-encoding', 'upgrade', 'vary', 'via', 'x-content-type-options', 'x-frame-options', 'x-xss-protection',
]);
const TOLD = new Set(['realm', 'qop', 'algorithm', 'stale', 'charset', 'domain', 'userhash']);
const COOKIE_WORDS = new Set(['secure', 'httponly', 'path=/', 'samesite=lax', 'samesite=strict', 'samesite=none']);

export function redactExchange(exchange: Exchange): Exchange {
  const about = aboutOf(exchange);
  const rawHeaders = exchange.rawHeaders.map((value, index, all) => (index % 2 === 0 ? cut(value) : redactHeader(all[index - 1] ?? '', value)));
  return { ...exchange, request: redactLine(exchange.request), rawHeaders, body: rewriteBody(exchange.body, maskSecrets(about)) };
}

/** What the report keeps of a reply that did not end as known. */
export function keptReply(item: string, exchange: Exchange): KeptReply {
  const { protocol, request, status, body } = redactExchange(exchange);
  const clean = body.replace(/\r\n?/g, '\n').replace(CONTROL, ' ').trim();
  return {
    item,
    protocol,
    request: request.replace(CONTROL, ' ').replaceAll('\n', ' ').slice(0, 256),
    ...(status === undefined ? {} : { status }),
    body: clean.length > KEPT_CHARACTERS ? `${clean.slice(0, KEPT_CHARACTERS - 1)}…` : clean,
  };
}

/** Rewrites the values of a body by its own notation. Where that is broken, everything from the first name of a secret on is masked. */
export function rewriteBody(body: string, visit: Visit): string {
  const start = body.search(/[^\s\0\ufeff]/);
  const first = start < 0 ? '' : body[start];
  if (first === '<') return rewriteXml(body, visit).text;
  // Datagrams carry JSON behind a binary head, RPC answers sometimes behind a stray mark.
  const head = first === '{' || first === '[' ? '' : /^[^=<"[\]{}]{0,64}(?=[{[]\s{0,32}["{[\]}])/.exec(body.slice(start))?.[0];
  const brace = head === undefined ? undefined : start + head.length;
  if (brace === undefined) return /^[^=]*"\s{0,16}:\s{0,16}["[{\d]/.test(body) ? cutAtSecret(body) : rewriteLines(body, visit).text;
  const json = rewriteJson(body.slice(brace), visit);
  return rewriteLines(body.slice(0, brace), visit).text + (json.damaged ? cutAtSecret(body.slice(brace)) : json.text);
}

function maskSecrets(about: About): Visit {
  return (site) => (isSecret(site, about) ? (site.kind === 'number' ? '0' : MASK) : undefined);
}

/** Damaged notation: what was a name and what a value is no longer certain. */
function cutAtSecret(text: string): string {
  const names = text.matchAll(/[A-Za-z][\w-]{1,63}/g);
  for (const m of names) {
    const folded = foldName(m[0]);
    if (isSecretName(folded) || /user|mac$/.test(folded)) return `${text.slice(0, m.index)}${MASK}`;
  }
  return text;
}

function aboutOf({ protocol, request }: Exchange): About {
  return {
    accounts: /userManager|\/Security\/users|onlineUser|GetUsers|System\/Users|userCheck/i.test(request),
    all: /PasswdFind|SecretQuestion/i.test(request),
    onvif: protocol === 'onvif',
  };
}

function redactHeader(name: string, value: string): string {
  const key = name.trim().toLowerCase();
  if (key === 'www-authenticate') return redactChallenge(value);
  if (key === 'set-cookie') return value.split(';').map(redactCookie).join(';');
  return PLAIN_HEADERS.has(key) ? redactLine(value) : MASK;
}

/** Scheme, realm, qop and algorithm are what a reader needs; all other values go, and so does whatever stands outside the form. */
function redactChallenge(value: string): string {
  const out: string[] = [];
  let at = 0;
  const between = (text: string): void => {
    out.push(/^[\s,]*([A-Za-z][\w-]{0,31}\s+)?$/.test(text) ? text : ` ${MASK} `);
  };
  for (const m of value.slice(0, 8192).matchAll(/([\w-]{1,64})(\s{0,8}=\s{0,8})("(?:[^"\\]|\\[^])*"?|[^\s,"]{1,4096})/g)) {
    const [whole, name = '', equals = '', given = ''] = m;
    between(value.slice(at, m.index));
    at = m.index + whole.length;
    if (TOLD.has(name.toLowerCase()) && !IN_TEXT.test(given)) out.push(whole);
    else out.push(name, equals, given.startsWith('"') ? `"${MASK}"` : MASK);
  }
  if (at < value.length) between(value.slice(at));
  return out.join('');
}

function redactCookie(part: string): string {
  const text = part.trim().toLowerCase();
  if (text === '' || COOKIE_WORDS.has(text)) return part;
  const equals = part.indexOf('=');
  return equals < 0 ? ` ${MASK}` : `${part.slice(0, equals + 1)}${MASK}`;
}

/** A request line or a header: masked from the first secret on. */
function redactLine(text: string): string {
  const safe = text.replace(/([?&;]([\w.[\]-]{1,128})=)([^&\s]*)/g, (whole, head: string, name: string) => (isSecretName(foldName(name)) ? `${head}${MASK}` : whole));
  const address = safe.replace(IN_ADDRESS, `://${MASK}@`);
  for (const m of address.matchAll(ALL_IN_TEXT)) {
    const end = m.index + m[0].length;
    if (!address.startsWith(MASK, end)) return `${address.slice(0, end)}${MASK}`;
  }
  return address;
}

function cut(text: string): string {
  return text.slice(0, 128);
}
