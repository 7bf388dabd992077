/**
 * The discipline of signing in (recorder-apis §16), in one place for every protocol: read before you speak, one answer per run and
 * recorder, never a password that was refused before, stop at the first sign of a lock. The homeowner's own app shares the counter.
 */
import type { LOGIN_OUTCOMES } from '../facts/areas/recorder-accounts.js';
import type { UnknownReason } from '../facts/types.js';
import type { Clock } from '../network/seam.js';
import { newSalt, type DeviceIdentity, type Protocol, type Refusal, type RefusalStore } from './refusals.js';

/** The recorder's answer to the one sign-in. */
export interface SignIn {
  readonly outcome: (typeof LOGIN_OUTCOMES)[number];
  readonly triesLeft?: number;
  /** Seconds until the account is free again. */
  readonly lockSeconds?: number;
}

/** Why nothing was sent, or why what came back settles nothing. */
export interface NotSignedIn {
  readonly unknown: UnknownReason;
  readonly detail: string;
}

export type SignInResult = SignIn | NotSignedIn;

export interface Credentials {
  readonly user: string;
  readonly password: string;
  /** The person was asked about an unusual password and says that it is right. */
  readonly confirmed?: boolean;
}

/** A known number of tries left at which another password may not be tried until the usual lock time has passed. */
const FEW_TRIES = 2;
/** The longest lock seen as a default, 1800 s: after it the counter has most likely started anew. */
const USUAL_LOCK_MS = 1_800_000;

/**
 * What is odd about a password or user name, in words, before it is sent. The top reason for a false refusal is a blank or line end that
 * came along with a copy; outside ASCII, clients and recorders disagree about the bytes that are hashed.
 */
export function credentialConcerns({ user, password }: Credentials): string[] {
  const concerns: string[] = [];
  if (password === '') concerns.push('the password is empty');
  if (/^\s|\s$/.test(password)) concerns.push('the password begins or ends with a blank or line end');
  if (/^\s|\s$/.test(user) || user === '') concerns.push('the user name is empty, or begins or ends with a blank');
  if (/[^\x20-\x7e]/.test(password.trim())) concerns.push('the password has characters that recorders read in different ways');
  if (/[^\x20-\x7e]/.test(user.trim())) concerns.push('the user name has characters that recorders read in different ways');
  return concerns;
}

/** Guards the one answer of a run. Every protocol client asks it before it sends anything made from the password. */
export class Login {
  private state: 'fresh' | 'answering' | 'accepted' | 'over' = 'fresh';
  private realm = '';
  private ended: SignInResult | undefined;
  private release: (() => Promise<void>) | undefined;
  private forgetful = false;

  constructor(
    private readonly device: DeviceIdentity,
    readonly credentials: Credentials,
    private readonly store: RefusalStore,
    private readonly clock: Clock,
  ) {}

  get accepted(): boolean {
    return this.state === 'accepted';
  }

  /** How the sign-in ended; undefined before it was tried. */
  get result(): SignInResult | undefined {
    return this.ended;
  }

  /** True where a refusal could not be written down: the next run would spend a try on the same password. */
  get cannotRemember(): boolean {
    return this.forgetful;
  }

  /** True when the first answer of this run, made from the password, may be sent now, or when the password has been accepted already. */
  async mayAnswer(realm: string): Promise<boolean> {
    if (this.state === 'accepted') return true;
    if (this.state !== 'fresh') return false;
    const concerns = credentialConcerns(this.credentials);
    // Line ends and the like cannot be typed at a recorder and would break the header; not even a confirmation helps.
    const impossible = /[\x00-\x1f\x7f]/.test(this.credentials.user + this.credentials.password) || this.credentials.user === '' || this.credentials.password === '';
    if (impossible || (concerns.length > 0 && this.credentials.confirmed !== true)) {
      return this.give({ unknown: 'not-run', detail: `nothing was sent: ${concerns.join('; ') || 'the password has characters that cannot be typed'}` });
    }
    if (!this.release) {
      this.release = await this.clock.pending(this.store.claim(this.device, this.clock.now()));
      if (!this.release) return this.give({ unknown: 'not-run', detail: 'another run is signing in to this recorder at this moment' });
      const refusals = await this.recall('digest');
      if (!refusals) return this.give({ unknown: 'not-run', detail: 'nothing was sent: the record of refused passwords (refused-logins.json) is damaged; delete it and try again' });
      const barred = this.remembered(refusals, realm);
      if (barred) return this.give(barred);
    }
    this.realm = realm;
    this.state = 'answering';
    return true;
  }

