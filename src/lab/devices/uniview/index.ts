/** The virtual Uniview recorder: LAPI, which is JSON over digest. Reads only: what would write is counted and refused. */
import { DigestGuard } from '../digest-guard.js';
import type { RecorderContext } from '../recorder/context.js';
import type { OpenFace } from '../recorder/face.js';
import type { HttpExchange } from '../service.js';
import { LAPI_DOCUMENTS } from './documents.js';
import { univiewProfile, type UniviewProfile } from './profiles.js';

export { UNIVIEW_CANARIES } from './documents.js';
export { UNIVIEW_PROFILES, type UniviewProfile } from './profiles.js';

const NOT_SUPPORTED = { ResponseCode: 4, SubResponseCode: 0, ResponseString: 'Not Supported', StatusCode: 4, StatusString: 'Not Supported' };
const NO_RIGHT = { ResponseCode: 3, SubResponseCode: 0, ResponseString: 'Not Authorized', StatusCode: 3, StatusString: 'Not Authorized' };
const SUCCEED = { ResponseCode: 0, SubResponseCode: 0, ResponseString: 'Succeed', StatusCode: 0, StatusString: 'Succeed' };

/** `changes` sets one recorder apart from its model. */
export function univiewFace(changes: Partial<UniviewProfile> = {}): OpenFace {
  return ({ context }) => {
    const lapi = new Lapi(context, { ...univiewProfile(context.state.model), ...changes });
    return { answer: (exchange) => lapi.answer(exchange), discover: async () => ({ close: () => undefined }) };
  };
}

class Lapi {
  private readonly guard: DigestGuard;
  private readonly folded = new Map([...LAPI_DOCUMENTS.keys()].map((path) => [path.toLowerCase(), path]));

  constructor(
    private readonly context: RecorderContext,
    private readonly profile: UniviewProfile,
  ) {
    this.guard = new DigestGuard(context, { algorithms: ['MD5'], challenge: 'Digest realm="{realm}", nonce="{nonce}", qop="auth"{algorithm}, stale={stale}' });
  }

  answer(exchange: HttpExchange): void {
    const [path = ''] = exchange.target.split('?', 1);
    if (exchange.method !== 'GET') {
      this.context.counters.writes++;
      return this.wrap(exchange, 403, NO_RIGHT);
    }
    if (path === '/') return exchange.reply(200, '<!DOCTYPE html><html><head><title>NVR</title></head><body></body></html>', ['Connection', 'close', 'Content-Type', 'text/html']);
    if (!/^\/LAPI\//i.test(path)) return exchange.reply(404, '', ['Connection', 'close']);
    const signedIn = this.guard.check(exchange);
    if (!signedIn.accepted) {
      const locked = signedIn.lockSeconds > 0 && signedIn.why !== 'asked';
      // A lock has a code of its own; how long it lasts is not told.
      return this.wrap(exchange, 401, { ...NO_RIGHT, ...(locked ? { ResponseCode: 11, ResponseString: 'User Locked' } : {}) }, 'null', signedIn.challenges);
    }
    const known = this.profile.caseSensitive ? path : (this.folded.get(path.toLowerCase()) ?? path);
    const missing = Object.hasOwn(this.profile.absent, known) ? this.profile.absent[known] : undefined;
    const document = LAPI_DOCUMENTS.get(known);
    if (missing === 200) return this.wrap(exchange, 200, NOT_SUPPORTED);
    if (missing === 404 || document === undefined) return this.wrap(exchange, 404, NOT_SUPPORTED);
    if (document.admin && signedIn.group !== 'admin') return this.wrap(exchange, 200, NO_RIGHT);
    this.wrap(exchange, 200, SUCCEED, document.read(this.context));
  }

  private wrap(exchange: HttpExchange, status: number, code: typeof SUCCEED, data: object | 'null' = 'null', headers: readonly string[] = []): void {
    const body = JSON.stringify({ Response: { ResponseURL: exchange.target, CreatedID: -1, ...code, Data: data } });
    exchange.reply(status, body, [...headers, 'Connection', 'close', 'Content-Type', 'application/json']);
  }
}
