/** `account reset --virtual`: the way back at a virtual recorder, by prompts or with everything on standard input. */
import { readHint, recoveryQuestions, shownTime } from '../../accounts/index.js';
import { DoctorError } from '../../errors.js';
import type { VirtualRecorderFile } from '../../lab/virtual-recorder/index.js';
import { wrap } from '../../report/text/layout.js';
import { canPrompt, notice } from '../common.js';
import { EXIT } from '../exit.js';
import { flag, text, type Arguments } from '../options.js';
import { channelOf } from './login.js';
import { Cancelled } from './cancelled.js';
import { codeTyped, look, noSecond, tryCode, tryQuestions, VIRTUAL_WAYS, type Bench, type Ended, type Tried, type VirtualWay } from './reset-bench.js';
import { at, type ResetDone, type SecondAdministrator } from './reset-steps.js';
import { resetByHand } from './reset-by-hand.js';
import { needText, readSecrets, textOf } from './secrets.js';
import { actorOf } from './virtual.js';
import { answer, refusalJson, refusalLines } from './words.js';

export async function resetVirtual(args: Arguments, store: VirtualRecorderFile): Promise<void> {
  const bench: Bench = { store, who: actorOf(args, channelOf(args)), hint: text(args, 'hint'), secondName: text(args, 'second-admin') };
  const way = VIRTUAL_WAYS.find((one) => one === text(args, 'way'));
  if (text(args, 'way') !== undefined && way === undefined) throw new DoctorError(`A virtual recorder knows no way "${text(args, 'way')}".`, { where: '--way', hint: `It is one of: ${VIRTUAL_WAYS.join(', ')}.` });
  if (way === 'hint') return tellHint(args, bench);
  try {
    const done = flag(args, 'secrets-stdin') ? await fromSecrets(bench, way) : await fromPrompts(args, bench, way);
    if (done === undefined) return;
    await tell(args, bench, done.way, done.tried);
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    notice(args, 'The password is the old one; nothing was half-done.');
    process.exitCode = EXIT.interrupted;
  }
}

async function fromPrompts(args: Arguments, bench: Bench, way: VirtualWay | undefined): Promise<Ended | undefined> {
  if (!canPrompt(args)) {
    const asked = (await bench.store.read()).accounts.questions !== null;
    const needed = way === 'unlock-code' || (way === undefined && !asked) ? '{"code": "…", "password": "…"}' : '{"answers": ["…", "…", "…"], "password": "…"}';
    throw new DoctorError('Answers or a code are needed, and nobody can be asked for them.', { hint: `Give them with --secrets-stdin: ${needed}; or see the hint with --way hint.` });
  }
  return resetByHand(bench, way);
}

async function fromSecrets(bench: Bench, way: VirtualWay | undefined): Promise<Ended> {
  const given = await readSecrets(['answers', 'code', 'password', 'confirm', 'secondPassword']);
  const password = needText(given, 'password');
  const input = { password, confirm: textOf(given, 'confirm') ?? password, ...(bench.hint === undefined ? {} : { hint: bench.hint }) };
  const typed = textOf(given, 'code');
  const code = typed === undefined ? undefined : codeTyped(typed);
  const { answers } = given;
  const refuse = (what: string, hint: string): DoctorError => new DoctorError(what, { where: '--secrets-stdin', hint });
  if ((code === undefined) === (answers === undefined)) throw refuse('Either "answers" or "code" is needed.', 'Write one of the two into the JSON object.');
  if (way !== undefined && (way === 'questions') !== (code === undefined)) throw refuse('The secrets are those of another way.', 'For --way questions it is "answers", for --way unlock-code it is "code".');
  if (code === undefined) {
    if (answers === undefined || typeof answers === 'string') throw refuse('"answers" must be a list.', 'Write three texts in a list: {"answers": ["…", "…", "…"]}.');
    return { way: 'questions', tried: await tryQuestions(bench, { ...input, answers }) };
  }
  const secondPassword = textOf(given, 'secondPassword');
  return { way: 'unlock-code', tried: await tryCode(bench, { ...input, code, second: secondOf(bench, secondPassword) }) };
}

function secondOf({ secondName }: Bench, password: string | undefined): SecondAdministrator | undefined {
  if (secondName === undefined && password === undefined) return undefined;
  if (secondName === undefined || password === undefined) throw noSecond();
  return { name: secondName, password };
}

async function tellHint(args: Arguments, bench: Bench): Promise<void> {
  const tried = await look(bench, (accounts, now) => readHint(accounts, at(bench.who), now));
  process.exitCode = tried.ok ? EXIT.fine : EXIT.problem;
  const common = { schema: 'nvr-doctor/account-reset@1', way: 'hint', channel: bench.who.channel };
  if (!tried.ok) return answer(args, { ...common, done: false, refusal: refusalJson(tried.refusal, tried.at) }, (_style, columns) => refusalLines(tried.refusal, tried.at, columns));
  const { hint } = tried.value;
  const questions = await look(bench, (accounts, now) => recoveryQuestions(accounts, at(bench.who), now));
  const next = questions.ok ? 'Still not known? The security questions come next: --way questions' : "Still not known? No security questions were set, so the vendor's code comes next: --way unlock-code";
  await answer(args, { ...common, done: true, hint, next: questions.ok ? 'questions' : 'unlock-code' }, (_style, columns) => [...wrap(hint === null ? 'No hint was set.' : `Prompt Question: ${hint}`, columns), ...wrap(next, columns)]);
}

async function tell(args: Arguments, { who, store }: Bench, way: VirtualWay, tried: Tried<ResetDone>): Promise<void> {
  process.exitCode = tried.ok ? EXIT.fine : EXIT.problem;
  const common = { schema: 'nvr-doctor/account-reset@1', way, channel: who.channel, at: shownTime(tried.at.accounts, tried.at.now) };
  if (!tried.ok) {
    const { refusal } = tried;
    return answer(args, { ...common, done: false, refusal: refusalJson(refusal, tried.at) }, (_style, columns) => refusalLines(refusal, tried.at, columns));
  }
  const { steps } = tried.value;
  await answer(args, { ...common, done: true, steps }, (_style, columns) => [
    ...steps.flatMap((step, index) => wrap(step, columns, `${index + 1}. `)),
    '',
    ...wrap('Next: give the new password to each phone and program, one by one (nvr-doctor account reset --print --way after).', columns),
    ...wrap(`Then look what else stands between you and a lost password: nvr-doctor account status --virtual ${store.file}`, columns),
  ]);
}
