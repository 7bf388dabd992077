/** Takes a capture, shows what would be written, and writes it when the person agrees. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { confirm, isCancel, password } from '@clack/prompts';
import { DoctorError } from '../errors.js';
import type { Network } from '../network/seam.js';
import type { ProbeOptions } from '../probes/probe.js';
import { differences, type Capture } from '../recorders/capture/capture.js';
import { filesOf, folderOf, MANIFEST, writeFolder, type CaptureFile } from '../recorders/capture/folder.js';
import { holdsSecret } from '../recorders/capture/leak.js';
import { replayCapture } from '../recorders/capture/replay.js';
import { takeCapture } from '../recorders/capture/take.js';
import { safe } from '../report/text/layout.js';
import { VERSION } from '../version.js';
import { answersFrom, type Answers } from './answers.js';
import { canPrompt, formatOf, notice, timeoutOf } from './common.js';
import { EXIT } from './exit.js';
import { fixtureHome } from './fixture-home.js';
import { flag, text, type Arguments } from './options.js';
import { consents, optionsFrom, withDefaults } from './probe-options.js';
import { showProgress } from './progress.js';

/** In a checkout captures belong to the tests; elsewhere into a folder of their own. */
const IN_CHECKOUT = join('fixtures', 'recorders');
const ELSEWHERE = 'nvr-doctor-capture';
/** A password this short may stand in a reply by chance. */
const TELLING = 4;

interface Place {
  readonly network: Network;
  readonly options: ProbeOptions;
  readonly answers: Answers;
  readonly origin: Capture['origin'];
  readonly close: () => void;
}

export async function runCaptureCommand(args: Arguments): Promise<void> {
  const root = text(args, 'output') ?? (existsSync(IN_CHECKOUT) ? IN_CHECKOUT : ELSEWHERE);
  const may = canPrompt(args);
  // Without a keyboard the agreement has to be there before anything is read: a sign-in that leads to nothing is one too many.
  if (!may && !flag(args, 'yes')) throw new DoctorError('Nobody can be asked whether to write.', { where: '--yes', hint: 'Give --yes to write without asking.' });
  const place = await openPlace(args);
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const timeout = timeoutOf(args);
  const limit = timeout === undefined ? undefined : place.network.clock.deadline(timeout, interrupt.signal);
  const progress = showProgress(args);
  try {
    const taken = await takeCapture({ ...place, tool: VERSION, signal: limit?.signal ?? interrupt.signal, onEvent: progress.onEvent });
    progress.end();
    if (taken.kind === 'nothing') {
      process.stderr.write(`nvr-doctor: ${safe(taken.reason)} Nothing was written.\n`);
      process.exitCode = interrupt.signal.aborted ? EXIT.interrupted : EXIT.inconclusive;
      return;
    }
    const files = filesOf(taken.capture);
    refuseSecrets(files, place.options);
    const folder = join(root, folderOf(taken.capture));
    const lost = differences(taken.capture.facts, (await replayCapture(taken.capture)).facts);
    const lines = summary(taken.capture, files, folder, taken.replaced, lost);
    if (formatOf(args) === 'text') for (const line of lines) process.stderr.write(`${safe(line)}\n`);
    if (!flag(args, 'yes') && !(await agreed(folder))) {
      process.stderr.write('Nothing was written.\n');
      process.exitCode = EXIT.inconclusive;
      return;
    }
    await writeFolder(folder, files, flag(args, 'force'));
    const { brand, model, firmware, exchanges } = taken.capture;
    process.stdout.write(formatOf(args) === 'json' ? `${JSON.stringify({ folder, brand, model, firmware, replies: exchanges.length, differences: lost })}\n` : `${safe(folder)}\n`);
    notice(args, `Look into it before you share it: the manifest is ${safe(join(folder, MANIFEST))}.`);
  } finally {
    progress.end();
    limit?.clear();
    process.off('SIGINT', stop).off('SIGTERM', stop);
    place.close();
  }
}

async function openPlace(args: Arguments): Promise<Place> {
  const answers = answersFrom(args);
  const given = await optionsFrom(args);
  const name = text(args, 'network');
  if (name !== undefined) {
    const { home } = await fixtureHome(name);
    const login = given.login ?? home.options.login;
    return { network: home.network, options: { ...home.options, ...given, ...(login ? { login: { ...login, ...consents(args) } } : {}) }, answers: { ...home.answers, ...answers }, origin: 'virtual', close: () => home.close() };
  }
  const login = given.login ?? (await askPassword(args));
  const { hostNetwork } = await import('../network/host/index.js');
  return { network: hostNetwork(), options: withDefaults({ ...given, login }), answers, origin: 'field', close: () => undefined };
}

/** @throws DoctorError where there is no password, without which there is nothing to capture */
async function askPassword(args: Arguments): Promise<NonNullable<ProbeOptions['login']>> {
  const user = text(args, 'user') ?? 'admin';
  const hint = 'Give the user name with --user, and the password with --password-stdin or in NVR_DOCTOR_PASSWORD.';
  if (!canPrompt(args) || flag(args, 'password-stdin')) throw new DoctorError('The settings of a recorder cannot be read without a password.', { hint });
  const secret = await password({ message: `Password of "${safe(user)}" at the recorder`, output: process.stderr });
  if (isCancel(secret) || !secret) throw new DoctorError('The settings of a recorder cannot be read without a password.', { hint });
  return { user, password: secret, ...consents(args) };
}

async function agreed(folder: string): Promise<boolean> {
  const answer = await confirm({ message: `Write this to ${safe(folder)}?`, initialValue: false, output: process.stderr });
  return answer === true;
}

/** The last look: whatever the redaction did not know, the password itself is never written. */
function refuseSecrets(files: readonly CaptureFile[], { login }: ProbeOptions): void {
  const secret = login?.password ?? '';
  if (secret.length < TELLING) return;
  const leak = files.find(({ content }) => holdsSecret(content, secret));
  if (leak) throw new DoctorError('The password stands in one of the replies, so nothing is written.', { where: leak.name, hint: 'Tell the makers of nvr-doctor the make and the firmware of the recorder.' });
}

function summary(capture: Capture, files: readonly CaptureFile[], folder: string, replaced: number, lost: readonly string[]): string[] {
  const known = [...capture.facts.values()].filter((ending) => 'value' in ending).length;
  const bytes = files.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  return [
    `${capture.brand} ${capture.model}, firmware ${capture.firmware}`,
    `${capture.exchanges.length} replies, ${known} of ${capture.facts.size} settings read`,
    `${replaced} names, numbers and addresses replaced; passwords, keys and sessions masked`,
    `To be written: ${files.length} files, ${Math.ceil(bytes / 1024)} KiB, in ${folder}`,
    ...lost.slice(0, 5).map((line) => `Not the same when read again: ${line}`),
  ];
}
