/**
 * Findings that somebody has looked at and accepts. An entry never lasts by accident: an expired one stops working and is told, and one
 * that met nothing is told too.
 */
export interface Suppression {
  /** Rule id, or `verdict`. */
  readonly rule: string;
  /** Only in this home: the name of its fixture or file. Absent: in every home. */
  readonly home?: string;
  readonly reason: string;
  /** Last day on which it holds, `YYYY-MM-DD`, UTC. */
  readonly expires: string;
  /** From 1. */
  readonly line: number;
}

/** The entries that hold at a time (milliseconds since 1970), and those whose last day is over. */
export function inForce(all: readonly Suppression[], now: number): { readonly active: readonly Suppression[]; readonly expired: readonly Suppression[] } {
  const today = new Date(now).toISOString().slice(0, 10);
  return { active: all.filter((entry) => entry.expires >= today), expired: all.filter((entry) => entry.expires < today) };
}

export function suppressionFor(suppressions: readonly Suppression[], rule: string, home: string | undefined): Suppression | undefined {
  return suppressions.find((entry) => entry.rule === rule && (entry.home === undefined || entry.home === home));
}

/** Entries that met no finding in any of the reports: the fault is gone, or the entry never fitted. */
export function staleOf(active: readonly Suppression[], used: ReadonlySet<Suppression>): readonly Suppression[] {
  return active.filter((entry) => !used.has(entry));
}
