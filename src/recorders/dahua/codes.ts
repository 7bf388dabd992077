/** Dahua's refusals, as JSON codes or as text, read into the one vocabulary of sign-in outcomes (recorder-apis §2.3, §3.3). */
import type { SignIn } from '../login.js';

const CODES: Readonly<Record<number, SignIn['outcome']>> = {
  400: 'refused',
  486: 'busy',
  268632070: 'refused',
  268632071: 'refused',
  268632073: 'blocked',
  268632074: 'in-use',
  268632075: 'busy',
  268632080: 'refused',
  268632081: 'locked',
  268632082: 'blocked',
  268632083: 'in-use',
  268632085: 'refused',
  268632086: 'not-initialised',
};

/** RPC2's "here is your challenge", the normal answer to the first step; old firmware says 401. */
export const CHALLENGE_CODES: readonly number[] = [268632079, 401];
/** "Authority check failure": no right to read it, or no such name. */
export const NO_RIGHT_CODE = 285278249;

export function outcomeOfCode(code: number): SignIn['outcome'] | undefined {
  return Object.hasOwn(CODES, code) ? CODES[code] : undefined;
}

/** What the body of a 401 or 403 says beyond the status; undefined where it says nothing about the sign-in. */
export function readRefusal(body: string): SignIn | undefined {
  const text = body.slice(0, 4096);
  return fromJson(text) ?? fromText(text);
}

function fromJson(text: string): SignIn | undefined {
  const start = text.indexOf('{');
  if (start < 0) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.slice(start, text.lastIndexOf('}') + 1));
  } catch {
    return undefined;
  }
  const code = number(parsed, 'ErrorCode') ?? number(member(parsed, 'error'), 'code');
  const outcome = code === undefined ? undefined : outcomeOfCode(code);
  return outcome === undefined ? undefined : signIn(outcome, parsed);
}

/** The counters beside a JSON refusal, under any of the names that firmware uses for them. */
export function signIn(outcome: SignIn['outcome'], reply: unknown): SignIn {
  const parameters = member(reply, 'params');
  const lock = number(reply, 'RmLock') ?? number(parameters, 'remainLockSecond') ?? number(reply, 'remainLockSecond');
  const tries = number(reply, 'RmLogin') ?? number(parameters, 'remainLoginTimes') ?? number(reply, 'remainLoginTimes');
  return {
    outcome: outcome === 'refused' && lock !== undefined && lock > 0 ? 'locked' : outcome,
    ...(tries === undefined ? {} : { triesLeft: tries }),
    ...(lock === undefined || lock === 0 ? {} : { lockSeconds: lock }),
  };
}

function fromText(text: string): SignIn | undefined {
  const seconds = /remainLockSecond\D{0,4}(\d{1,7})/i.exec(text)?.[1];
  const minutes = /lock\w*[^\d]{0,60}(\d{1,4})\s*min/i.exec(text)?.[1];
  const tries = /(?:remainLoginTimes|RmLogin)\D{0,4}(\d{1,3})/i.exec(text)?.[1];
  const counters = tries === undefined ? {} : { triesLeft: Number(tries) };
  if (/\block(ed)?\b|HasBeenLocked/i.test(text) || (seconds !== undefined && Number(seconds) > 0)) {
    const lockSeconds = seconds !== undefined ? Number(seconds) : minutes !== undefined ? Number(minutes) * 60 : undefined;
    return { outcome: 'locked', ...counters, ...(lockSeconds === undefined ? {} : { lockSeconds }) };
  }
  if (/maximum number of connections|too many connections|system busy/i.test(text)) return { outcome: 'busy' };
  if (/HasBee[dn]Used|has been used|already logged/i.test(text)) return { outcome: 'in-use' };
  if (/InBlackList|black ?list|block ?list/i.test(text)) return { outcome: 'blocked' };
  if (/not\s*initiali[sz]ed/i.test(text)) return { outcome: 'not-initialised' };
  return tries === undefined ? undefined : { outcome: 'refused', ...counters };
}

/** 403 for one item: this account may not read it, or the name does not exist here. Says nothing against the password. */
export function isNoRight(body: string): boolean {
  return /Authority\s*:\s*check\s*failure/i.test(body) || body.includes(String(NO_RIGHT_CODE));
}

/** An own member of a parsed reply; undefined where the reply is no object or lacks it. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

function number(value: unknown, name: string): number | undefined {
  const found = member(value, name);
  return typeof found === 'number' && Number.isSafeInteger(found) && found >= 0 ? found : undefined;
}
