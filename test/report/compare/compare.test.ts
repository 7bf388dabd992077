import { describe, expect, it } from 'vitest';
import { analyzeFacts } from '../../../src/analyze.js';
import type { FactPath } from '../../../src/facts/dictionary.js';
import type { Json, Observation } from '../../../src/facts/observation.js';
import type { UnknownReason } from '../../../src/facts/types.js';
import { compareReports } from '../../../src/report/compare/index.js';
import { comparisonMarkdown } from '../../../src/report/compare/markdown.js';
import { renderComparison } from '../../../src/report/compare/text.js';
import type { Report } from '../../../src/report/document.js';
import { sealPack } from '../../../src/rules/pack.js';
import { is, observation, PATHS, rule } from '../../diagnosis/pack.js';
import { plain } from '../sample.js';

const RULES = [
  rule('dhcp-off', is('recorder.network.dhcp', false)),
  rule('p2p-off', is('recorder.p2p.enabled', false), { paths: ['p2p'] }),
  rule('own-dns', is('recorder.network.dnsAuto', false)),
  rule('clock', is('recorder.upnp.enabled', true), { kind: 'check', paths: [] }),
];
const PACK = sealPack({ name: 'test', version: '1', rules: RULES, paths: PATHS, questions: [] });

const HEALTHY: Home = { 'access.method': 'p2p', 'access.worksAway': true, 'recorder.p2p.enabled': true, 'recorder.p2p.status': 'online', 'recorder.network.dhcp': true, 'recorder.network.dnsAuto': true, 'recorder.upnp.enabled': false };
const BROKEN: Home = { ...HEALTHY, 'access.worksAway': false, 'recorder.p2p.status': 'offline', 'recorder.network.dhcp': false };

type Home = Partial<Record<FactPath, Json | { readonly unknown: UnknownReason }>>;

function home(values: Home, pack = PACK, more: Partial<Report> = {}): Report {
  const seen = Object.entries(values).map(([path, value]): Observation => {
    const { value: known, ...rest } = observation(path as FactPath, value, path.startsWith('access.') ? 'user' : 'recorder-settings');
    return typeof value === 'object' && value !== null && 'unknown' in value ? { ...rest, unknown: { reason: value.unknown as UnknownReason } } : { ...rest, ...(known === undefined ? {} : { value: known }) };
  });
  return { ...analyzeFacts(seen, pack), ...more };
}

const compare = (old: Home, now: Home, failOn: 'problem' | 'note' = 'problem') => compareReports(home(old), home(now), PACK, { failOn });
const classOf = (comparison: ReturnType<typeof compare>, id: string) => comparison.items.find((item) => item.id === id)?.class;

describe('two reports of one home', () => {
  it('are as before where nothing changed', () => {
    const same = compare(HEALTHY, HEALTHY);
    expect(same).toMatchObject({ result: 'same', facts: [], explanation: { facts: [], found: true } });
  });

  it('say that a cause is gone, and which changes are enough for it', () => {
    const found = compare(BROKEN, { ...HEALTHY, 'recorder.model': 'XVR', 'access.changed': [] });
    expect(found.result).toBe('better');
    expect(classOf(found, 'dhcp-off')).toBe('gone');
    expect(found.explanation.found).toBe(true);
    expect(found.explanation.facts).toContain('recorder.network.dhcp');
    expect(found.explanation.facts).not.toContain('recorder.model');
    expect(found.explanation.causes).toEqual([expect.objectContaining({ id: 'dhcp-off', facts: ['recorder.network.dhcp'] })]);
    expect(found.facts.find((fact) => fact.path === 'recorder.network.dhcp')).toMatchObject({ change: 'value', old: { value: false, source: 'recorder-settings' }, new: { value: true }, explains: true });
  });

  it('say that a cause is new', () => {
    const found = compare(HEALTHY, BROKEN);
    expect(found.result).toBe('worse');
    expect(classOf(found, 'dhcp-off')).toBe('new');
  });

  it('never take a problem that cannot be seen any more for one that is gone', () => {
    const found = compare(BROKEN, { ...BROKEN, 'recorder.network.dhcp': { unknown: 'not-permitted' } });
    expect(found.result).toBe('cannot-tell');
    expect(classOf(found, 'dhcp-off')).toBe('problem-to-unknown');
    const text = renderComparison(found, { old: 'a', new: 'b' }, plain());
    expect(text).toContain('can no longer be told');
    expect(text).not.toMatch(/fixed|gone:|solved/);
    expect(found.facts.find((fact) => fact.path === 'recorder.network.dhcp')?.change).toBe('known-to-unknown');
  });

  it('tell what could not be told before from what is new', () => {
    const found = compare({ ...BROKEN, 'recorder.network.dhcp': { unknown: 'timed-out' } }, BROKEN);
    expect(classOf(found, 'dhcp-off')).toBe('unknown-to-problem');
    expect(found.result).toBe('worse');
  });

  it('tell that something was ruled out and is open now', () => {
    const open = { ...BROKEN, 'recorder.network.dnsAuto': { unknown: 'failed' } } as const;
    const found = compare(BROKEN, open);
    expect(classOf(found, 'own-dns')).toBe('ok-to-unknown');
    expect(found.result).toBe('cannot-tell');
    expect(classOf(compare(open, BROKEN), 'own-dns')).toBe('unknown-to-ok');
  });

  it('do not miss what is open where the whole way is proven all the same', () => {
    const found = compare(HEALTHY, { ...HEALTHY, 'recorder.network.dnsAuto': { unknown: 'failed' } });
    expect(classOf(found, 'own-dns')).toBe('ok-to-unknown');
    expect(found.result).toBe('same');
  });

  it('are not the same where the proof of the way is missing now', () => {
    const found = compare(HEALTHY, { ...HEALTHY, 'recorder.p2p.status': { unknown: 'failed' }, 'access.worksAway': { unknown: 'not-run' } });
    expect([found.old.verdict, found.new.verdict]).toEqual(['healthy', 'inconclusive']);
    expect(found.items.filter((item) => item.class === 'ok-to-unknown')).toEqual([]);
    expect(found.result).toBe('cannot-tell');
  });

  it('let a new problem win over what was lost from sight', () => {
    const found = compare(BROKEN, { ...BROKEN, 'recorder.network.dhcp': { unknown: 'failed' }, 'recorder.p2p.enabled': false });
    expect(classOf(found, 'dhcp-off')).toBe('problem-to-unknown');
    expect(found.result).toBe('worse');
  });

  it('count a note only where that is asked for', () => {
    const noted = { ...HEALTHY, 'recorder.upnp.enabled': true };
    expect(compare(HEALTHY, noted).result).toBe('same');
    expect(compare(HEALTHY, noted, 'note').result).toBe('worse');
    expect(compare(noted, { ...HEALTHY, 'recorder.upnp.enabled': { unknown: 'failed' } }, 'note').result).toBe('cannot-tell');
  });

  it('give the same when asked twice', () => {
    expect(JSON.stringify(compare(BROKEN, HEALTHY))).toBe(JSON.stringify(compare(BROKEN, HEALTHY)));
  });
});

