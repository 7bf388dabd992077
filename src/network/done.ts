/** The reason for ending a wait whose result is in. Without one, every `abort()` makes an exception with a stack trace, which shows in a lab of many homes. */
export const DONE = 'done';
