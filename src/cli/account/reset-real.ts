/** `account reset` for a real recorder: asks what was set up, finds the way, and guides a person along it. */
import { stat } from 'node:fs/promises';
import { AFTER_CHANGE_GUIDE, LOCKOUT_GUIDE, NOTHING_KNOWN, planRecovery, WAYS, type Guide, type RecoveryPlan, type Situation, type SituationKey } from '../../accounts/index.js';
import { DoctorError } from '../../errors.js';
import { canPrompt } from '../common.js';
import { EXIT } from '../exit.js';
import { flag, text, type Arguments } from '../options.js';
import { badValue } from '../usage.js';
import { paperGuide } from './guide.js';
import { followGuide, guideProgress } from './guide-run.js';
import { planLines } from './reset-text.js';
import { situationFrom, SITUATION_FACTS, situationSaid } from './reset-situation.js';
import { answer } from './words.js';

const EXIT_OF = { way: EXIT.fine, ask: EXIT.inconclusive, 'vendor-only': EXIT.problem, 'not-initialised': EXIT.problem } as const satisfies Record<RecoveryPlan['verdict'], number>;
/** Not ways back, but what goes along with them. */
const OTHER_GUIDES: Readonly<Record<string, Guide>> = { locked: LOCKOUT_GUIDE, after: AFTER_CHANGE_GUIDE };

export async function resetReal(args: Arguments): Promise<void> {
  const said = situationSaid(args);
  const state = text(args, 'state');
  const asking = canPrompt(args) && !flag(args, 'print');
  const begun = state !== undefined && asking ? await begunGuide(state) : undefined;
  if (state !== undefined && begun !== undefined) return follow(args, begun.guide, state, begun.done);
  const named = text(args, 'way');
  if (named !== undefined && Object.hasOwn(OTHER_GUIDES, named)) return oneGuide(args, OTHER_GUIDES[named] ?? AFTER_CHANGE_GUIDE);
  let situation: Situation = { ...(await situationRead(args)), ...said };
  const wanted = WAYS.find((way) => way === named);
  if (named !== undefined && wanted === undefined) throw badValue('way', named, [...WAYS, ...Object.keys(OTHER_GUIDES)]);
  if (wanted !== undefined && situation.ownership !== false) return oneGuide(args, planRecovery(situation).ways.find(({ id }) => id === wanted)?.guide ?? AFTER_CHANGE_GUIDE);
  const skipped = new Set<SituationKey>();
  if (asking) situation = await askAll(situation, skipped);
  const plan = planRecovery(situation, skipped);
  process.exitCode = EXIT_OF[plan.verdict];
  const way = plan.ways.find(({ id }) => id === plan.take);
  const terminal = asking && way !== undefined && state !== undefined;
  await answer(args, plan, (style, columns) => [...planLines(plan, style, columns), ...(way === undefined || terminal ? [] : ['', ...paperGuide(way.guide, columns)])]);
  if (terminal) await follow(args, way.guide, state, new Set());
}

/** One question at a time, each of which may be left open; ends when the way is clear or nothing is left to ask. */
async function askAll(begun: Situation, skipped: Set<SituationKey>): Promise<Situation> {
  const { choose } = await import('./prompts.js');
  let situation = begun;
  for (;;) {
    const { next } = planRecovery(situation, skipped);
    if (next === null) return situation;
    const said = await choose(next.question, [
      { value: 'yes', label: 'Yes' },
      { value: 'no', label: 'No' },
      { value: 'unknown', label: 'I do not know' },
    ]);
    if (said === 'unknown') skipped.add(next.key);
    else situation = { ...situation, [next.key]: said === 'yes' };
  }
}

async function situationRead(args: Arguments): Promise<Situation> {
  const looks = ['settings', 'network', 'recorder'].some((name) => text(args, name) !== undefined);
  if (!looks) return NOTHING_KNOWN;
  const { readAccounts } = await import('./read.js');
  return situationFrom((await readAccounts(args, SITUATION_FACTS)).facts);
}

async function oneGuide(args: Arguments, guide: Guide): Promise<void> {
  const state = text(args, 'state');
  if (state !== undefined && canPrompt(args) && !flag(args, 'print')) return follow(args, guide, state, new Set());
  await answer(args, { schema: 'nvr-doctor/account-reset@1', guide }, (_style, columns) => paperGuide(guide, columns));
}

const follow = (args: Arguments, guide: Guide, file: string, done: Set<string>): Promise<void> => followGuide(args, guide, { file, done, goOn: `nvr-doctor account reset --state ${file}` });

/** The guide that the file was begun with; undefined where there is no file yet. @throws DoctorError for a file of something else */
async function begunGuide(file: string): Promise<{ readonly guide: Guide; readonly done: Set<string> } | undefined> {
  if ((await stat(file).catch(() => undefined)) === undefined) return undefined;
  const progress = await guideProgress(file);
  const guide = guidesOfAll().find(({ id }) => id === progress?.guide);
  if (progress === undefined || guide === undefined) throw new DoctorError('This file does not say how far a way back was followed.', { where: file, hint: 'Name another with --state FILE; this one is left as it is.' });
  return { guide, done: progress.done };
}

/** The unlock code has a guide for each kind of firmware, and for whoever has a second administrator already. */
function guidesOfAll(): readonly Guide[] {
  const plans = ([null, true, false] as const).flatMap((promptAfterCode) => [null, true].map((second) => planRecovery({ ...NOTHING_KNOWN, promptAfterCode, secondAdministrator: second, secondAdministratorKnown: second })));
  return [...plans.flatMap(({ ways }) => ways.map(({ guide }) => guide)), ...Object.values(OTHER_GUIDES)];
}
