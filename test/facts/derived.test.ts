import { describe, expect, it } from 'vitest';
import { inputsOf } from '../../src/facts/derived.js';
import { mergeObservations } from '../../src/facts/merge.js';
import type { Observation } from '../../src/facts/observation.js';

const seen = (path: Observation['path'], source: Observation['source'], value: Observation['value']): Observation => ({ path, source, vantage: 'home', at: 1, ...(value === undefined ? {} : { value }) });

describe('a fact that follows from others', () => {
  it('takes what the outside helper met before what the person says, and shows both', () => {
    const facts = mergeObservations([seen('access.worksAway', 'user', false), seen('outside.tcpPort', 'outside', 'open')]);
    expect(facts.get('outside.answers')).toMatchObject({ state: 'known', value: true, source: 'outside', others: [{ source: 'user', value: false }] });
  });

  it('takes what the person says where nobody looked from outside', () => {
    expect(mergeObservations([seen('access.worksAway', 'user', false)]).get('outside.answers')).toMatchObject({ state: 'known', value: false, source: 'user' });
  });

  it('counts a strange device behind the port as an answer, and a port that is refused as none', () => {
    expect(mergeObservations([seen('outside.tcpPort', 'outside', 'foreign')]).value('outside.answers')).toBe(true);
    expect(mergeObservations([seen('outside.tcpPort', 'outside', 'closed')]).value('outside.answers')).toBe(false);
  });

  describe('whether the app account is locked', () => {
    const signIn = (outcome: string, user = 'admin') => [seen('recorder.login.outcome', 'recorder-settings', outcome), seen('recorder.login.user', 'recorder-settings', user), seen('recorder.accounts.appUser', 'user', 'admin')];
    const message = seen('access.message', 'user', 'account-locked');

    it('is what the recorder said to a sign-in with it, whatever the app says', () => {
      expect(mergeObservations([...signIn('accepted'), message]).value('access.accountLocked')).toBe(false);
      expect(mergeObservations([...signIn('locked'), seen('access.message', 'user', 'timeout')]).value('access.accountLocked')).toBe(true);
    });

    it("is the app's word where nobody signed in, another account was tried, or the refusal has another reason", () => {
      for (const said of [[], signIn('accepted', 'guest'), signIn('refused')]) expect(mergeObservations([...said, message]).value('access.accountLocked')).toBe(true);
    });

    it('is unknown where neither says anything of it', () => {
      expect(mergeObservations(signIn('refused')).get('access.accountLocked')).toMatchObject({ state: 'unknown', reason: 'not-run' });
    });
  });

  it('is unknown with the reason of its best input where none is known', () => {
    const facts = mergeObservations([{ path: 'outside.tcpPort', source: 'outside', vantage: 'outside', at: 1, unknown: { reason: 'not-permitted', detail: 'no helper' } }]);
    expect(facts.get('outside.answers')).toMatchObject({ state: 'unknown', reason: 'not-permitted' });
  });

  it('follows a what-if change of its input', () => {
    const facts = mergeObservations([seen('access.worksAway', 'user', false)]).with({ 'outside.tcpPort': 'open' });
    expect(facts.value('outside.answers')).toBe(true);
  });

  it('can be hidden without hiding its inputs, and stays when an input is hidden', () => {
    const facts = mergeObservations([seen('access.port', 'user', 37777)]);
    expect(facts.without('access.wantedPort').get('access.wantedPort')).toMatchObject({ state: 'unknown', reason: 'not-run' });
    expect(facts.without('access.wantedPort').value('access.port')).toBe(37777);
    expect(facts.without('access.port').value('access.wantedPort')).toBe(37777);
  });

  it('stands in the report beside its inputs, and nowhere when nobody saw one', () => {
    expect(mergeObservations([seen('access.port', 'user', 37777)]).observed().map(([path]) => path)).toEqual(['access.port', 'access.wantedPort']);
    expect(inputsOf('wan.publicAddress')).toEqual(['wan.publicAddress']);
  });
});
