/** What a person does at the screen to get back in, as one change of a virtual recorder: all of it, or nothing but a counted try. */
import {
  ADMIN,
  addUser,
  changePassword,
  finishCodePrompt,
  findAccount,
  isAdministrator,
  resetByQuestions,
  signInAt,
  signInWithCode,
  signOutActor,
  type AccountsState,
  type Actor,
  type CodeCheck,
  type Outcome,
  type ResetInput,
} from '../../accounts/index.js';

export type Visitor = Omit<Actor, 'session'>;

export interface ResetDone {
  /** What was done, in the words of the screen. */
  readonly steps: readonly string[];
}

export interface SecondAdministrator {
  readonly name: string;
  readonly password: string;
}

/** Answers, new password twice, Save, and a sign-in with the new one. */
export function byQuestions(before: AccountsState, who: Visitor, input: ResetInput & { readonly answers: readonly string[] }, now: number): Outcome<ResetDone> {
  const reset = resetByQuestions(before, at(who), input, now);
  if (!reset.ok) return reset;
  return signedInAgain(reset.state, who, input.password, ['The answers are right.', `${reset.value.message}.`], now);
}

/** The code as password of admin; then the prompt for a new one, or the detour by a second administrator. A refusal after the code was accepted changes nothing. */
export function byCode(
  before: AccountsState,
  who: Visitor,
  input: ResetInput & { readonly code: string; readonly accepts: CodeCheck; readonly second: SecondAdministrator | undefined },
  now: number,
): Outcome<ResetDone> {
  const entered = signInWithCode(before, at(who), { user: ADMIN, code: input.code, accepts: input.accepts }, now);
  if (!entered.ok) return entered;
  if (entered.value.prompt) {
    const saved = finishCodePrompt(entered.state, at(who), input, now);
    if (!saved.ok) return { ...saved, state: before };
    return signedInAgain(saved.state, who, input.password, ['The code is accepted, and a window asks for a new password.', `${saved.value.message}.`], now);
  }
  const detour = bySecondAdministrator(entered.state, { ...who, session: entered.value.session }, input, now);
  if (detour.ok) return detour;
  return { ...detour, state: detour.refusal.triesLeft === null ? before : withCounts(before, detour.state) };
}

/** A wrong password of the second administrator stays counted, although nothing else of the detour is kept. */
function withCounts(before: AccountsState, after: AccountsState): AccountsState {
  const accounts = before.accounts.map((account) => {
    const { failures, lockedUntil } = findAccount(after, account.name) ?? account;
    return { ...account, failures, lockedUntil };
  });
  return { ...before, accounts, addresses: after.addresses };
}

/** Steps 4 to 7 of the vendor's guide: admin is signed in, so another administrator has to change it. */
function bySecondAdministrator(
  state: AccountsState,
  admin: Actor,
  input: ResetInput & { readonly code: string; readonly accepts: CodeCheck; readonly second: SecondAdministrator | undefined },
  now: number,
): Outcome<ResetDone> {
  const name = input.second?.name ?? '';
  const password = input.second?.password ?? '';
  const there = findAccount(state, name);
  const usable = there !== undefined && name !== ADMIN && isAdministrator(state, there);
  const added = usable ? ({ state, ok: true, value: null } as const) : addUser(state, admin, { name, password, confirm: password, group: 'admin' }, now);
  if (!added.ok) return added;
  const out = signOutActor(added.state, admin, now);
  if (!out.ok) return out;
  const second = signInAt(out.state, at(admin), { user: name, password }, now);
  if (!second.ok) return second;
  const actor = { ...admin, session: second.value.session };
  const { password: wanted, confirm, hint } = input;
  const changed = changePassword(second.state, actor, { user: ADMIN, old: input.code, password: wanted, confirm, accepts: input.accepts, ...(hint === undefined ? {} : { hint }) }, now);
  if (!changed.ok) return changed;
  const left = signOutActor(changed.state, actor, now);
  if (!left.ok) return left;
  const steps = [
    'The code is accepted, and the Main Menu opens: this recorder asks for no new password.',
    usable ? `${name} is an administrator already.` : `Settings > System > Account > Add User: ${name}, group admin.`,
    'Main Menu > Shutdown > Logout: admin is signed out.',
    `Signed in as ${name}: Account > admin > Modify, with the code as the old password.`,
    `The password of admin is changed; ${name} stays as a backup.`,
  ];
  return signedInAgain(left.state, admin, wanted, steps, now);
}

function signedInAgain(state: AccountsState, who: Visitor, password: string, steps: readonly string[], now: number): Outcome<ResetDone> {
  const entered = signInAt(state, at(who), { user: ADMIN, password }, now);
  if (!entered.ok) return entered;
  const out = signOutActor(entered.state, { ...who, session: entered.value.session }, now);
  return { state: out.state, ok: true, value: { steps: [...steps, 'Signed in as admin with the new password, and signed out again.'] } };
}

export const at = ({ channel, address }: Visitor): Actor => ({ channel, address, session: null });
