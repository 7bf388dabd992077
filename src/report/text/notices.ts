/** What the person must know beside the diagnosis: something that they gave did not work. */
import type { Json } from '../../facts/observation.js';
import { formatSeconds } from '../../rules/template.js';
import type { Report } from '../document.js';
import { recorderName, recordersToChoose } from './recorders.js';

/** Recorders named in one notice; the report has them all. */
const MOST_NAMED = 3;

export function notices(report: Report): string[] {
  const value = (path: string): Json | undefined => report.facts[path]?.value;
  const lines: string[] = [];
  const asked = value('lan.askedAddress');
  if (typeof asked === 'string') lines.push(...askedAddress(asked, value('lan.askedAnswers'), value('lan.found'), recordersElsewhere(value('lan.recorders'), asked)));
  else lines.push(...severalRecorders(report));
  const login = report.facts['recorder.login.outcome'];
  // Its own source means that there was a password to sign in with; without one there is nothing to explain.
  if (login?.unknown?.detail !== undefined && login.source === 'recorder-login') lines.push(`Nobody could sign in to the recorder: ${login.unknown.detail}.`);
  // Where the account is the cause, the answer says it already.
  if (report.causes[0]?.link !== 'account') lines.push(...signIn(value('recorder.login.outcome'), value('recorder.login.triesLeft'), value('recorder.login.lockSeconds')));
  return lines;
}

/** The address that was given is silent, or belongs to something else; where a recorder answered is said beside it. */
function askedAddress(asked: string, answers: Json | undefined, found: Json | undefined, elsewhere: string | undefined): string[] {
  if (answers === false) return [`Nothing answers at ${asked}, the recorder address that was given.${elsewhere === undefined ? '' : ` A recorder answers at ${elsewhere}.`}`];
  if (answers !== true || found === true) return [];
  return [`What answers at ${asked}, the address that was given, is not a recorder that nvr-doctor knows.${elsewhere === undefined ? '' : ` A recorder answers at ${elsewhere}: run nvr-doctor again with --recorder ${elsewhere}.`}`];
}

/** None was guessed, so the answer is about no recorder at all until one is named. */
function severalRecorders(report: Report): string[] {
  const recorders = recordersToChoose(report);
  if (recorders.length === 0) return [];
  const names = [...recorders.slice(0, MOST_NAMED).map(recorderName), ...(recorders.length > MOST_NAMED ? [`${recorders.length - MOST_NAMED} more`] : [])];
  return [`${recorders.length} recorders answer in your home: ${names.join(', ')}. Run nvr-doctor again and name the one that it is about: --recorder ADDRESS, or --recorder-id SERIAL.`];
}

function recordersElsewhere(recorders: Json | undefined, asked: string): string | undefined {
  const addresses = Array.isArray(recorders) ? recorders.flatMap((item) => (item as { address?: string }).address ?? []) : [];
  return addresses.find((address) => address !== asked);
}

function signIn(outcome: Json | undefined, triesLeft: Json | undefined, lockSeconds: Json | undefined): string[] {
  switch (outcome) {
    case 'refused': {
      const left = typeof triesLeft === 'number' ? ` ${triesLeft} ${triesLeft === 1 ? 'try is' : 'tries are'} left before it locks the account.` : '';
      return [`The recorder refused the user name or password that was given. It was tried once and is not sent again.${left}`];
    }
    case 'locked':
      return [`The recorder has locked the account that was given${typeof lockSeconds === 'number' && lockSeconds > 0 ? ` for another ${formatSeconds(lockSeconds)}` : ''}. Do not try more passwords.`];
    case 'in-use':
      return ['The account that was given is signed in elsewhere, so the recorder turned nvr-doctor away.'];
    case 'busy':
      return ['The recorder has no room for one more connection, so nobody could sign in.'];
    case 'blocked':
      return ['The recorder does not let this computer sign in.'];
    case 'basic-only':
      return ['The recorder takes the password only as readable text, so it was not sent. Whoever is on the home network could read it: --allow-basic agrees to that.'];
    case 'unsupported':
      return ['The recorder asks for a way to sign in that nvr-doctor does not know, so the password was not sent.'];
    default:
      return [];
  }
}
