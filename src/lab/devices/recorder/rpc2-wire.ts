/** The recorder's JSON calls as they stand on the wire: what a request is, and the codes of the refusals. */

export const CODE = {
  shutOut: 268632073,
  inUse: 268632074,
  busy: 268632075,
  challenge: 268632079,
  locked: 268632081,
  refused: 268632085,
  notInitialised: 268632086,
  parse: 268894208,
  noObject: 268894209,
  noMethod: 268894210,
  denied: 285278249,
  badSession: 287637504,
  noCookie: 287637505,
} as const;

export interface RpcRequest {
  readonly method: string;
  /** A list only for `system.multicall`. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly list: readonly unknown[];
  readonly id: number;
  readonly session: string;
  readonly object: number | undefined;
}

export function readRequest(body: string): RpcRequest | undefined {
  try {
    return requestOf(JSON.parse(body));
  } catch {
    return undefined;
  }
}

export function requestOf(parsed: unknown): RpcRequest | undefined {
  if (parsed === null || typeof parsed !== 'object') return undefined;
  const { method, params, id, session, object } = parsed as Record<string, unknown>;
  if (typeof method !== 'string') return undefined;
  return {
    method,
    params: params !== null && typeof params === 'object' && !Array.isArray(params) ? (params as Record<string, unknown>) : {},
    list: Array.isArray(params) ? params : [],
    id: typeof id === 'number' ? id : 0,
    session: typeof session === 'string' || typeof session === 'number' ? String(session) : '',
    object: typeof object === 'number' ? object : undefined,
  };
}

export function failure(id: number, session: string | number, code: number, params: object = {}, message = 'Component error'): object {
  return { error: { code, message }, id, params, result: false, session };
}
