/** Questions on the terminal; they go to stderr. Secrets are not shown while they are typed. Ctrl-C anywhere ends with `Cancelled`. */
import { isCancel, log, password, select, text } from '@clack/prompts';
import type { Fault } from '../../accounts/index.js';
import { Cancelled } from './cancelled.js';
import { GRID, readPattern } from './pattern-text.js';

const OUTPUT = { output: process.stderr } as const;

function taken(value: string | symbol): string {
  if (isCancel(value)) throw new Cancelled();
  // An empty line comes as nothing at all.
  return typeof value === 'string' ? value : '';
}

export const say = (line: string): void => log.message(line, OUTPUT);
export const sayPage = (line: string): void => log.step(line, OUTPUT);
export const warn = (line: string): void => log.warn(line, OUTPUT);

export async function choose<Value extends string>(message: string, options: readonly { readonly value: Value; readonly label: string }[], initial?: Value): Promise<Value> {
  return taken(await select<string>({ ...OUTPUT, message, options: [...options], ...(initial === undefined ? {} : { initialValue: initial }) })) as Value;
}

/** Enter alone takes `usual`. `check` says what is wrong with what was typed. */
export async function askText(message: string, usual: string, check: (given: string) => string | undefined = () => undefined): Promise<string> {
  const given = taken(await text({ ...OUTPUT, message: usual === '' ? message : `${message} (Enter: ${usual})`, validate: (typed) => check((typed ?? '').trim() || usual) }));
  return given.trim() || usual;
}

export async function askSecret(message: string): Promise<string> {
  return taken(await password({ ...OUTPUT, message }));
}

export async function askPattern(message: string): Promise<readonly number[]> {
  const drawn = taken(
    await password({
      ...OUTPUT,
      message: [message, ...GRID.map((row) => `   ${row}`)].join('\n'),
      validate: (typed) => (readPattern(typed ?? '') === undefined ? 'Give the numbers of the dots in their order, such as 1 2 3 6.' : undefined),
    }),
  );
  return readPattern(drawn) ?? [];
}

export function sayFaults(faults: readonly Fault[]): void {
  for (const { reason } of faults) log.error(reason, OUTPUT);
}
