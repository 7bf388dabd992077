/** What is known of a real recorder's accounts: from a report or a settings file, or from a look at the recorder with the probes of the doctor. */
import type { FactPath } from '../../facts/dictionary.js';
import { mergeObservations, type Facts } from '../../facts/merge.js';
import type { Observation } from '../../facts/observation.js';
import { DoctorError } from '../../errors.js';
import { planProbes } from '../../probes/plan.js';
import { runProbes } from '../../probes/run.js';
import { readSettings } from '../../recorders/settings-file/read.js';
import { parseInput } from '../../report/read/parse.js';
import { observationsOf } from '../../report/restore.js';
import { canPrompt } from '../common.js';
import { fixtureHome } from '../fixture-home.js';
import { text, type Arguments } from '../options.js';
import { consents, optionsFrom, withDefaults } from '../probe-options.js';
import { showProgress } from '../progress.js';
import { faultsError, readTextFile } from '../settings-disk.js';
import { askSecret } from './prompts.js';

export interface Read {
  readonly facts: Facts;
  /** For the person: where it comes from. */
  readonly from: string;
}

/** @throws DoctorError for a file that holds no facts, and for options that contradict each other */
export async function readAccounts(args: Arguments, wanted: ReadonlySet<FactPath>): Promise<Read> {
  const file = text(args, 'settings');
  if (file === undefined) return lookAt(args, wanted);
  if (text(args, 'network') !== undefined || text(args, 'recorder') !== undefined) throw new DoctorError('--settings is used in place of a look at the recorder.', { where: '--settings', hint: 'Leave --network and --recorder out.' });
  return { facts: mergeObservations(await fromFile(file)), from: file };
}

async function fromFile(file: string): Promise<readonly Observation[]> {
  const { text: content, changedAt } = await readTextFile(file);
  const at = Math.floor(changedAt);
  const input = parseInput(content, at);
  if (input.ok) return input.kind === 'facts' ? input.observations : observationsOf(input.report);
  // Text that the recorder printed is none of the forms above.
  if (/^\s*[{<]/.test(content)) throw new DoctorError(input.what, { where: file, hint: input.hint });
  const read = readSettings(content, at);
  if (!read.ok) throw faultsError(file, read.faults, read.more);
  return read.observations;
}

/** At most one sign-in, by the same rules as in a diagnosis. */
async function lookAt(args: Arguments, wanted: ReadonlySet<FactPath>): Promise<Read> {
  const name = text(args, 'network');
  const given = await withLogin(args);
  const home = name === undefined ? undefined : (await fixtureHome(name)).home;
  const network = home?.network ?? (await import('../../network/host/index.js')).hostNetwork();
  const options = { ...(home?.options ?? withDefaults({})), ...given };
  const progress = showProgress(args);
  try {
    const probes = planProbes({ wanted, known: mergeObservations([]), options }).filter(({ touches }) => touches !== 'internet' && touches !== 'outside-helper');
    const run = await runProbes({ network, probes, options: { ...options, wanted }, initial: [], onEvent: progress.onEvent });
    return { facts: mergeObservations(run.observations), from: 'the recorder' };
  } finally {
    progress.end();
    home?.close();
  }
}

async function withLogin(args: Arguments): Promise<Awaited<ReturnType<typeof optionsFrom>>> {
  const given = await optionsFrom(args);
  const user = text(args, 'user');
  if (user === undefined || given.login !== undefined) return given;
  if (!canPrompt(args)) throw new DoctorError('A user name was given without a password.', { where: '--user', hint: 'Give the password with --password-stdin or in NVR_DOCTOR_PASSWORD.' });
  const password = await askSecret(`Password of "${user}" at the recorder, to read its settings once`);
  return password === '' ? given : { ...given, login: { user, password, ...consents(args) } };
}
