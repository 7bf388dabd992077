/**
 * All deadlines of the probes in one place. A deadline is the longest a probe may take whatever happens; a probe that meets
 * only silence gives up by itself a little earlier, so that it can still say what it learnt. The longest chain (find the
 * recorder, read it, check from outside) has to fit into two seconds on a home where several things are silent.
 */
import type { ProbeId } from './probe.js';

/** Milliseconds from the start of the probe. */
export const DEADLINES = {
  // Reads the machine only; a process has to be started for it on macOS and Windows.
  host: 500,
  // Discovery answers come within a few hundred milliseconds; silence has to leave time for everything that needs the recorder.
  'find-recorder': 1000,
  // A refused or accepted connection takes one round trip in the house; a lost first SYN is repeated after one second.
  'recorder-ports': 1100,
  // A chain of digest requests, 100 to 500 ms each on old recorders. It is not silence that takes the time here.
  'recorder-settings': 4000,
  // SSDP answers may be delayed by MX = 1 s, then description and a few SOAP calls of 15 to 50 ms each.
  igd: 1600,
  // RFC 6886 §3.1 starts with 250 ms and doubles; the third try ends at 1200 ms.
  'nat-pmp': 1300,
  // Two STUN retransmissions and, next to them, the question whether anything at all answers.
  'public-address': 1400,
  // Up to three questions one after the other on the way to the authoritative server.
  'ddns-name': 1400,
  // Silent name servers are what this probe is for, and it starts late.
  'recorder-dns': 900,
  // One name, asked at the house's servers and then at a public one, and one datagram with two retransmissions.
  'p2p-cloud': 1200,
  // The own public address is at most one router away; starts late.
  hairpin: 600,
  // The helper waits 700 ms for the port, then 300 ms for a greeting.
  outside: 1400,
} as const satisfies Record<ProbeId, number>;

/** Milliseconds between the tries of one UDP question: the first repeats after 250 ms, the second after 500 ms more (RFC 6886 §3.1, RFC 8489 §6.2.1 with a shorter first wait). */
export const UDP_RETRIES = [250, 500] as const;
/** How long to listen after the last try. */
export const UDP_LAST_WAIT = 450;

/** The same for the P2P cloud, which is asked late: three tries in 800 ms, enough for the other side of the world. */
export const CLOUD_WAITS = [250, 250, 300] as const;

/** SSDP: repeat of the search (UDP is lossy on Wi-Fi) and end of listening, MX (1 s) after the repeat. */
export const SSDP_REPEAT = 100;
export const SSDP_SILENCE = 1100;

/** After the first STUN server answered, how long the second one is waited for. */
export const STUN_SECOND_ANSWER = 600;
/** STUN has been silent this long: ask name servers whether the line is up at all. */
export const STUN_DOUBT = 350;

/** A router that turns the connection back does so at once; a lost first packet costs the proof, not the truth. */
export const HAIRPIN_SILENCE = 500;

/** The outside helper: how long a connection attempt may take, and how long an open port may take to greet. */
export const HELPER_CONNECT = 700;
export const HELPER_GREETING = 300;
/** The helper: all of one request, from the first byte to the answer. */
export const HELPER_REQUEST = 3000;
/** After this long without an answer a second connection is tried beside the first. */
export const SECOND_TRY = 250;

/** A probe whose time ran out may use this long to write down what it knows. */
export const LAST_WORDS = 50;

/** A password that is on its way to the recorder when the run ends is waited for: the question's own 1.2 s, and time to write a refusal down. */
export const SIGN_IN_TO_THE_END = 1500;

/** How long a name server may be silent; the question is repeated once on the way. */
export const DNS_SILENCE = 800;
