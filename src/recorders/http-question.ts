/** One question to a recorder's web service and its reply as text: no redirect, no retry, bounded, and told to the witness. */
import { sharedAbort } from '../network/done.js';
import { httpRequest, type HttpResponse } from '../network/http.js';
import type { CertificateState } from '../network/tls.js';
import { ok, type Network, type Outcome } from '../network/seam.js';
import type { CallBudget } from './call-budget.js';
import type { Exchange, Witness, WireProtocol } from './exchange.js';

/** Where a recorder's web service answers. */
export interface WebBase {
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
}

export interface HttpQuestion {
  /** Path and query, ASCII, exactly as it goes on the wire. */
  readonly target: string;
  /** Default GET. */
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpReply {
  readonly status: number;
  readonly body: string;
  /** Names and values in turn, as the device spelt them. */
  readonly rawHeaders: readonly string[];
  /** Of the certificate it showed; undefined over plain HTTP. */
  readonly certificate?: CertificateState;
  readonly exchange: Exchange;
}

/** Who else learns of a question. */
export interface Told {
  readonly protocol: WireProtocol;
  readonly witness?: Witness | undefined;
  /** Where given, the question waits until the one before it has been answered. Counting questions is the caller's: `budget.take()`. */
  readonly budget?: CallBudget | undefined;
  /** How the question is named in the exchange, free of secrets; default method and target. */
  readonly name?: string;
  /** Called when the connection stands and the question goes out: of what fails before, the device has heard nothing. */
  readonly onSent?: (() => void) | undefined;
}

/** In place of a run's signal, for a question that must not be cut off: it ends by its own deadline. */
export const TO_THE_END: AbortSignal = sharedAbort().signal;

/** Milliseconds for one request; old recorders take 100 to 500 for a table. */
const REQUEST_MS = 1200;
/** A recorder's table is some kilobytes; users with all rights of 64 channels are the largest at about 100 KiB. */
const MAX_BYTES = 262_144;

export function baseUrl({ address, port, tls }: WebBase): string {
  return `${tls ? 'https' : 'http'}://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** Sends nothing that is made from a password unless the caller put it into `headers`: that is for `SignedHttp` and the sign-ins it allows. */
export async function plainRequest(network: Network, base: WebBase, question: HttpQuestion, signal: AbortSignal, told: Told = { protocol: 'web' }): Promise<Outcome<HttpReply>> {
  const { budget } = told;
  return budget ? budget.inTurn(() => ask(network, base, question, signal, told)) : ask(network, base, question, signal, told);
}

async function ask(network: Network, base: WebBase, question: HttpQuestion, signal: AbortSignal, told: Told): Promise<Outcome<HttpReply>> {
  const deadline = network.clock.deadline(REQUEST_MS, signal);
  try {
    const { target, ...rest } = question;
    const result: Outcome<HttpResponse> = await httpRequest(network, {
      ...rest,
      onSent: told.onSent,
      url: baseUrl(base) + target,
      signal: deadline.signal,
      maxBytes: MAX_BYTES,
      // Recorders carry a certificate of their own making; the digest protects the password, the certificate never could.
      ...(base.tls ? { tls: { allowUntrusted: true } } : {}),
    });
    const exchange = exchangeOf(question, told, result);
    told.witness?.(exchange);
    if (!result.ok) return result;
    const { status, rawHeaders, certificate } = result.value;
    return ok({ status, rawHeaders, body: exchange.body, exchange, ...(certificate === undefined ? {} : { certificate }) });
  } finally {
    deadline.clear();
  }
}

function exchangeOf({ method = 'GET', target }: HttpQuestion, { protocol, name }: Told, result: Outcome<HttpResponse>): Exchange {
  const request = name ?? `${method} ${target}`;
  if (!result.ok) return { protocol, request, rawHeaders: [], body: '', failure: result.failure.kind };
  return { protocol, request, status: result.value.status, rawHeaders: result.value.rawHeaders, body: bodyText(result.value.body) };
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 where it is that, else byte for byte as Latin-1, as old recorders write accents: no letter is lost either way. */
export function bodyText(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}

/** The values of one header, in order, whatever the letter case of its name. */
export function headerValues(rawHeaders: readonly string[], name: string): string[] {
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name);
}
