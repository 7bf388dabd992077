/** Several recorders answered and none was named: which one is it about? Asked after the search, because only then the list is known. */
import { isCancel, select } from '@clack/prompts';
import { addressClass } from '../facts/address-class.js';
import type { ProbeOptions } from '../probes/probe.js';
import type { Report } from '../report/document.js';
import { recorderName, recordersToChoose, type ListedRecorder } from '../report/text/recorders.js';

export type RecorderChoice = Pick<ProbeOptions, 'recorder' | 'recorderId'>;

/** What names the recorder for a second run; undefined where nobody chose. */
export async function askWhichRecorder(report: Report): Promise<RecorderChoice | undefined> {
  const choices = choicesIn(report);
  if (choices.length < 2) return undefined;
  const options = [...choices.map(({ label }, index) => ({ value: index, label })), { value: choices.length, label: 'I do not know (skip)' }];
  const picked = await select({ output: process.stderr, message: `${choices.length} recorders answer in your home. Which one is it about?`, options });
  // Ctrl-C here takes nothing away: what was seen so far is the answer.
  return isCancel(picked) ? undefined : choices[picked]?.choice;
}

export function choicesIn(report: Report): { readonly label: string; readonly choice: RecorderChoice }[] {
  return recordersToChoose(report).flatMap((recorder) => {
    const choice = choiceOf(recorder);
    return choice ? [{ label: recorderName(recorder), choice }] : [];
  });
}

/** By what it says about itself rather than by its address: at an address that a person names a sign-in is tried wherever it lies. */
function choiceOf({ serial, mac, address }: ListedRecorder): RecorderChoice | undefined {
  const recorderId = serial ?? mac;
  if (recorderId) return { recorderId };
  return address && addressClass(address) === 'private' ? { recorder: address } : undefined;
}
