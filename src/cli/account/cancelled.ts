/** Ctrl-C at a question. Whoever has something to say about it catches it; else the command ends with the exit code for it. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** By its name: the build brings the account commands and their entry in two bundles, each with a class of its own. */
export const isCancelled = (error: unknown): boolean => error instanceof Error && error.name === 'Cancelled';
