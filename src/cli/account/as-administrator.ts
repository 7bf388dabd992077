/** What an administrator does at a virtual recorder: signed in for one operation, and out again. For a real one the place in its own menu. */
import { shownTime, signInAt, signOutActor, type AccountsState, type Actor, type Outcome } from '../../accounts/index.js';
import type { VirtualRecorderFile } from '../../lab/virtual-recorder/index.js';
import { EXIT } from '../exit.js';
import { text, type Arguments } from '../options.js';
import { paperGuide, type Guide } from './guide.js';
import { channelOf } from './login.js';
import { actorOf, onlyVirtual, operate, virtualOf } from './virtual.js';
import { answer, refusalJson, refusalLines } from './words.js';

export const USERS_SCHEMA = 'nvr-doctor/account-users@1';
export const PROTECT_SCHEMA = 'nvr-doctor/account-protect@1';

export type Operation<T> = (accounts: AccountsState, actor: Actor, now: number) => Outcome<T>;

export interface Act<T> {
  readonly schema: string;
  /** Of whoever signs in for it. */
  readonly password: string;
  readonly operation: Operation<T>;
  readonly lines: (value: T, columns: number) => readonly string[];
  readonly document: (value: T) => object;
}

/** The recorder of `--virtual`; without it the guide is told. */
export async function recorderOr(args: Arguments, schema: string, guide: Guide): Promise<VirtualRecorderFile | undefined> {
  const store = await virtualOf(args);
  if (store !== undefined) return store;
  onlyVirtual(args, ['password-stdin']);
  await answer(args, { schema, guide }, (_style, columns) => paperGuide(guide, columns));
  return undefined;
}

/** Signs in, does it and signs out again, in one step of the file: nobody stays at the screen whatever happens. */
export async function act<T>(args: Arguments, store: VirtualRecorderFile, { schema, password, operation, lines, document }: Act<T>): Promise<void> {
  const who = actorOf(args, channelOf(args));
  const tried = await operate(store, (accounts, now) => {
    const entered = signInAt(accounts, { ...who, session: null }, { user: acting(args), password }, now);
    if (!entered.ok) return entered;
    const actor = { ...who, session: entered.value.session };
    const outcome = operation(entered.state, actor, now);
    return { ...outcome, state: signOutActor(outcome.state, actor, now).state };
  });
  const at = shownTime(tried.at.accounts, tried.at.now);
  process.exitCode = tried.ok ? EXIT.fine : EXIT.problem;
  if (tried.ok) {
    const { value } = tried;
    return answer(args, { schema, at, done: true, ...document(value) }, (_style, columns) => lines(value, columns));
  }
  const { refusal } = tried;
  return answer(args, { schema, at, done: false, refusal: refusalJson(refusal, tried.at) }, (_style, columns) => refusalLines(refusal, tried.at, columns));
}

export const acting = (args: Arguments): string => text(args, 'user') ?? 'admin';
