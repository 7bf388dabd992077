import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/index.js';
import type { NextStep, ProbeKnowledge } from '../../src/diagnosis/types.js';
import type { FactPath } from '../../src/facts/dictionary.js';
import type { Json } from '../../src/facts/observation.js';
import type { Question, Rule } from '../../src/rules/types.js';
import { engine, factsOf, is, rule } from './pack.js';

const SETTINGS: ProbeKnowledge = { id: 'recorder-settings', advice: 'Sign in.', provides: ['recorder.p2p.enabled', 'recorder.p2p.status'], seconds: 20, consent: 'one sign-in', exhausted: false };
const OUTSIDE: ProbeKnowledge = { id: 'outside', advice: 'Look from outside.', provides: ['outside.tcpPort'], seconds: 120, exhausted: false };
const HOW: Question = { id: 'how', text: 'How do you connect?', fact: 'access.method', choices: [] };
const AWAY: Question = { id: 'away', text: 'Does it work away?', fact: 'access.worksAway', choices: [] };

function next(rules: readonly Rule[], facts: Partial<Record<FactPath, Json>>, probes: readonly ProbeKnowledge[] = [SETTINGS, OUTSIDE]): readonly NextStep[] {
  return diagnose({ engine: engine(rules, { questions: [AWAY, HOW] }), facts: factsOf(facts), probes }).next;
}

const P2P_OFF = rule('p2p-disabled', is('recorder.p2p.enabled', false), { paths: ['p2p'], link: 'cloud' });
const CLOSED = rule('wiped', is('outside.tcpPort', 'closed'), { paths: ['ddns'], link: 'port-rule' });

describe('the next best step', () => {
  it('is first of all the question how the app connects, while nobody knows it', () => {
    expect(next([P2P_OFF, CLOSED], {})[0]).toMatchObject({ kind: 'question', id: 'how', fact: 'access.method' });
  });

  it('is the probe that would settle the open rules of this way, with what has to be agreed to', () => {
    expect(next([P2P_OFF, CLOSED], { 'access.method': 'p2p' })).toEqual([
      { kind: 'probe', id: 'recorder-settings', text: 'Sign in.', decides: ['p2p-disabled'], seconds: 20, consent: 'one sign-in' },
    ]);
  });

  it('is never a probe that has already done all it can', () => {
    expect(next([P2P_OFF], { 'access.method': 'p2p' }, [{ ...SETTINGS, exhausted: true }])).toEqual([]);
  });

  it('is the missing proof where no rule is open', () => {
    expect(next([], { 'access.method': 'p2p' })[0]).toMatchObject({ id: 'recorder-settings', decides: [] });
  });

  it('is the quicker one where both would tell the same', () => {
    const either = rule('either', ['&&', is('access.worksAway', false), is('outside.tcpPort', 'closed')], { paths: ['p2p'] });
    expect(next([either], { 'access.method': 'p2p' }, [OUTSIDE]).map((step) => step.id)).toEqual(['away', 'outside']);
  });

  it('prefers what a suspicion waits for', () => {
    const suspected = rule('suspected', [is('recorder.network.dhcp', false), is('outside.tcpPort', 'closed')], { paths: ['ddns'], severity: 'blocker' });
    const open = rule('open', is('recorder.p2p.enabled', false), { paths: ['ddns'], severity: 'info' });
    const probes = [{ ...SETTINGS, seconds: 10 }, { ...OUTSIDE, seconds: 10 }];
    const steps = next([open, suspected], { 'access.method': 'ddns', 'recorder.network.dhcp': false, 'access.worksAway': false, 'name.public': '192.88.98.7', 'wan.publicAddress': '192.88.98.7' }, probes);
    expect(steps.map((step) => step.id)).toEqual(['outside', 'recorder-settings']);
  });

  it('is what stands behind a fact that only follows from others', () => {
    const behind = rule('behind', is('outside.answers', false), { paths: ['p2p'], link: 'port-rule' });
    expect(next([behind], { 'access.method': 'p2p' }, [OUTSIDE]).map((step) => step.id)).toEqual(['away', 'outside']);
  });

  it('is nothing in a healthy home', () => {
    expect(next([P2P_OFF], { 'access.method': 'p2p', 'recorder.p2p.enabled': true, 'recorder.p2p.status': 'online' })).toEqual([]);
  });
});
