/** What Hikvision's replies say about the sign-in and the account (recorder-apis §7.1, §7.2). */
import { readXml } from '../../network/xml.js';
import type { SignIn } from '../login.js';

/** Sub-statuses that speak about one question and not about the sign-in: the password had been taken before they were given. */
const NO_RIGHT: ReadonlySet<string> = new Set(['notsupport', 'methodnotallowed', 'lowprivilege']);

/** `subStatusCode` of an error, in lower case; undefined where the body is no error of ISAPI's. */
export function subStatus(body: string): string | undefined {
  const root = readXml(body);
  return root?.name === 'ResponseStatus' ? (fieldOf(body, 'subStatusCode')?.toLowerCase() ?? '') : undefined;
}

export function isNoRight(body: string): boolean {
  return NO_RIGHT.has(subStatus(body) ?? '');
}

/**
 * The lock and the tries left, which stand even in a 401 to somebody who has sent nothing. Read letter by letter and not as a document:
 * a lock must be seen in a damaged reply too. `refused` means "asks for a password" there; only the caller knows whether one was sent.
 */
export function readRefusal(body: string): SignIn | undefined {
  if (fieldOf(body, 'subStatusCode')?.toLowerCase() === 'notactivated' || fieldOf(body, 'isActivated')?.toLowerCase() === 'false') return { outcome: 'not-initialised' };
  const triesLeft = countOf(body, 'retryLoginTime') ?? countOf(body, 'retryTimes');
  const tries = triesLeft === undefined ? {} : { triesLeft };
  if (/^lock(ed)?$/i.test(fieldOf(body, 'lockStatus') ?? '')) {
    const seconds = countOf(body, 'unlockTime') ?? countOf(body, 'resLockTime');
    // Zero beside a lock is a clock that does not run, and no promise.
    return { outcome: 'locked', ...tries, ...(seconds ? { lockSeconds: seconds } : {}) };
  }
  return triesLeft === undefined ? undefined : { outcome: 'refused', ...tries };
}

/** Text of the first element of that name, whatever its prefix; at most 32 characters of it. */
function fieldOf(body: string, name: string): string | undefined {
  return new RegExp(`<(?:[\\w.-]{1,32}:)?${name}(?:\\s[^<>]{0,128})?>\\s{0,16}([^<]{0,32})`, 'i').exec(body)?.[1]?.trim();
}

/** Up to six digits: eleven days in seconds. */
function countOf(body: string, name: string): number | undefined {
  const text = fieldOf(body, name);
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
