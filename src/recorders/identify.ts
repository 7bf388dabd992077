/** Who answers on a web port, without a login: makes are told by how they ask for one. */
import { readChallenges } from './digest.js';
import type { HttpReply, WebBase } from './signed-http.js';
import { plainRequest } from './signed-http.js';
import { CGI_ACTIONS } from './dahua/allowed.js';
import { isDahuaRealm } from './dahua/reader.js';
import type { Network, Outcome } from '../network/seam.js';

export type Brand = 'Dahua' | 'Hikvision' | 'Uniview';

export interface WebIdentity {
  /** Where it answers; another one than asked where it sends its visitors to its own HTTPS. */
  readonly base: WebBase;
  /** undefined: something answers, and it is no recorder that is known. */
  readonly brand: Brand | undefined;
}

/** Asks once, and once more where it sends its visitors from HTTP to HTTPS on the same address. Sends no credentials. */
export async function identifyWeb(network: Network, base: WebBase, signal: AbortSignal): Promise<Outcome<WebIdentity>> {
  const reply = await plainRequest(network, base, { target: CGI_ACTIONS.machineName }, signal);
  if (!reply.ok) return reply;
  const elsewhere = base.tls ? undefined : secureTwin(base, reply.value);
  if (elsewhere) {
    const second = await plainRequest(network, elsewhere, { target: CGI_ACTIONS.machineName }, signal);
    return second.ok ? { ok: true, value: { base: elsewhere, brand: brandOf(second.value) } } : second;
  }
  return { ok: true, value: { base, brand: brandOf(reply.value) } };
}

/** Target of a redirect to HTTPS on this very address; any other redirect is not followed. */
function secureTwin(base: WebBase, reply: HttpReply): WebBase | undefined {
  if (![301, 302, 307, 308].includes(reply.status)) return undefined;
  const location = headerValues(reply, 'location')[0] ?? '';
  if (!URL.canParse(location)) return undefined;
  const url = new URL(location);
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
  return url.protocol === 'https:' && host === base.address ? { address: base.address, port: url.port === '' ? 443 : Number(url.port), tls: true } : undefined;
}

function brandOf(reply: HttpReply): Brand | undefined {
  const realms = readChallenges(reply.rawHeaders).map((challenge) => challenge.parameters.get('realm') ?? '');
  if (realms.some((realm) => isDahuaRealm(realm) || realm === 'Device_CGI')) return 'Dahua';
  if (realms.some((realm) => /^(IP Camera\(|DS-\d)/.test(realm))) return 'Hikvision';
  if (realms.includes('NVRDVR')) return 'Uniview';
  const server = headerValues(reply, 'server')[0] ?? '';
  if (/^(App-webs|DNVRS-Webs|Hikvision-Webs)/i.test(server)) return 'Hikvision';
  // A recorder that shuts strangers out before it asks who they are.
  return (reply.status === 401 || reply.status === 403) && /Invalid Authority!|"RmLock"/.test(reply.body) ? 'Dahua' : undefined;
}

function headerValues(reply: HttpReply, name: string): string[] {
  return reply.rawHeaders.filter((_, i) => i % 2 === 1 && reply.rawHeaders[i - 1]?.toLowerCase() === name);
}
