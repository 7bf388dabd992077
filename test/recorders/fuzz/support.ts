/** Broken input in bulk: seeds from real reply shapes, bent at random. The same numbers in every run; `FC_SEED=NUMBER` gives others. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** What parsers may keep after all inputs together, bytes: small tables of their own, and the noise of the runtime. */
const KEPT = 48_000_000;

export class Dice {
  private state: number;
  constructor(seed: number) {
    this.state = seed >>> 0 || 1;
  }

  /** 0 ≤ n < below. */
  next(below: number): number {
    // xorshift32: fast, and good enough to bend text.
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) % below;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.next(from.length)] as T;
  }
}

export const SEED = Number(process.env['FC_SEED'] ?? 20261122) || Date.now() % 1_000_000_007;

/** What parsers stumble over. */
const STUMBLES = [
  '"', "'", '\\', '\\"', '<', '>', '</', '/>', '<!--', '<![CDATA[', ']]>', '&', '&amp;', '&#x0;', '&#9999999999;', '&lt', '=', '==', ':', ',', ';', '{', '}', '[', ']', '{"', '"}', '[[', '{}', 'null', 'true', '-', '1e999', '-0',
  '99999999999999999999', '0.0.0.0', '\0', '\r', '\n', '\r\n', '\u001b[31m', '\ufeff', '\u202e', '\ud800', '\udfff', '\u0085', '%', '%00', '%zz', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '[0]', '[999999999]', '[-1]', '.', '..', '\t', ' ',
  'table.', 'users[0].', 'nonce=', 'realm="', 'Digest ', 'Basic ', 'algorithm=', 'qop="auth', 'stale=', '<a xmlns:x="', 'é', '漢', '💥',
];

/** One seed, bent one to six times. */
export function bend(dice: Dice, seeds: readonly string[]): string {
  let text = dice.pick(seeds);
  for (let times = 1 + dice.next(6); times > 0; times -= 1) {
    const at = dice.next(text.length + 1);
    const to = Math.min(text.length, at + dice.next(24));
    switch (dice.next(9)) {
      case 0:
        text = text.slice(0, at);
        break;
      case 1:
        text = text.slice(0, at) + text.slice(to);
        break;
      case 2:
        text = text.slice(0, at) + dice.pick(STUMBLES) + text.slice(at);
        break;
      case 3:
        text = text.slice(0, at) + dice.pick(STUMBLES) + text.slice(to);
        break;
      case 4:
        text = text.slice(0, to) + text.slice(at);
        break;
      case 5: {
        const other = dice.pick(seeds);
        text = text.slice(0, at) + other.slice(dice.next(other.length + 1));
        break;
      }
      case 6:
        text = text.slice(0, at) + String.fromCharCode(dice.next(dice.next(4) === 0 ? 65_536 : 256)) + text.slice(at + 1);
        break;
      case 7:
        text = text.slice(at);
        break;
      default:
        if (dice.next(64) === 0) text = text.slice(0, at) + text.slice(at, to).repeat(1 + dice.next(400)) + text.slice(to);
        break;
    }
  }
  return text.slice(0, 65_536);
}

export interface FuzzResult {
  readonly count: number;
  /** The slowest single input, milliseconds, and how it begins. */
  readonly slowest: { readonly ms: number; readonly input: string };
}

/** Feeds `count` bent seeds to `parse`; an exception is told with the input that caused it. */
export function fuzz(seeds: readonly string[], parse: (text: string, dice: Dice) => void, count = 100_000): FuzzResult {
  const dice = new Dice(SEED);
  collect();
  const before = process.memoryUsage().heapUsed;
  let slowest = { ms: 0, input: '' };
  for (let done = 0; done < count; done += 1) {
    const input = bend(dice, seeds);
    const begin = performance.now();
    try {
      parse(input, dice);
    } catch (error) {
      throw new Error(`input ${done} (FC_SEED=${SEED}) ${JSON.stringify(input.slice(0, 400))}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, { cause: error });
    }
    const ms = performance.now() - begin;
    if (ms > slowest.ms) slowest = { ms, input: input.slice(0, 200) };
  }
  collect();
  const kept = process.memoryUsage().heapUsed - before;
  if (kept > KEPT) throw new Error(`${Math.round(kept / 1e6)} MB are still held after ${count} inputs`);
  return { count, slowest };
}

/** A parser that takes longer than this for 64 KiB has a loop in a loop. The garbage collector and a busy machine take their share of it. */
export const SLOW_MS = 4000;

/** Texts that make careless patterns take the square of their length. */
export const LONG_RUNS: readonly string[] = ['"', '\\', '\\"', '<', '<a', '<a b="', '</', '<!--', '&', '=', 'a=', ' ', '\n', '{', '[', '{"a":', 'a.', 'users[0].', ',', 'nonce="', 'pass', 'password ', 'key', 'a:', '\0', '0', 'Digest ', '://', 'x@', '.', '-'].flatMap(
  (part) => [part.repeat(Math.floor(100_000 / part.length)), `{"a":"${part.repeat(Math.floor(100_000 / part.length))}`, `<a>${part.repeat(Math.floor(100_000 / part.length))}`],
);
