/** A virtual recorder and its vendor: the recorder takes a code that the desk gave for its serial number and the date on its screen. Apart from the rest, so that only a reset of a virtual recorder loads it. */
import { shownDate, type AccountsState, type CodeCheck } from '../../accounts/index.js';
import { isIssued, issueCodes, type CodeRequest } from '../vendor-desk.js';
import type { VirtualRecorder } from './document.js';

/** @param now in the life of the recorder, whose screen shows the date */
export function codeCheck({ deskKey, serial }: VirtualRecorder, accounts: AccountsState, now: number): CodeCheck {
  return (code) => isIssued(Buffer.from(deskKey, 'hex'), { serial, shownDate: shownDate(accounts, now) }, code);
}

/** The desk's answer to a request; undefined where it never sold a unit of that serial number. */
export function askDesk({ deskKey, serial }: VirtualRecorder, request: CodeRequest, count: number): readonly string[] | undefined {
  return request.serial === serial ? issueCodes(Buffer.from(deskKey, 'hex'), request, count) : undefined;
}
