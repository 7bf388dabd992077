/** What was asked of a recorder and what came back, letter by letter: the raw material of captures and of the replies kept for support. */
import type { FailureKind } from '../network/seam.js';

export const PROTOCOLS = ['web', 'cgi', 'rpc2', 'isapi', 'lapi', 'onvif', 'dhdiscover', 'sadp', 'ws-discovery'] as const;
export type WireProtocol = (typeof PROTOCOLS)[number];

/** As received, nothing masked: it may leave the process only through `redactExchange`. */
export interface Exchange {
  readonly protocol: WireProtocol;
  /** What was asked, free of secrets: `GET /cgi-bin/…`, `Nat.getTurnStatus`, `GetNetworkInterfaces`. */
  readonly request: string;
  /** Absent for datagrams and where no answer came. */
  readonly status?: number;
  /** Names and values in turn, as the device spelt them. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
  /** Why there is no answer. */
  readonly failure?: FailureKind;
}

/** Told of every exchange, in order. Must not throw and must not keep anything unredacted beyond the call's own work. */
export type Witness = (exchange: Exchange) => void;

/** A reply kept in the report because its item did not end as known, or because part of it could not be read. */
export interface KeptReply {
  readonly item: string;
  readonly protocol: WireProtocol;
  readonly request: string;
  readonly status?: number;
  /** Secrets masked, control characters stripped, at most 2,048 characters. */
  readonly body: string;
}
