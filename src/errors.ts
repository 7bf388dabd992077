/** The one error that the person sees: what is wrong, where, and what to do. Everything else across rooms is a value. */
export class DoctorError extends Error {
  override readonly name = 'DoctorError';
  constructor(
    /** What is wrong: one sentence. */
    readonly what: string,
    options: {
      /** File, line and column, option name or address. */
      readonly where?: string;
      /** What to do about it: one sentence. */
      readonly hint?: string;
      /** Process exit code: 2 wrong usage or bad input, 4 internal failure. */
      readonly exitCode?: 2 | 4;
      readonly cause?: unknown;
    } = {},
  ) {
    super(what, options.cause === undefined ? undefined : { cause: options.cause });
    this.where = options.where;
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? 2;
  }
  readonly where: string | undefined;
  readonly hint: string | undefined;
  readonly exitCode: 2 | 4;
}

/** By name: the commands beside the diagnosis come as a bundle of their own, and so does the class of what they throw. */
export function isDoctorError(error: unknown): error is DoctorError {
  return error instanceof Error && error.name === 'DoctorError';
}
