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
