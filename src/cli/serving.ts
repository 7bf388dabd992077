/** For commands that run until they are stopped. */
import { DoctorError } from '../errors.js';
import { text, type Arguments } from './options.js';

/** Resolves on Ctrl-C or SIGTERM. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve());
  });
}

/** A port option; `lowest` is 0 where "any free port" makes sense. */
export function portFrom(args: Arguments, option: string, lowest: 0 | 1): number {
  const given = text(args, option) ?? '';
  const port = /^\d{1,5}$/.test(given) ? Number(given) : -1;
  if (port < lowest || port > 65_535) throw new DoctorError(`--${option} cannot be "${given.slice(0, 40)}".`, { hint: `It is a number from ${lowest} to 65535.` });
  return port;
}

