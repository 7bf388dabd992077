/** What the parts of one virtual recorder share. */
import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { AccountsState } from '../../../accounts/index.js';
import { networkOf, parseCidr } from '../../../facts/validate.js';
import type { FirmwareProfile } from './profiles.js';
import { profileOf } from './profiles.js';
import type { RecorderQuirks } from './quirks.js';
import type { RecorderState } from './state.js';

/** Holds the account book; replaced by every sign-in. */
export interface AccountsBook {
  state: AccountsState;
}

/** What a client did to the recorder: the home's proof that a diagnosis was harmless. */
export interface RecorderCounters {
  /** Sign-ins with a wrong password, an unknown user or a locked account. */
  refusedLogins: number;
  /** Anything that would have changed a setting, by any protocol. */
  writes: number;
  /** Attempts to use a known sign-in bypass. */
  bypassBait: number;
  maxSockets: number;
  /** RPC2 sign-ins, and how many of them signed out. */
  rpcLogins: number;
  rpcLogouts: number;
  /** CGI requests that carried an accepted password. */
  cgiAccepted: number;
  /** Requests to the web port, whatever came of them. */
  webRequests: number;
}

export function createCounters(): RecorderCounters {
  return { refusedLogins: 0, writes: 0, bypassBait: 0, maxSockets: 0, rpcLogins: 0, rpcLogouts: 0, cgiAccepted: 0, webRequests: 0 };
}

export class RecorderContext {
  readonly profile: FirmwareProfile;
  /** Open connections to the TCP port. */
  readonly tcpClients = new Set<Duplex>();
  private nonces = 0;

  constructor(
    readonly state: RecorderState,
    readonly accounts: AccountsBook,
    readonly counters: RecorderCounters,
    readonly quirks: RecorderQuirks,
    /** True time, milliseconds since 1970. */
    readonly now: () => number,
  ) {
    this.profile = profileOf(state.firmware);
  }

  /** Whether every connection is in use. */
  get full(): boolean {
    return this.tcpClients.size >= this.state.ports.maxConnections;
  }

  /** Whether the access filter turns this client away. */
  shutsOut(address: string): boolean {
    const { allowsOnly, bans } = this.state;
    const listed = (list: readonly string[]): boolean => list.some((entry) => entry === address || contains(entry, address));
    return (allowsOnly.length > 0 && !listed(allowsOnly)) || listed(bans);
  }

  /** 32 hex digits, new each time; the same in every run, so that a home runs the same way twice. */
  nonce(): string {
    this.nonces++;
    return createHash('md5').update(`${this.state.serial}:${this.nonces}`).digest('hex');
  }

  /** The recorder's own wall clock as `2026-11-22 11:59:58`: the house's zone, no offset told. */
  wallClock(at = this.now()): string {
    const time = new Date(at + this.state.clockOffsetSeconds * 1000);
    const two = (value: number): string => String(value).padStart(2, '0');
    const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
    return `${date} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  }
}

function contains(network: string, address: string): boolean {
  const prefix = parseCidr(network)?.prefix;
  return prefix !== undefined && networkOf(address, prefix) === networkOf(network.slice(0, network.indexOf('/')), prefix);
}
