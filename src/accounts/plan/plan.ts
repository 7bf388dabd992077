/** Which way back for this recorder: from what was set up and what is at hand. Pure, and three-valued: what is not known closes no way and opens none. */
import type { Guide } from '../guide/types.js';
import { SITUATION, type Situation, type SituationKey } from './situation.js';
import { WAY_LIST, type Need, type Way, type WayId } from './ways.js';

export interface PlannedNeed {
  readonly sentence: string;
  readonly met: 'met' | 'not-met' | 'not-known';
  /** How it can be had; null where it is met, not known, or cannot be had. */
  readonly get: string | null;
  /** What to ask; null where it is known. */
  readonly asks: SituationKey | null;
}

export interface PlannedWay {
  readonly id: WayId;
  readonly title: string;
  readonly cost: string;
  /** `ready`: go. `get`: something must be brought first. `ask`: something is not known. `closed`: falls away. */
  readonly state: 'ready' | 'get' | 'ask' | 'closed';
  /** Why it falls away; null where it does not. */
  readonly why: string | null;
  readonly needs: readonly PlannedNeed[];
  readonly guide: Guide;
}

export interface NextQuestion {
  readonly key: SituationKey;
  readonly question: string;
  readonly find: string;
}

export interface RecoveryPlan {
  readonly schema: 'nvr-doctor/recovery-plan@1';
  /** `way`: take it. `ask`: one more thing must be known. `vendor-only`: whose recorder it is, is in doubt. `not-initialised`: there is no password to be lost. */
  readonly verdict: 'way' | 'ask' | 'vendor-only' | 'not-initialised';
  readonly summary: string;
  /** The first way that does not fall away, once all is known that it needs. */
  readonly take: WayId | null;
  /** What to find out next; null where the way is clear. */
  readonly next: NextQuestion | null;
  readonly ways: readonly PlannedWay[];
  /** What helps until then. */
  readonly meanwhile: readonly string[];
  /** What makes it worse, whatever the way. */
  readonly never: readonly string[];
}

const NEVER: readonly string[] = [
  'Do not try passwords, and none that others call usual: wrong ones lock the account, also for whoever knows the right one.',
  'Do not change the date of the recorder to suit a code: ask for a code for the date that it shows.',
  'Do not use web pages that offer codes for a serial number: they are fraud or attacks. Codes come from the vendor only.',
  'Do not press a reset button and do not format disks as long as another way is open.',
];

const VENDOR_ONLY = 'Only the vendor can help here, and it will ask for proof of ownership: an invoice, or the word of the owner.';

/** @param skipped what the person was asked and does not know; it is not asked again */
export function planRecovery(situation: Situation, skipped: ReadonlySet<SituationKey> = new Set()): RecoveryPlan {
  const plan = { schema: 'nvr-doctor/recovery-plan@1', never: NEVER } as const;
  if (situation.ownership === false) {
    const reason = 'Whose recorder it is, is in doubt.';
    return { ...plan, verdict: 'vendor-only', summary: VENDOR_ONLY, take: null, next: null, ways: WAY_LIST.map((way) => closed(way, situation, reason)), meanwhile: [] };
  }
  if (situation.initialised === false) {
    const summary = 'No password was ever set on this recorder, so none is lost. Set it up now: nvr-doctor account init';
    return { ...plan, verdict: 'not-initialised', summary, take: null, next: null, ways: WAY_LIST.map((way) => closed(way, situation, 'The recorder has no password yet.')), meanwhile: [] };
  }
  const ways = WAY_LIST.map((way) => planned(way, situation));
  const first = situation.ownership === null ? undefined : ways.find(({ state }) => state !== 'closed');
  // Something may have to be brought for a way that is not needed in the end, so what is not known is asked first.
  const decided = first !== undefined && first.state !== 'ask';
  const next = decided ? null : nextQuestion(situation, ways, skipped);
  return {
    ...plan,
    verdict: decided ? 'way' : 'ask',
    summary: decided ? `The way for this recorder: ${first.title}.` : 'Which way is the right one cannot be told yet.',
    take: decided ? first.id : null,
    next,
    ways,
    meanwhile: meanwhileOf(situation),
  };
}

/** Ownership before all; then what the first way that may be open needs, then the next way, as the person may not know. */
function nextQuestion(situation: Situation, ways: readonly PlannedWay[], skipped: ReadonlySet<SituationKey>): NextQuestion | null {
  const keys: readonly SituationKey[] = [...(situation.ownership === null ? (['ownership'] as const) : []), ...ways.filter(({ state }) => state !== 'closed').flatMap(({ needs }) => needs.flatMap(({ asks }) => asks ?? []))];
  const key = keys.find((one) => !skipped.has(one));
  return key === undefined ? null : { key, ...SITUATION[key] };
}

function planned(way: Way, situation: Situation): PlannedWay {
  const needs = way.needs.map((one) => plannedNeed(one, situation));
  const failed = way.needs.find((one, index) => needs[index]?.met === 'not-met' && 'closed' in one.otherwise);
  const why = failed !== undefined && 'closed' in failed.otherwise ? failed.otherwise.closed : null;
  const state = why !== null ? 'closed' : needs.some(({ met }) => met === 'not-known') ? 'ask' : needs.some(({ met }) => met === 'not-met') ? 'get' : 'ready';
  const { id, title, cost } = way;
  return { id, title, cost, state, why, needs, guide: way.guide(situation) };
}

function plannedNeed({ key, wanted, sentence, otherwise, unless }: Need, situation: Situation): PlannedNeed {
  const value = situation[key];
  const spared = unless === undefined ? false : situation[unless.key] === null ? null : situation[unless.key] === unless.is;
  if (value === wanted || spared === true) return { sentence, met: 'met', get: null, asks: null };
  if (value === null) return { sentence, met: 'not-known', get: null, asks: key };
  // Known and not as wanted, but whether it matters is not known.
  if (spared === null && unless !== undefined) return { sentence, met: 'not-known', get: null, asks: unless.key };
  return { sentence, met: 'not-met', get: 'get' in otherwise ? otherwise.get : null, asks: null };
}

const closed = (way: Way, situation: Situation, why: string): PlannedWay => ({ ...planned(way, situation), state: 'closed', why });

function meanwhileOf({ secondAdministrator, secondAdministratorKnown, patternKnown }: Situation): readonly string[] {
  return [
    ...(secondAdministrator === true && secondAdministratorKnown === true ? ['The second administrator can manage the recorder until then: sign in with it, and export settings and recordings.'] : []),
    ...(patternKnown === true ? ['The unlock pattern opens the menu at the monitor of the recorder until then; it sets no new password.'] : []),
    'Leave phones and programs that still show the cameras signed in.',
    'To look for other faults without the password: nvr-doctor settings ask',
  ];
}
