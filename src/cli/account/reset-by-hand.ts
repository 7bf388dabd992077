/** The way back at a virtual recorder as a dialogue: hint, then answers or a code, then the new password. The file changes once, at the end; wrong tries are counted as they are made. */
import { ADMIN, checkAnswers, findAccount, isAdministrator, readHint, recoveryQuestions, signInWithCode, type Refusal, type Refused } from '../../accounts/index.js';
import { codeCheck } from '../../lab/virtual-recorder/unlock.js';
import { askSecret, askText, choose, say, sayPage, warn } from './prompts.js';
import { codeTyped, look, tryCode, tryQuestions, type Bench, type Ended, type Tried, type VirtualWay } from './reset-bench.js';
import { at, type ResetDone, type SecondAdministrator } from './reset-steps.js';
import { refusalLines } from './words.js';

const COLUMNS = 76;
/** What a person can put right at once. */
const AGAIN: ReadonlySet<Refusal> = new Set(['wrong-answers', 'wrong-code', 'password-rule', 'hint-rule', 'not-confirmed', 'same-password', 'name-taken', 'name-rule', 'invalid-input', 'wrong-password']);

/** Undefined where the person knows the password again. */
export async function resetByHand(bench: Bench, wanted: VirtualWay | undefined): Promise<Ended | undefined> {
  const { hint } = await hintOf(bench);
  if (hint !== null) {
    sayPage(`Prompt Question: ${hint}`);
    if (wanted === undefined && (await choose('Do you know the password now?', [{ value: 'no', label: 'No, go on' }, { value: 'yes', label: 'Yes' }])) === 'yes') {
      say('Sign in with it once: nvr-doctor account login --virtual FILE');
      return undefined;
    }
  }
  const asked = await look(bench, (accounts, now) => recoveryQuestions(accounts, at(bench.who), now));
  if (wanted === 'questions' || (wanted === undefined && asked.ok)) return questionsByHand(bench);
  return codeByHand(bench);
}

async function hintOf(bench: Bench): Promise<{ readonly hint: string | null }> {
  const tried = await look(bench, (accounts, now) => readHint(accounts, at(bench.who), now));
  return tried.ok ? tried.value : { hint: null };
}

async function questionsByHand(bench: Bench): Promise<Ended> {
  const ended = (tried: Tried<ResetDone>): Ended => ({ way: 'questions', tried });
  for (;;) {
    const asked = await look(bench, (accounts, now) => recoveryQuestions(accounts, at(bench.who), now));
    if (!asked.ok) return ended(asked);
    sayPage('Reset Password - Security Questions (capitals and small letters count)');
    const answers: string[] = [];
    for (const { text } of asked.value) answers.push(await askSecret(text));
    const checked = await look(bench, (accounts, now) => checkAnswers(accounts, at(bench.who), { answers }, now));
    if (checked.ok) return ended(await untilSaved(async () => tryQuestions(bench, { answers, ...(await newPassword(bench)) })));
    if (!AGAIN.has(checked.refusal.code)) return ended(checked);
    complain(checked);
  }
}

async function codeByHand(bench: Bench): Promise<Ended> {
  const ended = (tried: Tried<ResetDone>): Ended => ({ way: 'unlock-code', tried });
  // Where no code is taken at all, none is asked for; `look` saves nothing of what would be accepted.
  const open = await look(bench, (accounts, now) => signInWithCode(accounts, at(bench.who), { code: '', accepts: () => true }, now));
  if (!open.ok) return ended(open);
  for (;;) {
    sayPage('System Login, user name admin: the unlock code is the password');
    const code = codeTyped(await askSecret('Unlock code'));
    const tried = await look(bench, (accounts, time, recorder) => signInWithCode(accounts, at(bench.who), { user: ADMIN, code, accepts: codeCheck(recorder, accounts, time) }, time));
    if (tried.ok) {
      if (!tried.value.prompt) say('The Main Menu opens, and no new password is asked for. A second administrator is needed, because an account that is signed in cannot be changed.');
      const { prompt } = tried.value;
      return ended(await untilSaved(async () => tryCode(bench, { code, second: prompt ? undefined : await secondByHand(bench), ...(await newPassword(bench)) })));
    }
    if (!AGAIN.has(tried.refusal.code)) return ended(tried);
    complain(tried);
  }
}

async function secondByHand(bench: Bench): Promise<SecondAdministrator> {
  const name = bench.secondName ?? (await askText('Name of the second administrator', 'backup'));
  const { accounts } = await bench.store.read();
  const there = findAccount(accounts, name);
  const known = there !== undefined && isAdministrator(accounts, there);
  return { name, password: await askSecret(known ? `Password of "${name}"` : `A password for "${name}" (8 characters or more)`) };
}

async function newPassword(bench: Bench): Promise<{ readonly password: string; readonly confirm: string; readonly hint?: string }> {
  const password = await askSecret('New Password of admin');
  const confirm = await askSecret('Confirm Password');
  const hint = bench.hint ?? (await askText('Password Hint (anybody at the screen can read it; Enter: none)', ''));
  return { password, confirm, ...(hint === '' ? {} : { hint }) };
}

async function untilSaved(attempt: () => Promise<Tried<ResetDone>>): Promise<Tried<ResetDone>> {
  for (;;) {
    const tried = await attempt();
    if (tried.ok || !AGAIN.has(tried.refusal.code)) return tried;
    complain(tried);
  }
}

function complain({ refusal, at: moment }: { readonly refusal: Refused; readonly at: Tried<unknown>['at'] }): void {
  warn(refusalLines(refusal, moment, COLUMNS).join('\n'));
}
