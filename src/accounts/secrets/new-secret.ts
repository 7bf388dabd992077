/** A new password as it is always entered: twice, and with a hint that may be empty. */
import type { Channel } from '../channel.js';
import type { Fault } from '../refusal.js';
import type { StoredQuestion } from '../state.js';
import { hintMatchesStored } from './answers.js';
import { hintFaults } from './hint.js';
import { newPasswordFaults } from './password.js';

export function newSecretFaults(
  { password, confirm, hint }: { readonly password: string; readonly confirm: string; readonly hint: string },
  channel: Channel,
  questions: readonly StoredQuestion[] | null,
): readonly Fault[] {
  return [...newPasswordFaults(password, confirm, channel), ...hintFaults(hint, password), ...hintMatchesStored(hint, questions)];
}
