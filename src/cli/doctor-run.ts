/** One diagnosis on the command line: where it looks, what the person says, progress, answer, exit code. */
import { runDoctor, type DoctorInput } from '../doctor.js';
import { DoctorError } from '../errors.js';
import type { Network } from '../network/seam.js';
import type { ProbeOptions } from '../probes/probe.js';
import type { Report } from '../report/document.js';
import type { RulePack } from '../rules/types.js';
import { recordersToChoose } from '../report/text/recorders.js';
import { answersFrom, type Answers } from './answers.js';
import { canPrompt, deliver, packFor, timeoutOf } from './common.js';
import { fixtureHome } from './fixture-home.js';
import { exitCodeOf, judged, machineFormat, openGate, renderJudged, renderMachine, tellSuppressions } from './gate.js';
import { flag, text, type Arguments } from './options.js';
import { consents, optionsFrom, withDefaults } from './probe-options.js';
import { showProgress } from './progress.js';
import { EXIT } from './exit.js';

/** Where a run looks: the network, what it may use there, and what is known from the person. */
interface Scene {
  readonly network: Network;
  readonly options: ProbeOptions;
  readonly answers: Answers;
  readonly source: Report['source'];
  /** Somebody sits in front of it and is asked where an answer would help. */
  readonly mayAsk: boolean;
  readonly close: () => void;
}

export async function runDoctorCommand(args: Arguments): Promise<void> {
  const pack = await packFor(args);
  const gate = await openGate(args, pack);
  const { report, interrupted } = await diagnoseHere(args, pack);
  const machine = judged(gate, report);
  const format = machineFormat(args);
  await deliver(args, format === undefined ? await renderJudged(args, machine) : await renderMachine(format, [machine], gate, pack));
  tellSuppressions(args, gate, [machine]);
  process.exitCode = interrupted ? EXIT.interrupted : exitCodeOf(gate, machine);
}

/** What a diagnosis at this place gave. */
export interface Diagnosed {
  readonly report: Report;
  /** By Ctrl-C before everything was known. */
  readonly interrupted: boolean;
  /** Passwords that the run was given; for the last look before something leaves the machine. */
  readonly secrets: readonly string[];
}

export async function diagnoseHere(args: Arguments, pack: RulePack): Promise<Diagnosed> {
  const timeout = timeoutOf(args);
  const answers = answersFrom(args);
  const settings = text(args, 'settings');
  const given = settings === undefined ? [] : await (await import('./settings-given.js')).givenSettings(args, settings);
  const scene = await openScene(args, answers);
  const interrupt = onInterrupt();
  try {
    const input = { ...scene, given, pack, signal: interrupt.signal };
    let report = await runOnce(args, timeout, input);
    const chosen = scene.mayAsk && !interrupt.signal.aborted ? await whichRecorder(report, scene.options) : undefined;
    // Nobody was signed in to, as no recorder was chosen: the one sign-in is still there for this run.
    if (chosen) report = await runOnce(args, timeout, { ...input, options: { ...scene.options, ...chosen } });
    const password = scene.options.login?.password;
    // A Ctrl-C that came when everything was known took nothing away.
    return { report, interrupted: interrupt.signal.aborted && report.interrupted, secrets: password === undefined ? [] : [password] };
  } finally {
    interrupt.clear();
    scene.close();
  }
}

/** One diagnosis with its progress. `timeout`: milliseconds. */
async function runOnce(args: Arguments, timeout: number | undefined, input: DoctorInput & { readonly signal: AbortSignal }): Promise<Report> {
  const limit = timeout === undefined ? undefined : input.network.clock.deadline(timeout, input.signal);
  const progress = showProgress(args);
  try {
    return await runDoctor({ ...input, signal: limit?.signal ?? input.signal, onEvent: progress.onEvent });
  } finally {
    progress.end();
    limit?.clear();
  }
}

async function whichRecorder(report: Report, options: ProbeOptions): Promise<Partial<ProbeOptions> | undefined> {
  if (options.recorder !== undefined || options.recorderId !== undefined || recordersToChoose(report).length === 0) return undefined;
  const { askWhichRecorder } = await import('./choose-recorder.js');
  return askWhichRecorder(report);
}

async function openScene(args: Arguments, answers: Answers): Promise<Scene> {
  const name = text(args, 'network');
  if (name !== undefined) {
    const given = await optionsFrom(args);
    needPassword(args, given);
    const { home, file } = await fixtureHome(name);
    const { login, ...options } = home.options;
    const signIn = login === undefined || flag(args, 'password-forgotten') ? {} : { login };
    return { network: home.network, options: { ...options, ...signIn, ...given }, answers: { ...home.answers, ...answers }, source: { kind: 'fixture', name: file }, mayAsk: false, close: () => home.close() };
  }
  const given = await optionsFrom(args);
  const { hostNetwork } = await import('../network/host/index.js');
  const network = hostNetwork();
  // Without a network there is nothing that an answer could help to find out.
  const may = mayAsk(args, given);
  const asked = may && (await network.interfaces()).length > 0 ? await ask(args, answers, given) : { answers };
  return { network, options: withDefaults({ ...given, ...('login' in asked && asked.login ? { login: { ...asked.login, ...consents(args) } } : {}) }), answers: asked.answers, source: { kind: 'live' }, mayAsk: may, close: () => undefined };
}

/**
 * A prompt only where somebody sits in front of it.
 * @throws DoctorError where a password is needed and nobody can be asked for it
 */
function mayAsk(args: Arguments, given: Partial<ProbeOptions>): boolean {
  const may = canPrompt(args) && !flag(args, 'password-stdin');
  if (!may) needPassword(args, given);
  return may;
}

function needPassword(args: Arguments, given: Partial<ProbeOptions>): void {
  if (text(args, 'user') === undefined || given.login !== undefined) return;
  throw new DoctorError('A user name was given without a password.', { where: '--user', hint: 'Give the password with --password-stdin or in NVR_DOCTOR_PASSWORD.' });
}

async function ask(args: Arguments, answers: Answers, given: Partial<ProbeOptions>): Promise<{ answers: Answers; login?: ProbeOptions['login'] }> {
  const { askPerson } = await import('./ask.js');
  return askPerson({ answers, questions: (await packFor(args)).questions, user: text(args, 'user'), login: given.login });
}

/** The first Ctrl-C ends the run with what is known; the second ends the program. */
function onInterrupt(): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return { signal: controller.signal, clear: () => void process.off('SIGINT', stop).off('SIGTERM', stop) };
}

