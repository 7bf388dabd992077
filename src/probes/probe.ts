/** What a probe is: it reads one thing from the world within a deadline and writes observations. It never throws for what the world does. */
import type { FactPath } from '../facts/dictionary.js';
import type { Observer } from '../facts/observation.js';
import type { Facts } from '../facts/merge.js';
import type { Source, UnknownReason } from '../facts/types.js';
import type { Vantage } from '../facts/observation.js';
import type { Network } from '../network/seam.js';
import type { KeptReply, Witness } from '../recorders/exchange.js';

export const PROBE_IDS = [
  'host',
  'find-recorder',
  'recorder-ports',
  'recorder-settings',
  'igd',
  'nat-pmp',
  'public-address',
  'ddns-name',
  'recorder-dns',
  'p2p-cloud',
  'hairpin',
  'outside',
] as const;
export type ProbeId = (typeof PROBE_IDS)[number];

/** Addresses and credentials that the run may use; everything comes from options, the person or the fixture. */
export interface ProbeOptions {
  /** Address of the recorder, where one was given. */
  readonly recorder?: string;
  /** Serial number or hardware address that picks one of several recorders. */
  readonly recorderId?: string;
  readonly login?: {
    readonly user: string;
    readonly password: string;
    /** The person was asked about blanks or unusual characters in it and says that it is right; without it such a password is not sent. */
    readonly confirmed?: boolean;
    /** The person agrees that the password goes over the house's network readable (HTTP Basic), where the recorder knows no other way. */
    readonly allowBasic?: boolean;
    /** The person knows that only one or two tries are left before a lock, and wants to spend one. */
    readonly spendTry?: boolean;
  };
  /** `address:port` of STUN servers, asked in order; two are needed for the mapping behaviour. */
  readonly stunServers: readonly string[];
  /** Public resolvers for the second opinion on a name. */
  readonly publicResolvers: readonly string[];
  /** Base URL of an outside helper (`nvr-doctor outside serve`), where one was given. */
  readonly outside?: string;
  /** Where refused passwords are remembered (law 3); undefined in the lab keeps it in memory. */
  readonly stateDirectory?: string;
  /** Facts that the rules of this run read: a probe that pays per question asks only for these. Undefined: everything. */
  readonly wanted?: ReadonlySet<FactPath>;
  /** Told of every exchange with a recorder; for captures. */
  readonly witness?: Witness;
}

export interface ProbeContext {
  readonly network: Network;
  readonly options: ProbeOptions;
  /** Aborts at the probe's deadline or when the person presses Ctrl-C. */
  readonly signal: AbortSignal;
  readonly observe: Observer;
  /** Facts known so far: what the person said and what finished probes saw (see `after`). */
  readonly facts: () => Facts;
  /** A redacted reply that support needs to see, because it could not be read. */
  readonly keep: (reply: KeptReply) => void;
  /** One short line of progress for the terminal, no secrets. */
  readonly progress: (text: string) => void;
  /** Work whose result must be told even where the run ends meanwhile: the runner waits for it, within `SIGN_IN_TO_THE_END`. One at a time. */
  readonly toTheEnd: <T>(work: Promise<T>) => Promise<T>;
}

/** Why a probe cannot run now; `detail` tells the person what is missing. */
export interface Skip {
  readonly reason: UnknownReason;
  readonly detail: string;
}

export interface Probe {
  readonly id: ProbeId;
  /** For the progress line: "Looking for the recorder". */
  readonly title: string;
  readonly source: Source;
  readonly vantage: Vantage;
  /** Facts this probe can deliver. The planner runs it when a rule that matters reads one of them. */
  readonly provides: readonly FactPath[];
  /** Probes whose observations it needs to see first; they are planned with it. */
  readonly after: readonly ProbeId[];
  /** What it touches beyond the house; shown before it runs and needed as consent for `outside`. */
  readonly touches: 'nothing' | 'lan' | 'internet' | 'recorder-login' | 'outside-helper';
  /** Asked once, when every `after` probe ended: a reason not to run (no login, no helper, no address). Nothing means: run. */
  readonly skip?: (options: ProbeOptions, facts: Facts) => Skip | undefined;
  /** True when all that it would wait for in `after` is known already: it starts without waiting for the rest. */
  readonly ready?: (options: ProbeOptions, facts: Facts) => boolean;
  run(context: ProbeContext): Promise<void>;
}
