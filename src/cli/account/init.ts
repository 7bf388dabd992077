/** `account init`: sets up a virtual recorder, or guides through the set-up of a real one at its monitor. */
import { stat } from 'node:fs/promises';
import { AT_SCREEN, LOCAL_ADDRESS, redactState, sessionFrom, shownTime, signInAt, type Fault, type Outcome } from '../../accounts/index.js';
import { DoctorError } from '../../errors.js';
import { createVirtualRecorder, factoryNew, openVirtualRecorder, timeOf, type Change, type FactoryNew, type VirtualRecorder, type VirtualRecorderFile } from '../../lab/virtual-recorder/index.js';
import { wrap } from '../../report/text/layout.js';
import { canPrompt, notice } from '../common.js';
import { EXIT } from '../exit.js';
import { flag, text, type Arguments } from '../options.js';
import { runGuide } from './guide-run.js';
import { initFromAnswers, INIT_SECRETS } from './init-batch.js';
import { readAnswers } from './init-answers.js';
import { INIT_GUIDE } from './init-guide.js';
import { initByHand } from './init-wizard.js';
import { valueOf } from './outcome.js';
import { Cancelled } from './cancelled.js';
import { askSecret } from './prompts.js';
import { readSecrets } from './secrets.js';
import { summaryOf, wizardByHand } from './startup-wizard.js';
import { applyClock } from './virtual.js';
import { answer, clock } from './words.js';

const USUAL_FILE = 'recorder-setup.json';

export async function runAccountInit(args: Arguments): Promise<void> {
  const file = text(args, 'virtual');
  if (file === undefined) {
    const only = ['answers', 'serial', 'model', 'at'].find((name) => text(args, name) !== undefined) ?? ['secrets-stdin', 'no-code-prompt'].find((name) => flag(args, name));
    if (only !== undefined) throw new DoctorError(`--${only} is for a virtual recorder.`, { hint: 'Name it with --virtual FILE; a real recorder is set up by hand at its monitor.' });
    return runGuide(args, INIT_GUIDE, USUAL_FILE);
  }
  const answersFile = text(args, 'answers');
  if (answersFile === undefined && !canPrompt(args)) {
    throw new DoctorError('The pages need a terminal.', { hint: 'Give what is no secret with --answers FILE, and the secrets as JSON with --secrets-stdin.' });
  }
  if ((answersFile === undefined) === flag(args, 'secrets-stdin')) {
    throw new DoctorError('--answers and --secrets-stdin belong together.', { hint: 'Answers without secrets come from the file, the secrets from standard input.' });
  }
  // Everything that can be wrong is found before the recorder is begun.
  const given = answersFile === undefined ? undefined : { file: answersFile, answers: await readAnswers(answersFile), secrets: await readSecrets(INIT_SECRETS) };
  const begun = await existing(args, file);
  if (given !== undefined) {
    const change = (recorder: VirtualRecorder, now: number): Change<Outcome<readonly Fault[]>> => initFromAnswers(recorder, now, given.file, given.answers, given.secrets);
    if (begun !== undefined) return tell(args, begun, valueOf(await begun.update(change)));
    const fresh = factoryNew(traits(args));
    const { recorder, value } = change(fresh, timeOf(fresh));
    return tell(args, await createVirtualRecorder(file, recorder), valueOf(value));
  }
  const store = begun ?? (await createVirtualRecorder(file, factoryNew(traits(args))));
  try {
    const session = await sessionFor(store);
    notice(args, await wizardByHand(store, session));
    return await tell(args, store, []);
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    notice(args, `Nothing is half-saved. Go on with: nvr-doctor account init --virtual ${file}`);
    process.exitCode = EXIT.interrupted;
  }
}

