/** A procedure at the recorder's own screen as data: what to open, what to choose, how to see that it worked, and where to stop. */

export interface GuideStep {
  readonly id: string;
  readonly title: string;
  /** In the recorder's own words, one thing to do each. */
  readonly steps: readonly string[];
  /** What is easily done wrong here. */
  readonly note?: string;
  /** What the screen shows when it worked. */
  readonly check?: string;
  /** What the screen shows when this way ends here, and what to do then. */
  readonly stop?: string;
}

export interface Guide {
  readonly id: string;
  readonly title: string;
  /** What must be at hand before the first step. */
  readonly before: readonly string[];
  readonly steps: readonly GuideStep[];
  /** What must be true at the end. */
  readonly checks: readonly string[];
}