  /** True when the accepted password may be used for a sign-in by another protocol too: not where that was refused before. */
  async mayAnswerRpc(realm: string): Promise<boolean> {
    if (this.state !== 'accepted') return false;
    const refusals = await this.recall('rpc2');
    return refusals !== undefined && this.remembered(refusals, realm) === undefined;
  }

  /** RPC2 refused what digest accepted: a counted try, which no later run may spend again. */
  async rpcRefused(realm: string): Promise<void> {
    await this.remember('rpc2', realm, { outcome: 'refused' });
  }

  private recall(protocol: Protocol): Promise<readonly Refusal[] | undefined> {
    return this.clock.pending(this.store.recall(this.device, this.credentials.user, protocol));
  }

  /** The answer that was sent is stale through no fault of the password: one more may be sent. */
  renew(): void {
    if (this.state === 'answering') this.state = 'fresh';
  }

  private give(result: SignInResult): false {
    this.state = 'over';
    this.ended = result;
    return false;
  }

  private remembered(refusals: readonly Refusal[], realm: string): SignInResult | undefined {
    const now = this.clock.now();
    for (const refusal of refusals) {
      if (refusal.lockedUntil !== undefined && refusal.lockedUntil > now) {
        return { outcome: 'locked', lockSeconds: Math.ceil((refusal.lockedUntil - now) / 1000) };
      }
    }
    for (const refusal of refusals) {
      if (refusal.realm !== realm || !refusal.password) continue;
      const when = new Date(refusal.at).toISOString().slice(0, 16).replace('T', ' ');
      if (refusal.password.hash === this.store.hash(this.credentials.password, refusal.password.salt)) {
        return { unknown: 'stale', detail: `the recorder refused this password on ${when} UTC; it is not sent again` };
      }
      if (refusal.triesLeft !== undefined && refusal.triesLeft <= FEW_TRIES && now - refusal.at < USUAL_LOCK_MS) {
        return { unknown: 'stale', detail: `only ${refusal.triesLeft} tries are left since ${when} UTC; wait half an hour before another password is tried` };
      }
    }
    return undefined;
  }

  /** The recorder took the password. */
  async accept(): Promise<void> {
    if (this.state === 'accepted') return;
    this.state = 'accepted';
    this.ended = { outcome: 'accepted' };
    await this.clock.pending(this.store.forget(this.device, this.credentials.user, 'digest'));
  }

  /** The recorder did not take it, or nothing settled the matter. */
  async fail(result: SignInResult): Promise<void> {
    if (this.state === 'over' || this.state === 'accepted') return;
    const answered = this.state === 'answering';
    this.give(result);
    if ('outcome' in result && (result.outcome === 'locked' || (answered && result.outcome === 'refused'))) await this.remember('digest', this.realm, result);
  }

  private async remember(protocol: Protocol, realm: string, { outcome, triesLeft, lockSeconds }: SignIn): Promise<void> {
    const now = this.clock.now();
    const salt = newSalt();
    const kept = await this.clock.pending(
      this.store.remember({
        device: this.device,
        user: this.credentials.user,
        protocol,
        realm,
        at: now,
        // A lock says nothing about the password.
        ...(outcome === 'refused' ? { password: { salt, hash: this.store.hash(this.credentials.password, salt) } } : {}),
        ...(triesLeft === undefined ? {} : { triesLeft }),
        ...(lockSeconds === undefined ? {} : { lockedUntil: now + lockSeconds * 1000 }),
      }),
    );
    if (!kept) this.forgetful = true;
  }

  /** Lets another run sign in. */
  async close(): Promise<void> {
    const release = this.release;
    this.release = undefined;
    if (release) await this.clock.pending(release());
  }
}
