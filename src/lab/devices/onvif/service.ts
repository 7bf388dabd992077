/** The ONVIF device service at `/onvif/device_service`: SOAP over HTTP, reads only. What would write is counted and refused. */
import { signIn, type AccountGroup } from '../../../accounts/index.js';
import { DigestGuard } from '../digest-guard.js';
import { printXml, type XmlElement } from '../print-xml.js';
import type { RecorderContext } from '../recorder/context.js';
import type { HttpExchange } from '../service.js';
import { OPERATIONS } from './operations.js';
import type { OnvifProfile } from './profiles.js';
import { readUsernameToken, tokenProves } from './username-token.js';

const NAMESPACES = {
  '@xmlns:env': 'http://www.w3.org/2003/05/soap-envelope',
  '@xmlns:ter': 'http://www.onvif.org/ver10/error',
  '@xmlns:tds': 'http://www.onvif.org/ver10/device/wsdl',
  '@xmlns:tt': 'http://www.onvif.org/ver10/schema',
};
const FAULTS = {
  NotAuthorized: ['env:Sender', 'ter:NotAuthorized', 'The action requested requires authorization and the sender is not authorized'],
  ActionNotSupported: ['env:Receiver', 'ter:ActionNotSupported', 'The requested action is optional and is not implemented by the device'],
  WellFormed: ['env:Sender', 'ter:WellFormed', 'Well-formed Error'],
} as const;

const CHALLENGE = 'Digest realm="{realm}", qop="auth", nonce="{nonce}"{algorithm}, stale="{stale}"';

export class OnvifService {
  private readonly guard: DigestGuard;

  constructor(
    private readonly context: RecorderContext,
    private readonly profile: OnvifProfile,
    /** The password of a user as its owner knows it: a token can be checked against nothing else. */
    private readonly passwordOf: (user: string) => string | undefined,
  ) {
    this.guard = new DigestGuard(context, { algorithms: ['MD5'], challenge: CHALLENGE });
  }

  answer(exchange: HttpExchange): void {
    // Clients that know they will be asked send no body at first.
    if (exchange.method === 'POST' && exchange.body === '' && (this.profile.auth === 'digest' || this.profile.auth === 'either')) {
      const asked = this.guard.check(exchange);
      if (!asked.accepted) return this.fault(exchange, 'NotAuthorized', undefined, asked.challenges);
    }
    const name = exchange.method === 'POST' ? operationOf(exchange.body) : undefined;
    if (name === undefined) return this.fault(exchange, 'WellFormed', 400);
    const operation = OPERATIONS.get(name);
    if (operation === undefined) {
      if (!name.startsWith('Get')) this.context.counters.writes++;
      return this.fault(exchange, 'ActionNotSupported');
    }
    const open = operation.access === 'open' && !(this.profile.timeNeedsAuth && name === 'GetSystemDateAndTime');
    if (!open && this.profile.auth !== 'none' && this.context.state.onvifLogin) {
      const signedIn = this.signIn(exchange);
      if ('challenges' in signedIn) return this.fault(exchange, 'NotAuthorized', undefined, signedIn.challenges);
      if (operation.access === 'sensitive' && signedIn.group !== 'admin') return this.fault(exchange, 'NotAuthorized');
    }
    this.envelope(exchange, 200, { [`tds:${name}Response`]: operation.read({ context: this.context, profile: this.profile }) });
  }

  private signIn(exchange: HttpExchange): { readonly group: AccountGroup } | { readonly challenges: readonly string[] } {
    const { auth } = this.profile;
    const token = auth === 'digest' ? undefined : readUsernameToken(exchange.body);
    if (token !== undefined) {
      const { context } = this;
      const own = this.passwordOf(token.user);
      const proven = own !== undefined && tokenProves(token, own, context.now() + context.state.clockOffsetSeconds * 1000);
      // The account room knows no tokens: it is told the password where one proves it, and a wrong one where not.
      const proof = { kind: 'password', password: proven ? own : '' } as const;
      const { state, result } = signIn(context.accounts.state, { user: token.user, proof, address: exchange.peer.address, client: 'ONVIF' }, context.now());
      context.accounts.state = state;
      if (result.accepted) return { group: result.group };
      context.counters.refusedLogins++;
      return { challenges: [] };
    }
    if (auth === 'token') return { challenges: [] };
    const signedIn = this.guard.check(exchange);
    return signedIn.accepted ? { group: signedIn.group } : { challenges: signedIn.challenges };
  }

  /** Who asks for a digest can be answered only under 401. */
  private fault(exchange: HttpExchange, kind: keyof typeof FAULTS, status?: number, challenges: readonly string[] = []): void {
    const [code, subcode, reason] = FAULTS[kind];
    const body = { 'env:Fault': { 'env:Code': { 'env:Value': code, 'env:Subcode': { 'env:Value': subcode } }, 'env:Reason': { 'env:Text': { '@xml:lang': 'en', '': reason } } } };
    this.envelope(exchange, challenges.length > 0 ? 401 : (status ?? this.profile.faultStatus), body, challenges);
  }

  private envelope(exchange: HttpExchange, status: number, body: XmlElement, headers: readonly string[] = []): void {
    const { ugly } = this.profile;
    const xml = printXml({ 'env:Envelope': { ...NAMESPACES, [ugly === 'bad-prefix' ? 'SOAP-ENV:Body' : 'env:Body']: body } });
    const text = ugly === 'typographic' ? xml.replace('version="1.0" encoding="UTF-8"', 'version=”1.0” encoding=”UTF-8”') : xml;
    exchange.reply(status, text, [...headers, 'Connection', 'close', 'Content-Type', 'application/soap+xml; charset=utf-8']);
  }
}

/** Local name of the first element in the SOAP body. */
function operationOf(body: string): string | undefined {
  return /<(?:[\w-]+:)?Body\b[^>]*>\s*<(?:[\w-]+:)?([A-Za-z]{1,64})[\s/>]/.exec(body)?.[1];
}