/** A file that is there keeps its recorder; undefined where there is none. */
async function existing(args: Arguments, file: string): Promise<VirtualRecorderFile | undefined> {
  if ((await stat(file).catch(() => undefined)) === undefined) return undefined;
  const store = await openVirtualRecorder(file);
  const { accounts } = await store.read();
  if (accounts.initialized && accounts.wizard !== null) throw new DoctorError('This recorder is set up already.', { where: file, hint: 'See "nvr-doctor account status --virtual FILE"; for a lost password "nvr-doctor account reset".' });
  const fixed = ['serial', 'model'].find((name) => text(args, name) !== undefined);
  if (fixed !== undefined) throw new DoctorError('This recorder has a serial number and a model already.', { where: file, hint: `Leave --${fixed} out, or name another file.` });
  await applyClock(store, args);
  return store;
}

function traits(args: Arguments): FactoryNew {
  const [serial, model, at] = [text(args, 'serial'), text(args, 'model'), text(args, 'at')];
  if (serial !== undefined && !/^[A-Za-z0-9]{6,48}$/.test(serial)) throw new DoctorError(`--serial cannot be "${serial.slice(0, 48)}".`, { hint: 'It has 6 to 48 letters and digits.' });
  if (model !== undefined && !/^[\w .()/+-]{1,48}$/.test(model)) throw new DoctorError(`--model cannot be "${model.slice(0, 48)}".`, { hint: 'It has 1 to 48 letters, digits and blanks.' });
  return {
    ...(serial === undefined ? {} : { serial }),
    ...(model === undefined ? {} : { model }),
    ...(at === undefined ? {} : { at }),
    ...(flag(args, 'no-code-prompt') ? { firmware: { promptAfterCode: false } } : {}),
  };
}

/** Up to Save; where that was done before, whoever is still signed in at the screen goes on, or admin signs in. */
async function sessionFor(store: VirtualRecorderFile): Promise<string> {
  const recorder = await store.read();
  if (!recorder.accounts.initialized) return initByHand(store);
  const open = sessionFrom(recorder.accounts, LOCAL_ADDRESS, timeOf(recorder));
  if (open !== undefined) return open.id;
  const password = await askSecret('The startup wizard is left. Password of "admin"');
  return store.update((before, now) => {
    const entered = signInAt(before.accounts, AT_SCREEN, { user: 'admin', password }, now);
    return { recorder: { ...before, accounts: entered.state }, value: entered };
  }).then(valueOf).then(({ session }) => session);
}

async function tell(args: Arguments, store: VirtualRecorderFile, warnings: readonly Fault[]): Promise<void> {
  const recorder = await store.read();
  const { setup, wizard, pattern, questions, accounts } = redactState(recorder.accounts);
  const at = shownTime(recorder.accounts, timeOf(recorder));
  const document = { schema: 'nvr-doctor/account-init@1', serial: recorder.serial, model: recorder.model, at, setup, wizard, pattern, questions, hint: accounts[0]?.hint ?? false, warnings };
  await answer(args, document, (_style, columns) => [...lines(recorder, at, columns), ...warnings.flatMap(({ reason }) => wrap(`Note: ${reason}`, columns)), ...next(store.file, columns)]);
}

function lines({ serial, model, accounts: book }: VirtualRecorder, at: string, columns: number): string[] {
  const { setup, wizard, pattern, questions, accounts } = redactState(book);
  const yes = (value: boolean, no: string): string => (value ? 'set' : no);
  return [
    `The virtual recorder ${model} (${serial}) is set up.`,
    '',
    ...(setup === null ? [] : [`  Location            ${setup.country}, ${setup.language}, ${setup.videoStandard}`, `  Time                ${clock(at)} (${setup.timeZone})`]),
    `  Prompt question     ${yes(accounts[0]?.hint ?? false, 'none')}`,
    `  Unlock pattern      ${yes(pattern, 'skipped')}`,
    `  Security questions  ${yes(questions, 'SWITCHED OFF')}`,
    ...(wizard === null ? [] : (['network', 'p2p', 'ntp-dst'] as const).flatMap((page) => wrap(summaryOf(wizard, page), columns, `  ${page.padEnd(18)}  `))),
  ];
}

const next = (file: string, columns: number): string[] => ['', ...wrap(`Next: a second administrator as a backup: nvr-doctor account users add NAME --group admin --virtual ${file}`, columns)];
