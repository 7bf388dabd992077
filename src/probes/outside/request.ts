/** What is said between the doctor and an outside helper: `POST /check`, one JSON object each way. */

export interface CheckRequest {
  readonly port: number;
  /** Comes back in the answer, so that a stored or foreign answer is noticed. */
  readonly nonce: string;
  /** The port is a web server's and has to be spoken to first. */
  readonly http?: boolean;
}

export const HELPER_STATES = ['open', 'closed', 'filtered'] as const;

export interface CheckAnswer {
  /** The address that was tried: where the request came from. */
  readonly address: string;
  readonly port: number;
  readonly nonce: string;
  readonly state: (typeof HELPER_STATES)[number];
  /** Hexadecimal, at most 512 bytes. */
  readonly greeting: string;
}

/** Undefined for anything but exactly such a request. */
export function readCheckRequest(text: string): CheckRequest | undefined {
  const fields = readObject(text);
  const { port, nonce, http } = fields ?? {};
  if (!isPort(port) || typeof nonce !== 'string' || !/^[\w-]{1,64}$/.test(nonce) || !(http === undefined || typeof http === 'boolean')) return undefined;
  return { port, nonce, http: http ?? false };
}

/** Undefined unless it is the answer to this very request. */
export function readCheckAnswer(text: string, request: CheckRequest): CheckAnswer | undefined {
  const { address, port, nonce, state, greeting } = readObject(text) ?? {};
  const known = HELPER_STATES.find((s) => s === state);
  if (typeof address !== 'string' || port !== request.port || nonce !== request.nonce || known === undefined) return undefined;
  if (typeof greeting !== 'string' || greeting.length > 1024 || !/^([0-9a-f]{2})*$/i.test(greeting)) return undefined;
  return { address, port, nonce, state: known, greeting };
}

function readObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65535;
}
