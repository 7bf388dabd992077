/** What the account commands say, in at most 80 columns. */
import { LOCAL_ADDRESS, sessionFrom, shownTime, type Channel, type Refused } from '../../accounts/index.js';
import { wrap } from '../../report/text/layout.js';
import { forTerminal, type Style } from '../../report/text/style.js';
import { deliver, formatOf, styleOf } from '../common.js';
import type { Arguments } from '../options.js';
import type { Moment } from './virtual.js';

const WIDEST = 80;

export const PLACES: Readonly<Record<Channel, string>> = {
  'local-screen': 'at the screen of the recorder',
  web: 'in the web pages',
  app: 'in the phone app',
  sdk: 'in PC software',
};

/** Lines of text, or the document where JSON is wanted. */
export async function answer(args: Arguments, document: object, lines: (style: Style, columns: number) => readonly string[]): Promise<void> {
  if (formatOf(args) === 'json') return deliver(args, `${JSON.stringify(document, null, 2)}\n`);
  const style = await styleOf(args);
  const columns = Math.min(style.columns, WIDEST);
  return deliver(args, forTerminal(`${lines(style, columns).join('\n')}\n`, style));
}

/** The reason, what is left of tries, and when a lock ends on the recorder's clock. */
export function refusalLines({ code, reason, triesLeft, lockSeconds, faults }: Refused, { accounts, now }: Moment, columns: number): string[] {
  const sentences = faults.length > 1 ? faults.map((fault) => fault.reason) : [reason];
  return [
    ...sentences.flatMap((sentence) => wrap(`Refused: ${sentence}`, columns)),
    ...(code === 'in-use' && sessionFrom(accounts, LOCAL_ADDRESS, now) !== undefined ? wrap('At a virtual one: nvr-doctor account login --virtual FILE --logout', columns) : []),
    ...(triesLeft !== null && lockSeconds === 0 ? [tries(triesLeft)] : []),
    ...(lockSeconds > 0 ? wrap(`Locked for ${duration(lockSeconds)}: until ${clock(shownTime(accounts, now + lockSeconds * 1000))} on the clock of the recorder.`, columns) : []),
  ];
}

export const refusalJson = ({ code, reason, triesLeft, lockSeconds, faults }: Refused, { accounts, now }: Moment): object => ({
  code,
  reason,
  triesLeft,
  lockSeconds,
  lockedUntil: lockSeconds > 0 ? shownTime(accounts, now + lockSeconds * 1000) : null,
  faults,
});

const tries = (left: number): string => (left === 1 ? 'One try is left before the lock.' : `${left} tries are left before the lock.`);

/** `2026-11-22T14:30:05` as a screen shows it. */
export const clock = (shown: string): string => shown.replace('T', ' ');

export function duration(seconds: number): string {
  if (seconds < 90) return `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}
