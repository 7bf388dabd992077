/** ISAPI over digest: reads only. What would write is counted and refused. */
import { DigestGuard, type Guarded } from '../digest-guard.js';
import { printXml, type XmlElement } from '../print-xml.js';
import type { RecorderContext } from '../recorder/context.js';
import type { HttpExchange } from '../service.js';
import { ISAPI_DOCUMENTS, type IsapiCall } from './documents.js';
import type { HikvisionProfile } from './profiles.js';

/** `statusCode`, `statusString` and number of an error, by its sub-status (ISAPI's own words). */
const STATUS = {
  notSupport: [4, 'Invalid Operation', 1_073_741_825],
  methodNotAllowed: [4, 'Invalid Operation', 1_073_741_828],
  lowPrivilege: [4, 'Invalid Operation', 1_073_741_829],
  notActivated: [4, 'Invalid Operation', 1_073_741_830],
  badAuthorization: [4, 'Invalid Operation', 1_073_741_831],
  riskPassword: [1, 'OK', 1],
} as const;

/** Parameters and pages of published ways around the sign-in. */
const BAIT = /[?&]auth=|^\/SDK\/webLanguage/i;

export class Isapi {
  private readonly guard: DigestGuard;
  private readonly call: IsapiCall;

  constructor(
    private readonly context: RecorderContext,
    private readonly profile: HikvisionProfile,
  ) {
    this.guard = new DigestGuard(context, profile.digest);
    this.call = { context, profile };
  }

  answer(exchange: HttpExchange): void {
    const { context, profile } = this;
    const [path = ''] = exchange.target.split('?', 1);
    if (BAIT.test(exchange.target)) context.counters.bypassBait++;
    if (exchange.method !== 'GET') {
      context.counters.writes++;
      return this.tell(exchange, 403, 'methodNotAllowed');
    }
    if (path === '/') return this.send(exchange, 200, '<!doctype html><html><head><title></title></head><body><script>window.location.href="doc/page/login.asp"</script></body></html>', 'text/html');
    const activated = context.accounts.state.initialized;
    if (path === '/ISAPI/System/activateStatus' && !Object.hasOwn(profile.absent, path)) return this.document(exchange, activation(activated, profile));
    if (!path.startsWith('/ISAPI/')) return this.send(exchange, 404, NOT_FOUND, 'text/html');
    // Nobody can sign in before the first password is set.
    if (!activated) return this.tell(exchange, 403, 'notActivated');

    const signedIn = this.guard.check(exchange);
    if (!signedIn.accepted) return this.refuse(exchange, path, signedIn);
    if (path === '/ISAPI/Security/userCheck') return this.document(exchange, { userCheck: { statusValue: 200, statusString: 'OK', isDefaultPassword: false, isRiskPassword: profile.riskPassword.length > 0, isActivated: true } });
    if (profile.riskPassword.includes(path)) return this.tell(exchange, 200, 'riskPassword');
    const entry = ISAPI_DOCUMENTS.get(path);
    const missing = Object.hasOwn(profile.absent, path) ? profile.absent[path] : entry === undefined ? profile.unknown : undefined;
    if (missing === 404) return this.send(exchange, 404, NOT_FOUND, 'text/html');
    if (missing === 403 || entry === undefined) return this.tell(exchange, 403, 'notSupport');
    if (entry.admin && signedIn.group !== 'admin') return this.tell(exchange, 403, 'lowPrivilege');
    const document = entry.read(this.call);
    if (typeof document === 'string') return this.send(exchange, 200, document, 'text/plain');
    this.document(exchange, document);
  }

  /** A refusal names the lock, to whoever asks: before a sign-in where the firmware is new enough, after one always. */
  private refuse(exchange: HttpExchange, path: string, denied: Exclude<Guarded, { accepted: true }>): void {
    const { why, triesLeft, lockSeconds, challenges } = denied;
    if (why === 'shut-out') return this.tell(exchange, 403, 'badAuthorization');
    const tried = why !== 'asked' && why !== 'stale' && why !== 'unusable';
    const tellsLock = tried || (this.profile.tellsLock && path === '/ISAPI/Security/userCheck');
    const locked = lockSeconds > 0;
    const state = {
      ...(tried ? { isIllegalLogin: true } : {}),
      ...(triesLeft === null ? {} : { retryLoginTime: triesLeft }),
      lockStatus: locked ? 'lock' : 'unlock',
      unlockTime: lockSeconds,
    };
    const body = { userCheck: { statusValue: 401, statusString: 'Unauthorized', isActivated: true, ...(tellsLock ? state : {}) } };
    this.document(exchange, body, 401, challenges);
  }

  private tell(exchange: HttpExchange, status: number, subStatus: keyof typeof STATUS): void {
    const [statusCode, statusString, errorCode] = STATUS[subStatus];
    this.document(exchange, { ResponseStatus: { requestURL: exchange.target, statusCode, statusString, subStatusCode: subStatus, errorCode, errorMsg: subStatus } }, status);
  }

  private document(exchange: HttpExchange, tree: XmlElement, status = 200, headers: readonly string[] = []): void {
    const { version, namespace, escapes } = this.profile;
    const named = Object.fromEntries(Object.entries(tree).map(([root, content]) => [root, { '@version': version, '@xmlns': namespace, ...(content as XmlElement) }]));
    this.send(exchange, status, printXml(named, { escapes }), 'application/xml; charset="UTF-8"', headers);
  }

  private send(exchange: HttpExchange, status: number, body: string, type: string, headers: readonly string[] = []): void {
    const server = this.profile.server === '' ? [] : ['Server', this.profile.server];
    exchange.reply(status, body, [...server, ...headers, 'Connection', 'close', 'Content-Type', type]);
  }
}

const NOT_FOUND = '<!DOCTYPE html><html><head><title>Document Error: Not Found</title></head><body><h2>Access Error: 404 -- Not Found</h2></body></html>';

function activation(activated: boolean, { activation: element }: HikvisionProfile): XmlElement {
  return element === 'Activate' ? { ActivateStatus: { Activate: activated ? 'active' : 'inactive' } } : { ActivateStatus: { Activated: activated } };
}
