/**
 * The discipline of signing in (recorder-apis §16), in one place for every protocol: read before you speak, one answer per run and
 * recorder, never a password that was refused before, stop at the first sign of a lock. The homeowner's own app shares the counter.
 */
import type { LOGIN_OUTCOMES } from '../facts/areas/recorder-accounts.js';
import type { UnknownReason } from '../facts/types.js';
import type { Clock } from '../network/seam.js';
import type { DigestChallenge } from './digest.js';
import { newSalt, type DeviceIdentity, type Doubt, type Protocol, type Refusal, type RefusalStore } from './refusals.js';

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
  /** The recorder may have counted a wrong password without saying that it is one: it is not sent again unless the person insists. */
  readonly counted?: Doubt;
}

export type SignInResult = SignIn | NotSignedIn;

export function isSignIn(result: SignInResult): result is SignIn {
  return 'outcome' in result;
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
  /** The person was asked about an unusual password and says that it is right. */
  readonly confirmed?: boolean;
  /** The person agrees that the password goes over the house's network readable for everybody on it (HTTP Basic). */
  readonly allowBasic?: boolean;
  /** The person knows that one or two tries are left, or that this password may have cost one before, and wants to spend one. */
  readonly spendTry?: boolean;
}

/** The password is out, and what came back does not settle whether it is right. */
export function unsettled(reason: UnknownReason, what: string): NotSignedIn {
  return { unknown: reason, detail: `the password was sent once and ${what}; as that may have cost a try, it is not sent again without --spend-a-try`, counted: 'unanswered' };
}

/** The run ended before the password was on its way: then it stays at home. */
export const TOO_LATE: NotSignedIn = { unknown: 'not-run', detail: 'nothing was sent: the run ended before' };

/** What is not sure about an earlier try with this password, in words that go on "this password … on <time> UTC". */
const DOUBTS = {
  unanswered: { did: 'was sent', and: 'and the recorder did not say whether it is right' },
  bare: { did: 'was turned away', and: 'without a reason, as some firmware does with the right one too' },
} as const satisfies Record<Doubt, object>;

/** Many Dahua firmwares name a salt as their realm, which is a new one when the password has been changed; any other realm is a mere name. */
function isNewSalt(before: string, now: string): boolean {
  const salted = /^Login to [0-9a-f]{32}$/i;
  return before !== now && salted.test(before) && salted.test(now);
}

/** A known number of tries left at which nothing is sent unless the person insists: a slip of theirs in the app would lock the account. */
const FEW_TRIES = 2;
/** Dahua's limit for a password; older firmware takes more on its screen and cuts it. */
const LONGEST_PASSWORD = 32;
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
  if (password.length > LONGEST_PASSWORD) concerns.push(`the password is longer than ${LONGEST_PASSWORD} characters, which old recorders cut`);
  if (/[^\x20-\x7e]/.test(user.trim())) concerns.push('the user name has characters that recorders read in different ways');
  return concerns;
}

/** Line ends and the like cannot be typed at a recorder and would break a header; not even a confirmation helps. */
export function canBeSent({ user, password }: Credentials): boolean {
  return user !== '' && password !== '' && !/[\x00-\x1f\x7f]/.test(user + password);
}

/** "one try is left", "4 tries are left". */
export function triesText(left: number): string {
  return left === 1 ? 'one try is left' : left === 0 ? 'no try is left' : `${left} tries are left`;
}

/** An outcome with its counters, for people: "refused; 4 tries are left", "locked for 29 minutes". */
export function signInText({ outcome, triesLeft, lockSeconds }: SignIn): string {
  if (outcome === 'locked') return lockSeconds === undefined ? 'locked' : `locked for ${lockText(lockSeconds)}`;
  return outcome === 'refused' && triesLeft !== undefined ? `refused; ${triesText(triesLeft)}` : outcome;
}

