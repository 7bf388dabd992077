/** `account unlock-request`: what a vendor's desk will ask for, as text and as JSON. It is sent by the owner; nothing leaves this machine. */
import { shownDate } from '../../accounts/index.js';
import { DoctorError } from '../../errors.js';
import { isDate } from '../../facts/date.js';
import type { FactPath } from '../../facts/dictionary.js';
import { cleanText } from '../../facts/validate.js';
import { timeOf } from '../../lab/virtual-recorder/index.js';
import { wrap } from '../../report/text/layout.js';
import { canPrompt, deliver, formatOf, notice, writeWhole } from '../common.js';
import { text, type Arguments } from '../options.js';
import { readAccounts } from './read.js';
import { virtualOf } from './virtual.js';
import { answer } from './words.js';
import { localTime, ownZone } from './zone.js';

interface UnlockRequest {
  readonly schema: 'nvr-doctor/unlock-request@1';
  readonly serial: string | null;
  /** `YYYY-MM-DD` on the recorder's screen. */
  readonly shownDate: string;
  /** The day here when the request was written. */
  readonly today: string;
  readonly datesDiffer: boolean;
  readonly boughtAfter2016: boolean | null;
  readonly monitorAndMouse: true;
  readonly contact: string;
  readonly proofOfOwnership: string | null;
}

const COLUMNS = 80;

export async function runUnlockRequest(args: Arguments): Promise<void> {
  const read = await readHere(args);
  const request = await requestFrom(args, read);
  if (request.datesDiffer) {
    for (const line of wrap(`The recorder shows ${request.shownDate}, and today is ${request.today}. Ask for a code for the date that the recorder shows, and leave its clock alone until the code is used.`, COLUMNS)) notice(args, line);
  }
  if (text(args, 'settings') !== undefined && text(args, 'shown-date') === undefined) notice(args, `The date ${request.shownDate} comes from ${text(args, 'settings')}: compare it with the screen of the recorder before you send the request.`);
  const file = text(args, 'output');
  if (file !== undefined && formatOf(args) === 'text' && text(args, 'format') === undefined) {
    await writeWhole(`${file}.json`, `${JSON.stringify(request, null, 2)}\n`);
    await deliver(args, `${requestLines(request, COLUMNS).join('\n')}\n`);
    notice(args, `The same as JSON: ${file}.json`);
    return;
  }
  await answer(args, request, (_style, columns) => requestLines(request, columns));
}

interface Read {
  readonly serial: string | undefined;
  readonly shownDate: string | undefined;
  readonly today: string;
}

const WANTED: ReadonlySet<FactPath> = new Set(['recorder.initialized', 'recorder.serial', 'recorder.time.shownDate']);

async function readHere(args: Arguments): Promise<Read> {
  const store = await virtualOf(args);
  if (store !== undefined) {
    const recorder = await store.read();
    if (!recorder.accounts.initialized) throw nothingToUnlock(`nvr-doctor account init --virtual ${store.file}`);
    const now = timeOf(recorder);
    return { serial: recorder.serial, shownDate: shownDate(recorder.accounts, now), today: localTime(recorder.accounts.setup?.timeZone ?? 'UTC', now).slice(0, 10) };
  }
  const today = localTime(ownZone(), Date.now()).slice(0, 10);
  if (text(args, 'settings') === undefined) return { serial: undefined, shownDate: undefined, today };
  const { facts } = await readAccounts(args, WANTED);
  if (facts.value('recorder.initialized') === false) throw nothingToUnlock('nvr-doctor account init');
  return { serial: facts.value('recorder.serial'), shownDate: facts.value('recorder.time.shownDate'), today };
}

const nothingToUnlock = (command: string): DoctorError => new DoctorError('No password was ever set on this recorder, so there is none to unlock.', { hint: `Set it up now: ${command}` });

async function requestFrom(args: Arguments, read: Read): Promise<UnlockRequest> {
  const given = {
    owner: yesNo(args, 'owner'),
    monitor: yesNo(args, 'monitor'),
    bought: yesNo(args, 'bought-after-2016'),
    serial: text(args, 'serial') ?? read.serial,
    date: text(args, 'shown-date') ?? read.shownDate,
    contact: text(args, 'contact'),
    proof: text(args, 'proof'),
  };
  for (const [option, value, check] of [['serial', given.serial, serialFault], ['shown-date', given.date, dateFault], ['contact', given.contact, contactFault]] as const) {
    const fault = value === undefined ? undefined : check(value);
    if (fault !== undefined) throw new DoctorError(`--${option} cannot be used: ${fault}`, { where: `--${option}`, hint: 'Read it from the recorder or its label again.' });
  }
  const complete = canPrompt(args) ? await askRest(given, read.today) : given;
  const missing = missingOf(complete);
  if (missing.length > 0) throw new DoctorError('The request is not complete.', { hint: `Give ${missing.join(', ')}.` });
  if (complete.owner === false) throw new DoctorError('A request is written for the owner of a recorder only.', { where: '--owner', hint: 'Let the owner ask the vendor, who will want a proof of ownership.' });
  if (complete.monitor === false) throw new DoctorError('An unlock code works at the screen of the recorder only, so there is no use for one yet.', { where: '--monitor', hint: 'Connect a monitor or TV and a USB mouse to the recorder, then read the date from its screen.' });
  const shown = complete.date ?? '';
  return {
    schema: 'nvr-doctor/unlock-request@1',
    serial: complete.serial ?? null,
    shownDate: shown,
    today: read.today,
    datesDiffer: shown !== read.today,
    boughtAfter2016: complete.bought ?? null,
    monitorAndMouse: true,
    contact: cleanText(complete.contact ?? '', 120),
    proofOfOwnership: complete.proof === undefined || complete.proof === '' ? null : cleanText(complete.proof, 200),
  };
}

