/** Ways in which one recorder differs from its firmware's usual behaviour. Every one was seen on a real device. */
import type { DigestAlgorithm } from './profiles.js';

export interface RecorderQuirks {
  // Signing in to the CGI.
  /** In place of the digest challenge: text of the WWW-Authenticate header, `{realm}`, `{nonce}` and `{opaque}` filled in. */
  readonly challenge?: string;
  /** Hash of the digest, in place of the firmware's own. */
  readonly digest?: DigestAlgorithm;
  /** `qop` of the challenge as it is written; null: none is offered. */
  readonly qop?: string | null;
  /** Status for a nonce that is no longer good. */
  readonly staleStatus?: 401 | 403;
  /** How a lock is told over CGI. */
  readonly lockForm?: 'json' | 'text' | 'seconds';
  /** Open connections from which on CGI answers "maximum number of connections"; default 20. */
  readonly connectionCap?: number;

  // Replies of the CGI.
  /** Line ends; default CRLF. */
  readonly lineEnd?: '\r\n' | '\n';
  /** The last line has no end. */
  readonly openEnd?: boolean;
  /** Replies begin with a byte order mark. */
  readonly bom?: boolean;
  /** Content-Length is one byte short, left out (the end of the connection ends the reply), or the reply comes in chunks. */
  readonly length?: 'short' | 'absent' | 'chunked';
  /** Replies call themselves web pages. */
  readonly html?: boolean;
  /** Errors come with status 200, and only the body says so. */
  readonly errorsAre200?: boolean;
  /** Configs that are refused in addition to those of the firmware. */
  readonly refusedConfigs?: readonly string[];
  /** Configs that the model says it does not have. */
  readonly missingConfigs?: readonly string[];
  /** Configs whose reply is empty. */
  readonly emptyConfigs?: readonly string[];

  // The web port.
  /** Takes connections and never answers. */
  readonly silentHttp?: boolean;
  /** Milliseconds before each reply. */
  readonly latency?: number;
  /** Every so many requests the connection is cut without a reply; 1: always. */
  readonly dropEvery?: number;
  /** Every so many requests the reply ends half-way. */
  readonly truncateEvery?: number;
  /** Connections stay open after a reply. */
  readonly keepsOpen?: boolean;

  // JSON calls.
  /** `encryption` of the RPC2 challenge; anything but `Default` must make a client stop. */
  readonly rpcEncryption?: string;
  /** What follows the JSON; default a line end. */
  readonly jsonEnd?: string;
  /** Sessions over the web that are open at a time; default 32. */
  readonly sessionLimit?: number;
  /** The known holes that let a client in without a password are open. A client that uses one is noted all the same. */
  readonly bypassable?: boolean;

  // Discovery.
  /** DHDiscover answers of more than one datagram's usual size, without the address block, or with a longer header. */
  readonly discovery?: 'huge' | 'no-address' | 'long-header';
}
