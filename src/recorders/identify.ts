/** Who answers on a web port, without a login: makes are told by how they ask for one. Nothing that is made from a password is sent. */
import { cleanText } from '../facts/validate.js';
import { ok, type Network, type Outcome } from '../network/seam.js';
import type { CertificateState } from '../network/tls.js';
import type { Witness } from './exchange.js';
import { isDahuaRealm } from './dahua/realm.js';
import { isHikvisionRealm } from './hikvision/realm.js';
import { isUniviewRealm } from './uniview/realm.js';
import { readChallenges } from './digest.js';
import { headerValues, plainRequest, type HttpReply, type WebBase } from './http-question.js';
import type { Family } from './reader.js';

export type Brand = Exclude<Family, 'ONVIF'>;

export interface WebIdentity {
  /** Where it answers; another one than asked where it sends its visitors to its own HTTPS. */
  readonly base: WebBase;
  /** undefined: something answers, and it is no recorder that is known. */
  readonly brand: Brand | undefined;
  /** Of the certificate it showed; undefined over plain HTTP. */
  readonly certificate?: CertificateState;
  /** What answers where it is no recorder, in words. */
  readonly stranger: string;
}

/** Targets that every recorder of the family answers in its own way without a login, and nothing else knows. */
const QUESTIONS = {
  Dahua: '/cgi-bin/magicBox.cgi?action=getMachineName',
  Hikvision: '/ISAPI/Security/userCheck',
  Uniview: '/LAPI/V1.0/System/DeviceBasicInfo',
} as const satisfies Record<Brand, string>;

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/**
 * Asks once, once more where it sends its visitors from HTTP to HTTPS on the same address, and where neither tells, in the words of the
 * two other makes. A redirect to anywhere else is not followed.
 */
export async function identifyWeb(network: Network, asked: WebBase, signal: AbortSignal, witness?: Witness): Promise<Outcome<WebIdentity>> {
  const ask = (base: WebBase, target: string): Promise<Outcome<HttpReply>> => plainRequest(network, base, { target }, signal, { protocol: 'web', witness });
  let base = asked;
  let first = await ask(base, QUESTIONS.Dahua);
  if (!first.ok) return first;
  const twin = base.tls ? undefined : secureTwin(base, first.value);
  if (twin) {
    base = twin;
    first = await ask(base, QUESTIONS.Dahua);
    if (!first.ok) return first;
  }
  const { certificate } = first.value;
  const identity = (brand: Brand | undefined, stranger = ''): Outcome<WebIdentity> => ok({ base, brand, stranger, ...(certificate === undefined ? {} : { certificate }) });
  const brand = brandOf(first.value);
  if (brand) return identity(brand);
  for (const target of [QUESTIONS.Hikvision, QUESTIONS.Uniview]) {
    const next = await ask(base, target);
    // Hanging up on a question that it does not know says nothing about who it is.
    const told = next.ok ? brandOf(next.value) : undefined;
    if (told) return identity(told);
    if (!next.ok && next.failure.kind === 'timed-out') break;
  }
  return identity(undefined, strangerIn(base, first.value));
}

/** Target of a redirect to HTTPS on this very address. */
function secureTwin(base: WebBase, reply: HttpReply): WebBase | undefined {
  const url = redirectTarget(reply);
  const port = url?.port === '' ? 443 : Number(url?.port);
  return url?.protocol === 'https:' && hostOf(url) === base.address ? { address: base.address, port, tls: true } : undefined;
}

function redirectTarget(reply: HttpReply): URL | undefined {
  const location = REDIRECTS.includes(reply.status) ? headerValues(reply.rawHeaders, 'location')[0] : undefined;
  return location !== undefined && URL.canParse(location) ? new URL(location) : undefined;
}

const hostOf = (url: URL): string => (url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname);

function brandOf(reply: HttpReply): Brand | undefined {
  const realms = readChallenges(reply.rawHeaders).map((challenge) => challenge.parameters.get('realm') ?? '');
  if (realms.some((realm) => isDahuaRealm(realm))) return 'Dahua';
  if (realms.some(isHikvisionRealm)) return 'Hikvision';
  if (realms.some(isUniviewRealm)) return 'Uniview';
  const server = headerValues(reply.rawHeaders, 'server')[0] ?? '';
  if (/^(App-webs|DNVRS-Webs|Hikvision-Webs)/i.test(server)) return 'Hikvision';
  const start = reply.body.slice(0, 4096);
  if (/<(\w+:)?userCheck[\s>]|<(\w+:)?ResponseStatus[\s>][^]*(hikvision|isapi|std-cgi)\./i.test(start)) return 'Hikvision';
  if (/"ResponseURL"\s*:\s*"\/LAPI\//.test(start)) return 'Uniview';
  // A recorder that shuts strangers out before it asks who they are.
  return (reply.status === 401 || reply.status === 403) && /Invalid Authority!|"RmLock"/.test(start) ? 'Dahua' : undefined;
}

/** What a page that is no recorder's calls itself. Everything in it is the device's own word. */
function strangerIn(base: WebBase, reply: HttpReply): string {
  const url = redirectTarget(reply);
  if (url && hostOf(url) !== base.address) return `the web page there sends its visitors to another address (${cleanText(hostOf(url), 60)}), where nothing was sent`;
  const title = cleanText(/<title[^>]*>([^<]{1,200})/i.exec(reply.body.slice(0, 16_384))?.[1] ?? '', 40).trim();
  const realm = cleanText(readChallenges(reply.rawHeaders)[0]?.parameters.get('realm') ?? '', 40).trim();
  const name = title === '' ? realm : title;
  return name === '' ? 'what answers there is not a recorder that is known' : `what answers there is not a recorder that is known; it calls itself "${name}"`;
}