describe('a change that comes from the rules', () => {
  it('stands apart from what changed at home', () => {
    const older = sealPack({ name: 'test', version: '0', rules: RULES.filter((one) => one.id !== 'dhcp-off'), paths: PATHS, questions: [] });
    const found = compareReports(home(BROKEN, older), home(BROKEN), PACK);
    expect(found.result).toBe('same');
    expect(found.byRules.old).toMatchObject({ sameRules: false, causes: { then: [], now: ['dhcp-off'] }, rules: [{ id: 'dhcp-off', then: null, now: 'problem' }] });
    expect(found.byRules.new).toMatchObject({ sameRules: true, rules: [] });
    expect(renderComparison(found, { old: 'a', new: 'b' }, plain())).toContain('Because of the rules, not of the home');
  });
});

describe('reports that are hard to compare', () => {
  it('of two recorders are told apart', () => {
    const found = compare({ ...HEALTHY, 'recorder.serial': 'AAA' }, { ...HEALTHY, 'recorder.serial': 'BBB' });
    expect(found.home.same).toBe('no');
    expect(renderComparison(found, { old: 'a', new: 'b' }, plain())).toContain('two different homes or recorders');
    expect(compare({ ...HEALTHY, 'recorder.serial': 'AAA' }, { ...HEALTHY, 'recorder.serial': 'AAA' }).home.same).toBe('yes');
    expect(compare(HEALTHY, HEALTHY).home.same).toBe('cannot-tell');
  });

  it('of which one is masked say what is not compared, and do not take a mask for a change', () => {
    const redaction = { level: 'share', at: '2026-11-22T12:00:00.000Z', id: 'abcdefabcdef' } as const;
    const masked = home({ ...HEALTHY, 'recorder.serial': 'serial-1' }, PACK, { redaction });
    const found = compareReports(home({ ...HEALTHY, 'recorder.serial': 'AAA' }), masked, PACK);
    expect(found.limits.join(' ')).toContain('The new report is masked');
    expect(found.facts).toEqual([]);
    expect(found.home.same).toBe('cannot-tell');
    expect(compareReports(masked, masked, PACK).limits).toEqual([]);
  });

  it('that are masked apart hold nothing personal against each other', () => {
    const masked = (id: string, serial: string): Report => home({ ...HEALTHY, 'recorder.serial': serial }, PACK, { redaction: { level: 'share', at: '2026-11-22T12:00:00.000Z', id } });
    const found = compareReports(masked('abcdefabcdef', 'serial-1'), masked('fedcbafedcba', 'serial-2'), PACK);
    expect(found.home.same).toBe('cannot-tell');
    expect(found.limits.join(' ')).toContain('Both reports are masked, each with tokens of its own');
    expect(found.facts).toEqual([]);
    // The same token of another mask is no sign of the same recorder either.
    expect(compareReports(masked('abcdefabcdef', 'serial-1'), masked('fedcbafedcba', 'serial-1'), PACK).home.same).toBe('cannot-tell');
  });

  it('hold texts that mean something to Markdown or a terminal, which stay texts', () => {
    const found = compare({ ...BROKEN, 'recorder.model': 'A' }, { ...BROKEN, 'recorder.model': '|<img src=x>\u001b[31m[a](http://b)' });
    const markdown = comparisonMarkdown(found, { old: '|<b>x', new: 'y' });
    expect(markdown).not.toMatch(/<b>|<img|\u001b/);
    expect(renderComparison(found, { old: 'a', new: 'b' }, plain(), true)).not.toContain('\u001b');
  });
});
