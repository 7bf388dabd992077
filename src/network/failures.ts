/** Every error of sockets, TLS and HTTP as exactly one failure of the closed list. */
import { cleanText } from '../facts/validate.js';
import { fail } from './seam.js';
import type { FailureKind } from './seam.js';

/** An outcome that is known to be a failure. */
export type Failed = ReturnType<typeof fail>;

/** By error code: errno names (POSIX and WinSock meet in libuv's names), Node's own, the HTTP parser's, OpenSSL's by prefix below. */
export const BY_CODE: Readonly<Record<string, FailureKind>> = {
  ECONNREFUSED: 'connection-refused',
  ECONNRESET: 'connection-reset',
  ECONNABORTED: 'connection-reset',
  ENETRESET: 'connection-reset',
  EPIPE: 'connection-reset',
  ENOTCONN: 'connection-reset',
  ETIMEDOUT: 'timed-out',
  ERR_SOCKET_CONNECTION_TIMEOUT: 'timed-out',
  ETIME: 'timed-out',
  EHOSTUNREACH: 'host-unreachable',
  EHOSTDOWN: 'host-unreachable',
  ENETUNREACH: 'network-unreachable',
  ENETDOWN: 'network-unreachable',
  ENONET: 'network-unreachable',
  ENODEV: 'network-unreachable',
  EADDRNOTAVAIL: 'address-unavailable',
  EADDRINUSE: 'address-in-use',
  EACCES: 'not-permitted',
  EPERM: 'not-permitted',
  ENOTFOUND: 'name-not-found',
  ENODATA: 'name-not-found',
  EAI_NONAME: 'name-not-found',
  EAI_NODATA: 'name-not-found',
  EAI_AGAIN: 'timed-out',
  EMSGSIZE: 'too-big',
  ERR_BUFFER_TOO_LARGE: 'too-big',
  HPE_HEADER_OVERFLOW: 'too-big',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'too-big',
  ERR_STREAM_PREMATURE_CLOSE: 'closed',
  ERR_STREAM_DESTROYED: 'closed',
  ERR_STREAM_WRITE_AFTER_END: 'closed',
  ERR_SOCKET_CLOSED: 'closed',
  ERR_SOCKET_CLOSED_BEFORE_CONNECTION: 'closed',
  ERR_SOCKET_DGRAM_NOT_RUNNING: 'closed',
  ERR_SERVER_NOT_RUNNING: 'closed',
  EBADF: 'closed',
  ENOTSOCK: 'closed',
  ESHUTDOWN: 'closed',
  ERR_HTTP_CONTENT_LENGTH_MISMATCH: 'closed',
  EPROTO: 'tls-failed',
  ABORT_ERR: 'aborted',
  ECANCELED: 'aborted',
  ERR_ABORTED: 'aborted',
  ERR_INVALID_URL: 'malformed',
  ERR_UNSUPPORTED_PROTOCOL: 'malformed',
  ERR_UNESCAPED_CHARACTERS: 'malformed',
  ERR_INVALID_CHAR: 'malformed',
  ERR_HTTP_INVALID_HEADER_VALUE: 'malformed',
  ERR_INVALID_HTTP_TOKEN: 'malformed',
  ERR_SOCKET_BAD_PORT: 'malformed',
};

/** Families of codes too long to list: the HTTP parser's, and OpenSSL's certificate verdicts (`X509_V_ERR_…` without the prefix). */
const BY_PREFIX: readonly (readonly [RegExp, FailureKind])[] = [
  [/^HPE_/, 'malformed'],
  [/^ERR_(SSL|TLS|OSSL)_/, 'tls-failed'],
  [/^(UNABLE_TO_|CERT_|CRL_|ERROR_IN_CERT_|ERROR_IN_CRL_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH|KEY_TOO_|EE_KEY_|CA_KEY_|CA_MD_)/, 'tls-failed'],
];

/** Longest detail that a failure carries, characters. */
const DETAIL = 160;

/** The kind for an error code; `unknown-failure` for a code (or none) that is not in the tables. */
export function kindOfCode(code: string | undefined): FailureKind {
  if (code === undefined) return 'unknown-failure';
  if (Object.hasOwn(BY_CODE, code)) return BY_CODE[code] ?? 'unknown-failure';
  return BY_PREFIX.find(([pattern]) => pattern.test(code))?.[1] ?? 'unknown-failure';
}

/** An error of the world as a value. The detail is the code, and the message where there is no code; never a stack. */
export function failureOf(error: unknown): Failed {
  const code = codeOf(error);
  const kind = kindOfCode(code);
  // Anything can be thrown, also things that cannot be turned into text.
  const said: unknown = error instanceof Error ? error.message : error;
  const message = typeof said === 'string' ? said : 'something that is not an error was thrown';
  // An address in use says nothing about which program; the code alone is enough except where it is new to us.
  return fail(kind, cleanText(code !== undefined && kind !== 'unknown-failure' && kind !== 'tls-failed' && kind !== 'malformed' ? code : `${code ?? ''} ${message}`, DETAIL));
}

/** The signal fired: `timed-out` where a deadline ran out, `aborted` where somebody stopped the work. */
export function abortedBy(signal: AbortSignal): Failed {
  const reason: unknown = signal.reason;
  return fail(reason instanceof Error && reason.name === 'TimeoutError' ? 'timed-out' : 'aborted');
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  return name === 'AbortError' ? 'ABORT_ERR' : undefined;
}
