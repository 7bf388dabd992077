/**
 * The virtual vendor's desk of one lab: unlock codes for its virtual recorders. Keyed with a key of that lab, so that a code is worth nothing to any
 * real recorder; made for one serial number and one date, the one that the recorder shows. Nothing outside the lab may import this file.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** As a desk that is not sure of the firmware gives several. */
export const MAX_CODES = 3;
const LENGTH = 10;
/** Letters and digits that nobody mistakes for others on a screen. */
const SIGNS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

export interface CodeRequest {
  readonly serial: string;
  /** `YYYY-MM-DD` on the recorder's screen. */
  readonly shownDate: string;
}

/** @throws RangeError for a date that is none, or a number of codes from outside 1 to 3 */
export function issueCodes(key: Uint8Array, { serial, shownDate }: CodeRequest, count = 1): readonly string[] {
  if (!/^\d{4}-\d\d-\d\d$/.test(shownDate) || Number.isNaN(Date.parse(shownDate))) throw new RangeError('a code is made for a date such as 2026-11-22');
  if (!Number.isInteger(count) || count < 1 || count > MAX_CODES) throw new RangeError(`1 to ${MAX_CODES} codes are given at once`);
  return Array.from({ length: count }, (_, nth) => {
    const digest = createHmac('sha256', key).update(JSON.stringify([serial, shownDate, nth])).digest();
    return Array.from(digest.subarray(0, LENGTH), (byte) => SIGNS[byte % SIGNS.length]).join('');
  });
}

/** Whether the desk gave this code for that recorder and date. All are compared, in constant time. */
export function isIssued(key: Uint8Array, request: CodeRequest, code: string): boolean {
  const given = Buffer.from(code.padEnd(LENGTH).slice(0, LENGTH + 1), 'utf8');
  return issueCodes(key, request, MAX_CODES)
    .map((one) => Buffer.from(one, 'utf8'))
    .map((one) => one.length === given.length && timingSafeEqual(one, given))
    .some(Boolean);
}
