/** The password of whoever acts: from standard input, the environment or a prompt. */
import { DoctorError } from '../../errors.js';
import { canPrompt } from '../common.js';
import { flag, type Arguments } from '../options.js';
import { optionsFrom } from '../probe-options.js';
import { askSecret } from './prompts.js';
import { needText, readSecrets } from './secrets.js';

/** @throws DoctorError where there is none and nobody can be asked */
export async function passwordGiven(args: Arguments, user: string): Promise<string> {
  if (flag(args, 'secrets-stdin')) return needText(await readSecrets(['password']), 'password');
  const { login } = await optionsFrom({ ...args, user });
  if (login !== undefined) return login.password;
  if (!canPrompt(args)) throw noPassword();
  return askSecret(`Password of "${user}"`);
}

const noPassword = (): DoctorError => new DoctorError('A password is needed, and nobody can be asked for it.', { where: '--user', hint: 'Give it with --password-stdin, --secrets-stdin or in NVR_DOCTOR_PASSWORD.' });
