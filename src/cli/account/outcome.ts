/** Operations that must succeed here, such as pages of one's own making. */
import type { Outcome } from '../../accounts/index.js';
import { DoctorError } from '../../errors.js';

/** @throws DoctorError with the reason of a refusal */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new DoctorError(outcome.refusal.reason, { hint: 'Nothing was saved.' });
}
