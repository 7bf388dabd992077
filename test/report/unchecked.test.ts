import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/document.js';
import { unchecked, uncheckedLine } from '../../src/report/text/unchecked.js';
import { notices } from '../../src/report/text/notices.js';
import { openReport } from './sample.js';

type Missing = Report['unknowns'][number]['missing'][number];
const lacking = (missing: readonly Missing[], facts: Report['facts'] = {}): Report => openReport({ unknowns: [{ rule: 'some-rule', missing }], facts });
const SIGNED_IN: Report['facts'] = { 'recorder.login.outcome': { value: 'accepted', others: [] } };

describe('what was not checked', () => {
  it("does not say that the recorder's settings were not read when they were", () => {
    expect(unchecked(lacking([{ fact: 'recorder.p2p.status', reason: 'not-run', detail: 'P2P is switched off on the recorder' }], SIGNED_IN))).toEqual([]);
    expect(unchecked(lacking([{ fact: 'recorder.accounts.appUserReusable', reason: 'not-run', detail: 'the user name in the app is not known' }], SIGNED_IN))).toEqual([
      { subject: "the app's account at the recorder", why: 'the user name in the app is not known' },
    ]);
  });

  it('says how the sign-in ended', () => {
    const missing: Missing[] = [{ fact: 'recorder.p2p.enabled', reason: 'refused', detail: 'the recorder did not let nvr-doctor in' }];
    const why = (value: string): string | undefined => unchecked(lacking(missing, { 'recorder.login.outcome': { value, others: [] } }))[0]?.why;
    expect(why('refused')).toBe('sign-in refused');
    expect(why('locked')).toBe('account locked');
    expect(why('basic-only')).toBe('password not sent');
    expect(why('in-use')).toBe('account in use');
    expect(unchecked(lacking(missing))[0]?.why).toBe('no sign-in');
  });

  it('leaves out name servers whose silence is what a cause is seen by, and keeps those that are not', () => {
    const missing: Missing[] = [
      { fact: 'name.recorderDnsFindsCloud', reason: 'refused', detail: "the recorder's name servers answered REFUSED" },
      { fact: 'name.authoritative', reason: 'failed' },
    ];
    const cause = (facts: readonly string[]): Report['causes'] => [{ id: 'c', title: 'C', sentence: 'C.', confidence: { word: 'certain', score: 1, terms: [] }, severity: 'major', because: [{ clause: 'seen', facts }], explains: [], remedies: [] }];
    const subjects = (facts: readonly string[]): string[] => unchecked({ ...lacking(missing, SIGNED_IN), causes: cause(facts) }).map(({ subject }) => subject);
    expect(subjects(['wan.online'])).toEqual(['the internet name', "the recorder's name servers"]);
    expect(subjects(['wan.online', 'name.recorderDnsAnswers'])).toEqual(['the internet name']);
    expect(subjects(['name.zoneAlive'])).toEqual(["the recorder's name servers"]);
  });

  it('counts what hangs on the settings as one thing', () => {
    const missing: Missing[] = [
      { fact: 'name.recorderDnsAnswers', reason: 'not-run', detail: "the recorder's name servers are not known: its settings are needed" },
      { fact: 'recorder.network.dns', reason: 'not-run' },
    ];
    expect(unchecked(lacking(missing))).toEqual([{ subject: "the recorder's own settings", why: 'no sign-in' }]);
  });

  it('keeps codes and milliseconds for support', () => {
    expect(unchecked(lacking([{ fact: 'cloud.reachable', reason: 'failed', detail: 'there is no way to the internet (ENETUNREACH)' }]))[0]?.why).toBe('there is no way to the internet');
    expect(unchecked(lacking([{ fact: 'cloud.reachable', reason: 'failed', detail: 'a sentence about the matter that has no room in one line' }]))[0]?.why).toBe('the check failed');
    expect(unchecked(lacking([{ fact: 'outside.tcpPort', reason: 'timed-out', detail: 'no result within 1400 ms' }]))[0]?.why).toBe('no answer in time');
    expect(unchecked(lacking([{ fact: 'outside.tcpPort', reason: 'not-run', detail: 'interrupted before it began' }]))[0]?.why).toBe('stopped early');
  });

  it('names everything before it gives reasons', () => {
    const all = lacking([{ fact: 'recorder.p2p.enabled', reason: 'not-run' }, { fact: 'outside.tcpPort', reason: 'not-run' }]);
    expect(uncheckedLine(all, 100)).toBe("Not checked: the recorder's own settings (no sign-in), the view from the internet (not tried).");
    expect(uncheckedLine(all, 84)).toBe("Not checked: the recorder's own settings (no sign-in), the view from the internet.");
    expect(uncheckedLine(all, 80)).toBe("Not checked: the recorder's own settings, the view from the internet.");
    expect(uncheckedLine(all, 65)).toBe("Not checked: the recorder's own settings (no sign-in), 1 more.");
  });
});

describe('what was given and did not work', () => {
  it('says why a password was not sent a second time', () => {
    const facts: Report['facts'] = { 'recorder.login.outcome': { unknown: { reason: 'stale', detail: 'the recorder refused this password on 2026-11-22 12:00 UTC; it is not sent again' }, source: 'recorder-login', others: [] } };
    expect(notices(openReport({ facts }))).toEqual(['Nobody could sign in to the recorder: the recorder refused this password on 2026-11-22 12:00 UTC; it is not sent again.']);
  });

  it('says nothing about a sign-in that nobody wanted', () => {
    const facts: Report['facts'] = { 'recorder.login.outcome': { unknown: { reason: 'not-run', detail: 'no user name and password for the recorder were given' }, source: 'recorder-settings', others: [] } };
    expect(notices(openReport({ facts }))).toEqual([]);
  });

  it('says that something else is at the address, and where a recorder is', () => {
    const facts: Report['facts'] = {
      'lan.askedAddress': { value: '192.168.1.70', others: [] },
      'lan.askedAnswers': { value: true, others: [] },
      'lan.recorders': { value: [{ address: '192.168.1.64', mac: null, serial: null, model: null, brand: 'Dahua', tcpPort: null, httpPort: null }], others: [] },
    };
    expect(notices(openReport({ facts }))).toEqual(['What answers at 192.168.1.70, the address that was given, is not a recorder that nvr-doctor knows. A recorder answers at 192.168.1.64: run nvr-doctor again with --recorder 192.168.1.64.']);
    expect(notices(openReport({ facts: { ...facts, 'lan.found': { value: true, others: [] } } }))).toEqual([]);
  });
});
