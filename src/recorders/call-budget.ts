/** How much a recorder is asked in one run, and that it is asked one thing at a time: one budget for every transport. */

/** Questions per run. Each is a row in the recorder's log of about 1024 entries, which the homeowner may need as evidence. */
export const QUESTIONS_PER_RUN = 40;

export class CallBudget {
  private spent = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(readonly limit: number = QUESTIONS_PER_RUN) {}

  get exhausted(): boolean {
    return this.spent >= this.limit;
  }

  /** One question less; false where none is left, and then nothing may be asked. A sign-out needs none: a session must not be left open. */
  take(): boolean {
    if (this.exhausted) return false;
    this.spent++;
    return true;
  }

  /** Runs `work` when all work before it has ended: old recorders break when they are asked two things at once. Must not be nested. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
