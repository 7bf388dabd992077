/** Dahua's refusals, as JSON codes or as text, read into the one vocabulary of sign-in outcomes (recorder-apis §2.3, §3.3). */
import type { SignIn } from '../login.js';
import type { ItemResult } from '../reader.js';
import { member, parseJson } from './json-reply.js';

/** What a question ends as when it brought nothing. */
export type Unread = Exclude<ItemResult, { state: 'known' }>;

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
/** The call wants the object that `factory.instance` makes. */
export const NO_OBJECT_CODE = 268894209;
/** The session is not, or no longer, known. The short one is a slip in some firmware. */
const SESSION_CODES: readonly number[] = [287637504, 287637505, 28763750];

const NO_RIGHT: Unread = { state: 'refused', detail: 'this account may not read it, or the recorder does not have it' };
const NOT_HERE: Unread = { state: 'not-supported', detail: 'this firmware does not have it' };

/** For whatever is not on the allow-list. */
export const NOT_ASKED: Unread = { state: 'not-supported', detail: 'this is not asked of a recorder' };

/** How a call with a session ends under an error code, apart from those of the sign-in. */
const CALL_CODES: Readonly<Record<number, Unread>> = {
  [NO_RIGHT_CODE]: NO_RIGHT,
  285278247: { state: 'refused', detail: 'the recorder refuses to tell' },
  268632064: NOT_HERE,
  [NO_OBJECT_CODE]: NOT_HERE,
  268894210: NOT_HERE,
  268894211: NOT_HERE,
  268894208: { state: 'unknown', reason: 'failed', detail: 'the recorder did not understand the question' },
  268894212: { state: 'unknown', reason: 'failed', detail: 'the recorder reports a failure of its own' },
  268959743: { state: 'unknown', reason: 'failed', detail: 'the recorder reports a failure of its own' },
  // Nothing to tell is not a setting that is off.
  285409284: { state: 'unknown', reason: 'failed', detail: 'the recorder says that it has no data' },
};

export function outcomeOfCode(code: number): SignIn['outcome'] | undefined {
  return Object.hasOwn(CODES, code) ? CODES[code] : undefined;
}

/** The error code of an RPC reply; undefined where it names none. */
export function errorCode(reply: unknown): number | undefined {
  return number(member(reply, 'error'), 'code');
}

export function isSessionLost(code: number | undefined): boolean {
  return code !== undefined && SESSION_CODES.includes(code);
}

/** What an RPC reply without success says about the question. */
export function unreadCall(reply: unknown): Unread {
  const code = errorCode(reply);
  if (code === undefined) return { state: 'unknown', reason: 'malformed', detail: 'the reply is not what was asked for' };
  if (isSessionLost(code)) return { state: 'unknown', reason: 'refused', detail: 'the recorder ended the session' };
  const told = Object.hasOwn(CALL_CODES, code) ? CALL_CODES[code] : undefined;
  if (told) return told;
  const outcome = outcomeOfCode(code);
  if (outcome !== undefined) return { state: 'unknown', reason: 'refused', detail: `the recorder did not allow it (${outcome})` };
  // A code that nobody has explained may mean anything.
  return { state: 'unknown', reason: 'failed', detail: `the recorder answered with code ${code}` };
}

/** What the body of a 401 or 403 says beyond the status; undefined where it says nothing about the sign-in. */
export function readRefusal(body: string): SignIn | undefined {
  const text = body.slice(0, 4096);
  return fromJson(text) ?? fromText(text);
}

function fromJson(text: string): SignIn | undefined {
  const parsed = parseJson(text);
  const code = number(parsed, 'ErrorCode') ?? errorCode(parsed);
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
  if (/UserNotValid|PasswordNotValid/i.test(text)) return { outcome: 'refused', ...counters };
  return tries === undefined ? undefined : { outcome: 'refused', ...counters };
}

/** 403 for one item: this account may not read it, or the name does not exist here. Says nothing against the password. */
export function isNoRight(body: string): boolean {
  return /Authority\s*:\s*check\s*failure/i.test(body) || body.includes(String(NO_RIGHT_CODE));
}

function number(value: unknown, name: string): number | undefined {
  const found = member(value, name);
  return typeof found === 'number' && Number.isSafeInteger(found) && found >= 0 ? found : undefined;
}