/** Rounded up: who comes back when the time is over must not come too early. */
function lockText(seconds: number): string {
  const [count, unit] = seconds < 90 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Guards the one answer of a run. Every protocol client asks it before it sends anything made from the password. */
export class Login {
  private state: 'fresh' | 'answering' | 'accepted' | 'over' = 'fresh';
  private realm = '';
  private ended: SignInResult | undefined;
  private release: (() => Promise<void>) | undefined;
  private forgetful = false;
  private renewed = false;

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

  /**
   * True when the first answer of this run, made from the password, may be sent now, or when the password has been accepted already.
   * `triesLeft`: what the recorder tells before anything was sent (Hikvision does). `byRpc`: the sign-in goes by RPC2, where a bare 401 to
   * the same password over HTTP proves nothing.
   */
  async mayAnswer(realm: string, { triesLeft, byRpc = false }: { readonly triesLeft?: number | undefined; readonly byRpc?: boolean } = {}): Promise<boolean> {
    if (this.state === 'accepted') return true;
    if (this.state !== 'fresh') return false;
    const concerns = credentialConcerns(this.credentials);
    if (!canBeSent(this.credentials)) return this.give({ unknown: 'not-run', detail: `nothing was sent: ${concerns.join('; ') || 'the password has characters that cannot be typed'}` });
    if (concerns.length > 0 && this.credentials.confirmed !== true) {
      return this.give({ unknown: 'not-run', detail: `nothing was sent: ${concerns.join('; ')}; if it is right, say so with --password-as-typed` });
    }
    if (!this.release) {
      this.release = await this.clock.pending(this.store.claim(this.device, this.clock.now()));
      if (!this.release) return this.give({ unknown: 'not-run', detail: 'another run is signing in to this recorder at this moment' });
      const refusals = await this.recall();
      if (!refusals) return this.give({ unknown: 'not-run', detail: 'nothing was sent: a record of refused passwords (refused-logins….json) is damaged; delete it and try again' });
      const bars = ({ protocol, doubt }: Refusal): boolean => (byRpc ? doubt !== 'bare' : protocol === 'digest');
      const barred = this.remembered(refusals.filter(bars), realm) ?? this.tooFew(triesLeft);
      if (barred) return this.give(barred);
    }
    this.realm = realm;
    this.state = 'answering';
    return true;
  }

  /** True when the accepted password may be used for a sign-in by another protocol too: not where that was refused before. */
  async mayAnswerRpc(realm: string): Promise<boolean> {
    if (this.state !== 'accepted') return false;
    const refusals = await this.recall();
    return refusals !== undefined && this.remembered(refusals.filter(({ protocol }) => protocol === 'rpc2'), realm) === undefined;
  }

  /** RPC2 refused what digest accepted: a counted try, which no later run may spend again. */
  async rpcRefused(realm: string): Promise<void> {
    await this.remember('rpc2', realm, { outcome: 'refused' });
  }

  private recall(): Promise<readonly Refusal[] | undefined> {
    return this.clock.pending(this.store.recall(this.device, this.credentials.user));
  }

  /**
   * The answer that was sent was not taken because its nonce was too old, which is no fault of the password: one more may be sent, to a
   * challenge that says so and brings another nonce. True once in a run.
   */
  renew(answered: DigestChallenge, next: DigestChallenge | undefined): boolean {
    if (this.state !== 'answering' || this.renewed || next?.stale !== true || next.nonce === answered.nonce || next.realm !== answered.realm) return false;
    this.renewed = true;
    this.state = 'fresh';
    return true;
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
    for (const { at, password, doubt, realm: before, triesLeft } of refusals) {
      const when = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
      // A lock says nothing about the password, and when it ends the counter starts anew.
      if (!password) continue;
      if (!isNewSalt(before, realm) && password.hash === this.store.hash(this.credentials.password, password.salt)) {
        if (doubt === undefined) return { unknown: 'stale', detail: `the recorder refused this password on ${when} UTC; it is not sent again` };
        const { did, and } = DOUBTS[doubt];
        if (this.credentials.spendTry !== true) return { unknown: 'stale', detail: `nothing was sent: this password ${did} on ${when} UTC ${and}; if it opens the maker's app, --spend-a-try sends it once more` };
      }
      if (triesLeft !== undefined && triesLeft <= FEW_TRIES && now - at < USUAL_LOCK_MS && this.credentials.spendTry !== true) {
        return { unknown: 'stale', detail: `nothing was sent: ${triesText(triesLeft)} since ${when} UTC; wait half an hour before another password is tried (--spend-a-try does not wait)` };
      }
    }
    return undefined;
  }

  private tooFew(triesLeft: number | undefined): SignInResult | undefined {
    if (triesLeft === undefined || triesLeft > FEW_TRIES || this.credentials.spendTry === true) return undefined;
    return { unknown: 'not-run', detail: `nothing was sent: ${triesText(triesLeft)} before the recorder locks this account (--spend-a-try sends it all the same)` };
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
    else if (answered && !isSignIn(result) && result.counted) await this.remember('digest', this.realm, { outcome: 'refused' }, result.counted);
  }

  private async remember(protocol: Protocol, realm: string, { outcome, triesLeft, lockSeconds }: SignIn, doubt?: Doubt): Promise<void> {
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
        ...(doubt === undefined ? {} : { doubt }),
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