interface Given {
  readonly owner: boolean | undefined;
  readonly monitor: boolean | undefined;
  /** Undefined: not known, and then the serial number is needed. */
  readonly bought: boolean | undefined;
  readonly serial: string | undefined;
  readonly date: string | undefined;
  readonly contact: string | undefined;
  readonly proof: string | undefined;
}

function missingOf({ owner, monitor, bought, serial, date, contact }: Given): string[] {
  return [
    ...(owner === undefined ? ['--owner yes'] : []),
    ...(monitor === undefined ? ['--monitor yes'] : []),
    ...(serial === undefined && bought !== false ? ['--serial (or --bought-after-2016 no)'] : []),
    ...(date === undefined ? ['--shown-date YYYY-MM-DD, as the screen of the recorder shows it'] : []),
    ...(contact === undefined ? ['--contact (your e-mail address or phone number)'] : []),
  ];
}

async function askRest(given: Given, today: string): Promise<Given> {
  const { askText, choose } = await import('./prompts.js');
  const ask = async (message: string): Promise<boolean> => (await choose(message, [{ value: 'yes', label: 'Yes' }, { value: 'no', label: 'No' }])) === 'yes';
  const owner = given.owner ?? (await ask('Is the recorder yours, or has its owner asked you to do this?'));
  if (!owner) return { ...given, owner };
  const monitor = given.monitor ?? (await ask('Are a monitor and a USB mouse connected to the recorder itself?'));
  if (!monitor) return { ...given, owner, monitor };
  const bought = given.bought ?? (given.serial === undefined ? await ask('Was it bought after 2016?') : undefined);
  const serial = given.serial ?? (bought === false ? undefined : await askText('Serial number, from the label or Info > Version', '', serialFault));
  const date = given.date ?? (await askText(`Date that the screen of the recorder shows now, as ${today}; look at it, it may be another day than today`, '', dateFault));
  const contact = given.contact ?? (await askText('Your e-mail address or phone number, for the answer of the vendor', '', contactFault));
  const proof = given.proof ?? (await askText('Proof of ownership that you can show, such as "invoice of 2021" (Enter: none)', ''));
  return { owner, monitor, bought, serial, date, contact, proof };
}

function yesNo(args: Arguments, name: string): boolean | undefined {
  const given = text(args, name);
  return given === undefined ? undefined : given === 'yes';
}

const serialFault = (given: string): string | undefined => (/^[A-Za-z0-9-]{6,48}$/.test(given) ? undefined : 'A serial number has 6 to 48 letters and digits.');
const contactFault = (given: string): string | undefined => (given.trim().length >= 5 && given.length <= 120 ? undefined : 'An e-mail address or a phone number, please.');

const dateFault = (given: string): string | undefined => (isDate(given) ? undefined : 'The date is written as year-month-day, such as 2026-11-22.');

function requestLines({ serial, shownDate: shown, today, datesDiffer, boughtAfter2016, contact, proofOfOwnership }: UnlockRequest, columns: number): string[] {
  const line = (label: string, value: string): string[] => wrap(value, columns, `${label.padEnd(26)}`);
  return [
    'Request for an unlock code',
    '==========================',
    '',
    ...line('Serial number', serial ?? 'not known; bought in 2016 or before'),
    ...line('Date on the recorder', shown),
    ...line('Today', `${today}${datesDiffer ? ' (another day: the code must be for the date on the recorder)' : ''}`),
    ...line('Bought after 2016', boughtAfter2016 === null ? 'not known' : boughtAfter2016 ? 'yes' : 'no'),
    ...line('Monitor and mouse', 'connected to the recorder'),
    ...line('Contact', contact),
    ...line('Proof of ownership', proofOfOwnership ?? 'to be agreed on'),
    '',
    ...wrap('The password of admin is lost, and the recorder is mine or I act for its owner. Please send one or more unlock codes for this serial number and the date on the recorder.', columns),
    '',
    'Before you send it',
    ...[
      'Send it to the vendor or the seller of this recorder only. Web pages that offer codes for a serial number are fraud or attacks.',
      'Serial number and date are enough to unlock the recorder: post them nowhere.',
      'Leave the clock of the recorder alone, and use the code before midnight on that clock; after it, ask again for the new date.',
      'The code works at the screen of the recorder only: nvr-doctor account reset --way unlock-code',
    ].flatMap((advice) => wrap(advice, columns, '- ')),
  ];
}
