/** A visitor at a virtual recorder: what the dialogue and the batch both do with it. */
import type { AccountsState, Outcome } from '../../accounts/index.js';
import { DoctorError } from '../../errors.js';
import type { VirtualRecorder, VirtualRecorderFile } from '../../lab/virtual-recorder/index.js';
import { codeCheck } from '../../lab/virtual-recorder/unlock.js';
import { byCode, byQuestions, type ResetDone, type Visitor } from './reset-steps.js';
import { operate, type Moment, type Result } from './virtual.js';

export const VIRTUAL_WAYS = ['hint', 'questions', 'unlock-code'] as const;
export type VirtualWay = (typeof VIRTUAL_WAYS)[number];

export type Tried<T> = Result<T> & { readonly at: Moment };

/** What both manners need: prompts and batch go through the same two changes. */
export interface Bench {
  readonly store: VirtualRecorderFile;
  readonly who: Visitor;
  readonly hint: string | undefined;
  readonly secondName: string | undefined;
}

export interface Ended {
  readonly way: VirtualWay;
  readonly tried: Tried<ResetDone>;
}

/** A code that is pasted brings blanks or a line end along, and no code has any: they shall not cost a try. */
export const codeTyped = (typed: string): string => typed.trim();

export function tryQuestions(bench: Bench, input: Parameters<typeof byQuestions>[2]): Promise<Tried<ResetDone>> {
  return operate(bench.store, (accounts, now) => byQuestions(accounts, bench.who, input, now));
}

export function tryCode(bench: Bench, input: Omit<Parameters<typeof byCode>[2], 'accepts'>): Promise<Tried<ResetDone>> {
  return operate(bench.store, (accounts, now, recorder) => {
    const accepts = codeCheck(recorder, accounts, now);
    if (input.second === undefined && !recorder.accounts.firmware.promptAfterCode && accepts(input.code)) throw noSecond();
    return byCode(accounts, bench.who, { ...input, accepts }, now);
  });
}

/** As the screen answers, and nothing is saved but a counted try. */
export function look<T>(bench: Bench, operation: (accounts: AccountsState, now: number, recorder: VirtualRecorder) => Outcome<T>): Promise<Tried<T>> {
  return operate(bench.store, (accounts, now, recorder) => {
    const outcome = operation(accounts, now, recorder);
    return outcome.ok ? { ...outcome, state: accounts } : outcome;
  });
}

export const noSecond = (): DoctorError =>
  new DoctorError('A second administrator is needed: this recorder asks for no new password after a code, and admin cannot be changed while it is signed in.', {
    hint: 'Give a name with --second-admin and "secondPassword" with --secrets-stdin, on the same day of its clock.',
  });
