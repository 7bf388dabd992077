/** A second, much smaller account book that the real one is compared with: clear-text secrets, one object, no code in common. */

export const PLACES = ['screen', 'web', 'app'] as const;
export type Place = (typeof PLACES)[number];

interface ModelUser {
  password: string;
  admin: boolean;
  reusable: boolean;
  failures: number;
  lockedUntil: number;
}

interface ModelSession {
  user: string;
  place: Place;
  /** The screen signs out by itself. */
  until: number;
}

const TRIES = 5;
const LOCK = 1_800_000;
const RECOVERY_LOCK = 300_000;
const PROMPT = 600_000;
const AUTO_LOGOUT = 600_000;

/** What may happen, by the rules of the guide. Every method answers whether it succeeds. */
export class Model {
  users = new Map<string, ModelUser>();
  sessions: ModelSession[] = [];
  recovery = { failures: 0, lockedUntil: 0 };
  pattern = { failures: 0, lockedUntil: 0 };
  promptUntil = 0;

  constructor(
    private readonly secrets: { readonly pattern: string; readonly answers: string; readonly code: string },
    password: string,
    private readonly asksAfterCode: boolean,
  ) {
    this.users.set('admin', { password, admin: true, reusable: true, failures: 0, lockedUntil: 0 });
  }

  setOneClient(user: string): void {
    Object.assign(this.users.get(user) ?? {}, { reusable: false });
  }

  /** What has ended by the clock. */
  pass(now: number): void {
    this.sessions = this.sessions.filter(({ until }) => until > now);
  }

  isOn(user: string): boolean {
    return this.sessions.some((session) => session.user === user);
  }

  locked(user: string, now: number): boolean {
    return (this.users.get(user)?.lockedUntil ?? 0) > now || (user === 'admin' && this.recovery.lockedUntil > now);
  }

  private seated(place: Place): boolean {
    return place === 'screen' && this.sessions.some((session) => session.place === 'screen');
  }

  private miss(counter: { failures: number; lockedUntil: number }, lock: number, now: number): false {
    counter.failures++;
    if (counter.failures >= TRIES) Object.assign(counter, { failures: 0, lockedUntil: now + lock });
    return false;
  }

  /** Whether the password is right, with its count. */
  private proves(name: string, password: string, now: number): boolean {
    const user = this.users.get(name);
    if (user === undefined || this.locked(name, now)) return false;
    if (user.password !== password) return this.miss(user, LOCK, now);
    Object.assign(user, { failures: 0, lockedUntil: 0 });
    return true;
  }

  private open(user: string, place: Place, now: number): boolean {
    if (this.users.get(user)?.reusable === false && this.isOn(user)) return false;
    this.sessions.push({ user, place, until: place === 'screen' ? now + AUTO_LOGOUT : Infinity });
    return true;
  }

  signIn(place: Place, name: string, password: string, now: number): boolean {
    if (this.seated(place)) return false;
    if (place === 'screen') this.promptUntil = 0;
    return this.proves(name, password, now) && this.open(name, place, now);
  }

  drawPattern(place: Place, pattern: string, now: number): boolean {
    if (place !== 'screen' || this.seated(place) || this.recovery.lockedUntil > now || this.pattern.lockedUntil > now) return false;
    this.promptUntil = 0;
    if (pattern !== this.secrets.pattern) return this.miss(this.pattern, LOCK, now);
    this.pattern = { failures: 0, lockedUntil: 0 };
    return this.open('admin', place, now);
  }

  enterCode(place: Place, name: string, code: string, now: number): boolean {
    if (place !== 'screen' || this.seated(place) || this.locked('admin', now)) return false;
    this.promptUntil = 0;
    if (name !== 'admin' || code !== this.secrets.code) return this.miss(this.recovery, RECOVERY_LOCK, now);
    this.recovery = { failures: 0, lockedUntil: 0 };
    if (!this.asksAfterCode) return this.open('admin', place, now);
    this.promptUntil = now + PROMPT;
    return true;
  }

  finishPrompt(place: Place, password: string, now: number): boolean {
    if (place !== 'screen' || this.promptUntil <= now) return false;
    return this.reset(password);
  }

  answer(place: Place, answers: string, password: string, now: number): boolean {
    if (place !== 'screen' || this.seated(place) || this.recovery.lockedUntil > now) return false;
    this.promptUntil = 0;
    if (answers !== this.secrets.answers) return this.miss(this.recovery, RECOVERY_LOCK, now);
    return this.reset(password);
  }

  private reset(password: string): true {
    Object.assign(this.users.get('admin') ?? {}, { password, failures: 0, lockedUntil: 0 });
    this.sessions = [];
    this.recovery = { failures: 0, lockedUntil: 0 };
    this.pattern = { failures: 0, lockedUntil: 0 };
    this.promptUntil = 0;
    return true;
  }

  private manages(session: ModelSession | undefined): boolean {
    return session !== undefined && this.sessions.includes(session) && this.users.get(session.user)?.admin === true;
  }

  add(by: ModelSession | undefined, name: string, password: string, admin: boolean): boolean {
    return this.manages(by) && !this.users.has(name) && this.put(name, password, admin);
  }

  /** Also for those who are there from the beginning. */
  put(name: string, password: string, admin: boolean): true {
    this.users.set(name, { password, admin, reusable: false, failures: 0, lockedUntil: 0 });
    return true;
  }

  private mayTouch(by: ModelSession | undefined, name: string): ModelUser | undefined {
    return this.manages(by) && !this.isOn(name) ? this.users.get(name) : undefined;
  }

  remove(by: ModelSession | undefined, name: string): boolean {
    return name !== 'admin' && this.mayTouch(by, name) !== undefined && this.users.delete(name);
  }

  setAdmin(by: ModelSession | undefined, name: string, admin: boolean): boolean {
    const user = this.mayTouch(by, name);
    // Admin may be "moved" to where it is; anything else is refused for it.
    if (user === undefined || (name === 'admin' && !admin)) return false;
    user.admin = admin;
    return true;
  }

  setReusable(by: ModelSession | undefined, name: string, reusable: boolean): boolean {
    const user = this.mayTouch(by, name);
    if (user === undefined) return false;
    user.reusable = reusable;
    return true;
  }

  change(by: ModelSession | undefined, name: string, old: string, password: string, now: number): boolean {
    const user = this.mayTouch(by, name);
    if (user === undefined) return false;
    const codeCounts = name === 'admin' && by?.place === 'screen' && old === this.secrets.code && !this.locked(name, now);
    if (!codeCounts && !this.proves(name, old, now)) return false;
    if (password === user.password) return false;
    Object.assign(user, { password, failures: 0, lockedUntil: 0 });
    return true;
  }

  leave(session: ModelSession | undefined): boolean {
    if (session === undefined || !this.sessions.includes(session)) return false;
    this.sessions = this.sessions.filter((one) => one !== session);
    return true;
  }
}
