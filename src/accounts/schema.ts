/** What a stored account book or draft must look like before it is taken back in. Apart from the rest, so that a sign-in does not load the schema library. */
import { z } from 'zod';
import { RIGHTS } from './people/groups.js';
import { sameName } from './people/names.js';
import { findGroup, isAdministrator } from './people/rights.js';
import { QUESTION_COUNT, QUESTIONS, type QuestionId } from './secrets/questions.js';
import { INIT_DRAFT, INIT_PAGES, type InitDraft } from './setup/initialise.js';
import { VIDEO_STANDARDS } from './setup/pages.js';
import { END } from './setup/steps.js';
import { WIZARD_DRAFT, type WizardDraft } from './setup/wizard.js';
import { AUTO_LOGOUT_MINUTES, WIZARD_PAGES } from './setup/wizard-pages.js';
import { ADMIN, findAccount, type AccountsState } from './state.js';

const text = z.string().max(256);
/** Far beyond every recorder, and well within what a date can be: sums of a few of these still are one. */
const CENTURY_MS = 100 * 366 * 86_400_000;
const time = z.int().min(0).max(2 * CENTURY_MS);
/** Between two clocks. */
export const clockDistance = z.int().min(-CENTURY_MS).max(CENTURY_MS);
const LONGEST_LOCK = 366 * 86_400;
const md5 = z.string().regex(/^[0-9a-f]{32}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Above this a single check takes seconds and hundreds of megabytes. */
const cost = z.number().int().min(1).max(17);
const verifier = z.strictObject({ kind: z.literal('scrypt'), cost, salt: md5, hash: sha256 });
const passwordEquivalent = z.strictObject({ ha1: md5, ha1Sha256: sha256 });
const tries = { failures: z.number().int().min(0), lockedUntil: time.nullable() };
const counter = z.strictObject(tries);
const rights = z.array(z.enum(RIGHTS)).max(RIGHTS.length);
const questionIds = QUESTIONS.flat().map(({ id }) => id) as [QuestionId, ...QuestionId[]];
const questions = z.array(z.strictObject({ question: z.enum(questionIds), answer: verifier })).length(QUESTION_COUNT);

const location = z.strictObject({ country: text, language: text, videoStandard: z.enum(VIDEO_STANDARDS) });
const clock = { timeZone: text, clockOffset: clockDistance };

const moment = z.strictObject({ month: z.number(), week: z.number(), weekday: z.number(), hour: z.number() });
const wizard = z.strictObject({
  'auto-update': z.strictObject({ enabled: z.boolean() }),
  general: z.strictObject({ deviceName: text, autoLogoutMinutes: z.int().min(0).max(AUTO_LOGOUT_MINUTES.most) }),
  'ntp-dst': z.strictObject({
    ntp: z.strictObject({ enabled: z.boolean(), server: text, everyMinutes: z.number() }),
    dst: z.strictObject({ start: moment, end: moment }).nullable(),
  }),
  network: z.strictObject({ dhcp: z.boolean(), fixed: z.strictObject({ address: text, mask: text, gateway: text, dns: z.array(text).max(2) }).nullable() }),
  p2p: z.strictObject({ enabled: z.boolean() }),
  basic: z.strictObject({ diskFull: z.enum(['overwrite', 'stop']), fileMinutes: z.number() }),
  encode: z.strictObject({ codec: z.enum(['H.264', 'H.265']), framesPerSecond: z.number(), kilobitsPerSecond: z.number() }),
  schedule: z.strictObject({ periods: z.array(z.strictObject({ day: z.number(), from: text, to: text, kind: z.enum(['continuous', 'motion', 'alarm']) })).max(42) }),
});

export const accountsStateSchema: z.ZodType<AccountsState> = z
  .strictObject({
    realm: text,
    initialized: z.boolean(),
    policy: z.strictObject({ enabled: z.boolean(), tries: z.number().int().min(1), seconds: z.number().min(0).max(LONGEST_LOCK), scope: z.enum(['account', 'address']).exactOptional() }),
    firmware: z.strictObject({ promptAfterCode: z.boolean() }),
    kdfCost: cost,
    addresses: z.record(text, counter),
    accounts: z
      .array(z.strictObject({ name: text, group: text, rights: rights.nullable(), reusable: z.boolean(), reserved: z.boolean(), memo: text, hint: text.nullable(), passwordEquivalent, passwordSetAt: time.nullable(), ...tries }))
      .max(1000),
    groups: z.array(z.strictObject({ name: text, rights, reserved: z.boolean(), memo: text })).max(100),
    sessions: z.array(z.strictObject({ id: text, user: text, address: text, client: text, since: time, expiresAt: time.nullable() })).max(1000),
    nextSession: z.number().int().min(1),
    pattern: verifier.nullable(),
    patternTries: counter,
    questions: questions.nullable(),
    recoveryTries: counter,
    promptUntil: time.nullable(),
    setup: location.extend({ ...clock, initialisedAt: time }).nullable(),
    wizard: wizard.nullable(),
  });

/** What no operation leaves behind although each part by itself is as it must be; undefined where the book is whole. */
export function inconsistency(state: AccountsState): string | undefined {
  const { accounts, groups, sessions } = state;
  const twice = (names: readonly string[]): boolean => names.some((name, index) => names.slice(0, index).some((other) => sameName(other, name)));
  if (twice(accounts.map(({ name }) => name))) return 'two users have one name';
  if (twice(groups.map(({ name }) => name))) return 'two groups have one name';
  if (accounts.some(({ group }) => findGroup(state, group) === undefined)) return 'a user is in a group that does not exist';
  if (sessions.some(({ user }) => findAccount(state, user) === undefined)) return 'somebody is signed in who is no user';
  const admin = findAccount(state, ADMIN);
  if (state.initialized && (admin === undefined || !isAdministrator(state, admin))) return 'the recorder is set up and has no administrator of the name admin';
  return undefined;
}

export const initDraftSchema: z.ZodType<InitDraft> = z.strictObject({
  schema: z.literal(INIT_DRAFT),
  realm: text,
  kdfCost: cost,
  at: z.enum([...INIT_PAGES, END]),
  location: location.nullable(),
  time: z.strictObject(clock).nullable(),
  password: z.strictObject({ passwordEquivalent, hint: text.nullable() }).nullable(),
  pattern: z.strictObject({ verifier: verifier.nullable() }).nullable(),
  questions: z.strictObject({ stored: questions.nullable() }).nullable(),
});

export const wizardDraftSchema: z.ZodType<WizardDraft> = z.strictObject({
  schema: z.literal(WIZARD_DRAFT),
  realm: text,
  videoStandard: z.enum(VIDEO_STANDARDS),
  at: z.enum([...WIZARD_PAGES, END]),
  pages: wizard,
  filled: z.array(z.enum(WIZARD_PAGES)).max(WIZARD_PAGES.length),
});
