/** One diagnosis on the command line: where it looks, what the person says, progress, answer, exit code. */
import { runDoctor, type DoctorInput } from '../doctor.js';
import { DoctorError } from '../errors.js';
import type { Network } from '../network/seam.js';
import type { ProbeOptions } from '../probes/probe.js';
import type { Report } from '../report/document.js';
import { answersFrom, type Answers } from './answers.js';
import { checkCommon, deliver, packFor, renderReport, timeoutOf } from './common.js';
import { fixtureHome } from './fixture-home.js';
import { flag, text, type Arguments } from './options.js';
import { optionsFrom, withDefaults } from './probe-options.js';
import { showProgress } from './progress.js';
import { EXIT } from './exit.js';

/** Where a run looks: the network, what it may use there, and what is known from the person. */
interface Scene {
  readonly network: Network;
  readonly options: ProbeOptions;
  readonly answers: Answers;
  readonly source: Report['source'];
  readonly close: () => void;
}

export async function runDoctorCommand(args: Arguments): Promise<void> {
  await checkCommon(args);
  const timeout = timeoutOf(args);
  const answers = answersFrom(args);
  const [pack, scene] = await Promise.all([packFor(args), openScene(args, answers)]);
  const interrupt = onInterrupt();
  const limit = timeout === undefined ? undefined : scene.network.clock.deadline(timeout, interrupt.signal);
  const progress = showProgress(args);
  try {
    const input: DoctorInput = { ...scene, pack, signal: limit?.signal ?? interrupt.signal, onEvent: progress.onEvent };
    const report = await runDoctor(input);
    progress.end();
    await deliver(args, await renderReport(report, args));
    // A Ctrl-C that came when everything was known took nothing away.
    process.exitCode = interrupt.signal.aborted && report.interrupted ? EXIT.interrupted : exitCodeOf(report, text(args, 'fail-on') === 'note');
  } finally {
    progress.end();
    limit?.clear();
    interrupt.clear();
    scene.close();
  }
}

export function exitCodeOf(report: Report, failOnNotes: boolean): number {
  if (report.verdict === 'problem') return EXIT.problem;
  if (failOnNotes && report.notes.length > 0) return EXIT.problem;
  return report.verdict === 'healthy' ? EXIT.fine : EXIT.inconclusive;
}

async function openScene(args: Arguments, answers: Answers): Promise<Scene> {
  const name = text(args, 'network');
  if (name !== undefined) {
    const given = await optionsFrom(args);
    needPassword(args, given);
    const { home, file } = await fixtureHome(name);
    return { network: home.network, options: { ...home.options, ...given }, answers: { ...home.answers, ...answers }, source: { kind: 'fixture', name: file }, close: () => home.close() };
  }
  const given = await optionsFrom(args);
  const { hostNetwork } = await import('../network/host/index.js');
  const network = hostNetwork();
  // Without a network there is nothing that an answer could help to find out.
  const asked = mayAsk(args, given) && (await network.interfaces()).length > 0 ? await ask(args, answers, given) : { answers };
  return { network, options: withDefaults({ ...given, ...('login' in asked && asked.login ? { login: asked.login } : {}) }), answers: asked.answers, source: { kind: 'live' }, close: () => undefined };
}

/**
 * A prompt only where somebody sits in front of it: keyboard and screen are both a terminal.
 * @throws DoctorError where a password is needed and nobody can be asked for it
 */
function mayAsk(args: Arguments, given: Partial<ProbeOptions>): boolean {
  // The questions move the cursor, which a dumb terminal cannot.
  const may = process.stdin.isTTY && process.stderr.isTTY && process.env['TERM'] !== 'dumb' && !flag(args, 'no-input') && !flag(args, 'password-stdin');
  if (!may) needPassword(args, given);
  return may;
}

function needPassword(args: Arguments, given: Partial<ProbeOptions>): void {
  if (text(args, 'user') === undefined || given.login !== undefined) return;
  throw new DoctorError('A user name was given without a password.', { where: '--user', hint: 'Give the password with --password-stdin or in NVR_DOCTOR_PASSWORD.' });
}

async function ask(args: Arguments, answers: Answers, given: Partial<ProbeOptions>): Promise<{ answers: Answers; login?: ProbeOptions['login'] }> {
  const { askPerson } = await import('./ask.js');
  return askPerson({ answers, questions: (await packFor(args)).questions, user: text(args, 'user'), hasLogin: given.login !== undefined });
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

