/** What an input turned out to be, or why it cannot be used. */
import type { Observation } from '../../facts/observation.js';
import type { Report } from '../document.js';

/** One sentence each; `what` may show parts of the input, cleaned. */
export interface InputFault {
  readonly ok: false;
  readonly what: string;
  readonly hint: string;
}

export type Input =
  | { readonly ok: true; readonly kind: 'report'; readonly report: Report; readonly notices: readonly string[] }
  | { readonly ok: true; readonly kind: 'facts'; readonly observations: readonly Observation[]; readonly notices: readonly string[] };

export function fault(what: string, hint: string): InputFault {
  return { ok: false, what, hint };
}
