/** Exit codes (a contract: scripts rely on them). */
export const EXIT = {
  /** Nothing wrong at or above `--fail-on`. */
  fine: 0,
  problem: 1,
  /** Wrong usage or bad input. */
  usage: 2,
  inconclusive: 3,
  internal: 4,
  /** Ctrl-C; the partial report was written. */
  interrupted: 130,
} as const;
