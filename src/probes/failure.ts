/** From what went wrong on the wire to why a fact is not known. */
import type { UnknownReason } from '../facts/types.js';
import type { Failure, FailureKind } from '../network/seam.js';

const REASONS = {
  'connection-refused': 'refused',
  'connection-reset': 'failed',
  'timed-out': 'timed-out',
  'host-unreachable': 'failed',
  'network-unreachable': 'failed',
  'address-unavailable': 'failed',
  'address-in-use': 'failed',
  'not-permitted': 'not-permitted',
  'name-not-found': 'failed',
  'tls-failed': 'failed',
  closed: 'failed',
  // More bytes than any honest device sends: the answer is not what was asked for.
  'too-big': 'malformed',
  malformed: 'malformed',
  // Only a deadline or a person aborts; the runner corrects this to `not-run` after Ctrl-C.
  aborted: 'timed-out',
  'unknown-failure': 'failed',
} as const satisfies Record<FailureKind, UnknownReason>;

/** The reason under which a fact stays unknown after this failure. Total. */
export function reasonOf(failure: Failure): UnknownReason {
  return REASONS[failure.kind];
}

const WORDS = {
  'connection-refused': 'the connection was refused',
  'connection-reset': 'the connection was cut',
  'timed-out': 'no answer in time',
  'host-unreachable': 'it cannot be reached',
  'network-unreachable': 'there is no way to the internet',
  'address-unavailable': 'this computer has no fitting address',
  'address-in-use': 'the address is in use',
  'not-permitted': 'it is not permitted',
  'name-not-found': 'the name was not found',
  'tls-failed': 'the secure connection failed',
  closed: 'the connection was closed',
  'too-big': 'the answer was too big',
  malformed: 'the answer made no sense',
  aborted: 'no answer in time',
  'unknown-failure': 'the check failed',
} as const satisfies Record<FailureKind, string>;

/** What went wrong, in words that a person can read; an error code of the system stands behind them for support. Total. */
export function wordsOf({ kind, detail }: Failure): string {
  if (detail === undefined) return WORDS[kind];
  return /^[A-Z][A-Z0-9_]+$/.test(detail) ? `${WORDS[kind]} (${detail})` : detail;
}
