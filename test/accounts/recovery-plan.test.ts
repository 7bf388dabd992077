/** Which way back: from what was set up and what is at hand (rules AR-1 to AR-14 of the account knowledge). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOTHING_KNOWN, planRecovery, SITUATION_KEYS, WAYS, type RecoveryPlan, type Situation, type SituationKey } from '../../src/accounts/index.js';

const OWN: Situation = { ...NOTHING_KNOWN, ownership: true, monitor: true };
const plan = (situation: Partial<Situation> = {}): RecoveryPlan => planRecovery({ ...OWN, ...situation });
const wayOf = (given: RecoveryPlan, id: string): RecoveryPlan['ways'][number] => {
  const way = given.ways.find((one) => one.id === id);
  if (way === undefined) expect.fail(`no way ${id}`);
  return way;
};
const NO_HINT = { hint: false } as const;
const NO_QUESTIONS = { ...NO_HINT, questions: false } as const;
const NO_SECOND = { ...NO_QUESTIONS, secondAdministrator: false } as const;
const NO_QR = { ...NO_SECOND, resetEnabled: false } as const;

describe('the order of the ways', () => {
  it('is hint, questions, second administrator, code by e-mail, unlock code, last resort', () => {
    expect(plan().ways.map(({ id }) => id)).toEqual(['hint', 'questions', 'second-administrator', 'vendor-reset', 'unlock-code', 'last-resort']);
  });

  it.each<[string, Partial<Situation>, string]>([
    ['a hint that helps', { hint: true, hintHelps: true }, 'hint'],
    ['questions with known answers', { ...NO_HINT, questions: true, answersKnown: true }, 'questions'],
    ['a second administrator, on firmware that asks for no old password', { ...NO_QUESTIONS, secondAdministrator: true, secondAdministratorKnown: true, oldPasswordAsked: false }, 'second-administrator'],
    ['an e-mail address on file that can be read', { ...NO_SECOND, resetEnabled: true, contact: true, contactReached: true }, 'vendor-reset'],
    ['nothing set up, and the serial number known (AR-6)', { ...NO_QR, serialKnown: true, vendorRefused: false }, 'unlock-code'],
    ['a unit bought in 2016 or before: no serial number is needed (AR-7)', { ...NO_QR, serialKnown: false, boughtAfter2016: false, vendorRefused: false }, 'unlock-code'],
    ['a vendor without a code', { ...NO_QR, serialKnown: true, vendorRefused: true, footageSaved: true }, 'last-resort'],
  ])('%s', (_, situation, way) => {
    const found = plan(situation);
    expect(found).toMatchObject({ verdict: 'way', take: way, next: null });
    expect(wayOf(found, way).state).toBe('ready');
  });

  it('a way that falls away says why', () => {
    const found = plan({ ...NO_QR, serialKnown: true, vendorRefused: false });
    for (const way of found.ways) if (way.state === 'closed') expect(way.why, way.id).toMatch(/^[A-Z].*\.$/);
    expect(found.ways.filter(({ state }) => state === 'closed').map(({ id }) => id)).toEqual(['hint', 'questions', 'second-administrator', 'vendor-reset']);
  });

  it('questions whose answers nobody knows are as good as none', () => {
    expect(wayOf(plan({ ...NO_HINT, questions: true, answersKnown: false }), 'questions')).toMatchObject({ state: 'closed' });
  });

  it('a second administrator who is asked for the old password keeps the recorder going, and halves the detour of the unlock code', () => {
    const found = plan({ ...NO_QUESTIONS, secondAdministrator: true, secondAdministratorKnown: true, oldPasswordAsked: true, resetEnabled: false, serialKnown: true, vendorRefused: false });
    expect(found.take).toBe('unlock-code');
    expect(found.meanwhile.join(' ')).toContain('The second administrator can manage the recorder');
    expect(wayOf(found, 'unlock-code').guide.steps.map(({ id }) => id)).not.toContain('add-user');
  });
});

describe('what is not known', () => {
  it('whose recorder it is comes first, then what the first way needs', () => {
    expect(planRecovery(NOTHING_KNOWN)).toMatchObject({ verdict: 'ask', take: null, next: { key: 'ownership' } });
    expect(planRecovery({ ...NOTHING_KNOWN, ownership: true }).next?.key).toBe('monitor');
    expect(plan().next?.key).toBe('hint');
    expect(plan({ hint: true }).next?.key).toBe('hintHelps');
    expect(plan(NO_HINT).next?.key).toBe('questions');
    expect(plan({ ...NO_HINT, questions: true }).next?.key).toBe('answersKnown');
  });

  it('closes no way and opens none', () => {
    const unknown = plan();
    expect(unknown.ways.map(({ state }) => state)).toEqual(WAYS.map(() => 'ask'));
    expect(unknown.take).toBeNull();
  });

  it('an unknown age asks for it only where the serial number is missing', () => {
    expect(plan({ ...NO_QR, serialKnown: false }).next?.key).toBe('boughtAfter2016');
    expect(plan({ ...NO_QR, serialKnown: true }).next?.key).toBe('vendorRefused');
  });

  it('what the person does not know is not asked again', () => {
    const first = planRecovery(OWN, new Set<SituationKey>(['hint', 'hintHelps']));
    expect(first).toMatchObject({ verdict: 'ask', next: { key: 'questions' } });
    expect(planRecovery(OWN, new Set(SITUATION_KEYS)).next).toBeNull();
  });

  it('asking ends: each answer leads nearer to a way, whatever is answered', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(true, false, null), { minLength: 40, maxLength: 40 }), (answers) => {
        let situation = NOTHING_KNOWN;
        const skipped = new Set<SituationKey>();
        const asked: SituationKey[] = [];
        for (const given of answers) {
          const { next } = planRecovery(situation, skipped);
          if (next === null) break;
          asked.push(next.key);
          if (given === null) skipped.add(next.key);
          else situation = { ...situation, [next.key]: given };
        }
        expect(new Set(asked).size).toBe(asked.length);
        expect(planRecovery(situation, skipped).next).toBeNull();
      }),
    );
  });
});

describe('what can be brought', () => {
  it('no monitor yet: the way stays, and says what to bring (AR-1)', () => {
    const found = plan({ monitor: false, ...NO_HINT, questions: true, answersKnown: true });
    expect(found).toMatchObject({ verdict: 'way', take: 'questions' });
    expect(wayOf(found, 'questions').state).toBe('get');
    expect(wayOf(found, 'questions').needs[0]?.get).toMatch(/monitor or TV and a USB mouse/);
  });

  it('the last resort waits until the recordings are saved', () => {
    const found = plan({ ...NO_QR, serialKnown: true, vendorRefused: true, footageSaved: false });
    expect(wayOf(found, 'last-resort')).toMatchObject({ state: 'get', needs: [{ get: 'Save the recordings that matter first.' }] });
    expect(wayOf(found, 'last-resort').guide.steps[0]?.id).toBe('footage');
  });
});

describe('whose recorder it is', () => {
  it('in doubt: the vendor only, whatever else is known (AR-14)', () => {
    fc.assert(
      fc.property(fc.record(Object.fromEntries(SITUATION_KEYS.map((key) => [key, fc.constantFrom(true, false, null)]))), (known) => {
        const found = planRecovery({ ...NOTHING_KNOWN, ...known, ownership: false });
        expect(found).toMatchObject({ verdict: 'vendor-only', take: null, next: null });
        expect(found.ways.every(({ state }) => state === 'closed')).toBe(true);
        expect(found.summary).toMatch(/proof of ownership/);
      }),
    );
  });

  it('not known: no way is taken', () => {
    expect(planRecovery({ ...OWN, ownership: null, ...NO_HINT, questions: true, answersKnown: true }).take).toBeNull();
  });

  it('a recorder without a password lost none', () => {
    expect(plan({ initialised: false })).toMatchObject({ verdict: 'not-initialised', take: null });
  });
});
