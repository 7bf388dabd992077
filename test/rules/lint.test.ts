/** Mistakes between rules, and in what a rule promises. */
import { describe, expect, it } from 'vitest';
import { lintLoaded, renderFinding } from '../../src/rules/lint.js';
import { loadFiles } from '../../src/rules/front/load.js';
import { distance, nearest } from '../../src/facts/suggest.js';

interface Parts {
  id?: string;
  kind?: string;
  link?: string;
  severity?: string;
  status?: string;
  explains?: string;
  when?: string;
  extra?: string;
  tests?: string;
}

const TESTS = `  - { name: a, facts: { recorder.network.dhcp: false }, expect: problem }
  - { name: b, facts: { recorder.network.dhcp: true }, expect: ok }
  - { name: c, expect: unknown, missing: [recorder.network.dhcp] }
`;

function ruleText({ id = 'one', kind = 'cause', link = 'link: recorder-network\n', severity = 'minor', status = 'stable', explains = '{}', when = 'recorder.network.dhcp == false', extra = '', tests = TESTS }: Parts = {}): string {
  return `id: ${id}
kind: ${kind}
status: ${status}
title: One
${link}paths: [p2p]
when:
  all:
    - is: DHCP is off
      cel: ${when}
severity: ${severity}
confidence: certain
explains: ${explains}
evidence: { problem: "It is so." }
${extra}tests:
${tests}`;
}

function lint(files: Record<string, string>): string[] {
  return lintLoaded(loadFiles(Object.entries(files).map(([name, text]) => ({ name, text })))).map((finding) => `${finding.file} ${finding.level} ${finding.code} ${finding.message}`);
}

const one = (parts: Parts): string[] => lint({ 'recorder/one.yaml': ruleText(parts) });

describe('one rule', () => {
  it('that keeps every promise has no finding', () => {
    expect(one({})).toEqual([]);
  });

  it('without a test per verdict is named with the verdicts', () => {
    expect(one({ tests: '  - { name: a, facts: { recorder.network.dhcp: false }, expect: problem }\n' })).toEqual(['recorder/one.yaml error R009 No test expects "ok" or "unknown".']);
    expect(one({ extra: 'applies: access.method == "p2p"\n' })).toEqual(['recorder/one.yaml error R009 No test expects "not-applicable".']);
  });

  it('that decides without any fact is refused', () => {
    expect(one({ when: "'!known(recorder.network.dhcp)'" })).toEqual([
      'recorder/one.yaml error R010 Without any fact the rule already says "problem".',
      'recorder/one.yaml error R019 A verdict must not hang on whether a fact is known.',
    ]);
  });

  it('that says a unit after a fact that brings its own is told', () => {
    const ofClock = (rest: string): string[] => lint({ 'recorder/one.yaml': ruleText().replace('It is so.', `The clock is off by {recorder.time.offsetSeconds}${rest}.`) });
    expect(ofClock(' seconds')).toEqual(['recorder/one.yaml error R020 {recorder.time.offsetSeconds} brings its unit with it: leave out "seconds".']);
    expect(ofClock(', some say')).toEqual([]);
  });

  it('that is a cause names its link', () => {
    expect(one({ link: '' })).toEqual(['recorder/one.yaml error R002 A cause names the link that it breaks.']);
    expect(one({ link: '', kind: 'symptom' })).toEqual([]);
  });

  it('that blocks everything tells the homeowner what to do', () => {
    expect(one({ severity: 'blocker' })).toEqual(['recorder/one.yaml error R012 A blocker needs a remedy with steps for the homeowner.']);
    const extra = 'remedies:\n  - { id: a, title: A, exposure: none, steps: { homeowner: ["Do it."] } }\n';
    expect(one({ severity: 'blocker', extra })).toEqual([]);
  });

  it.each([
    ['recorder.network.dhcp: yes', 'R016 This is not a value of recorder.network.dhcp.'],
    ['recorder.network.gateway: { from: recorder.ports.tcp }', 'R016 recorder.ports.tcp and recorder.network.gateway are not of the same kind.'],
    ['recorder.network.gateway: { from: host.gatway }', 'R004 There is no fact "host.gatway".'],
    ['recorder.netwrk.dhcp: true', 'R004 There is no fact "recorder.netwrk.dhcp".'],
  ])('with the remedy effect %s is refused', (effect, message) => {
    const extra = `remedies:\n  - { id: a, title: A, exposure: none, effects: { ${effect} }, steps: { homeowner: ["Do it."] } }\n`;
    expect(one({ extra })).toEqual([`recorder/one.yaml error ${message}`]);
  });

  it('that copies an address into a text is fine', () => {
    const extra = 'remedies:\n  - { id: a, title: A, exposure: none, effects: { access.host: { from: lan.address }, recorder.network.gateway: null }, steps: { homeowner: ["Do it."] } }\n';
    expect(one({ extra })).toEqual([]);
  });

  it('with a dangerous step gets a warning, and none for warning against it', () => {
    const extra = (step: string): string => `remedies:\n  - { id: a, title: A, exposure: none, steps: { homeowner: ["${step}"] } }\n`;
    expect(one({ extra: extra('Do a factory reset.') })[0]).toMatch(/^recorder\/one.yaml warning R018 A factory reset deletes/);
    expect(one({ extra: extra('Put the recorder into the DMZ.') })[0]).toMatch(/ R018 /);
    expect(one({ extra: extra('Do not do a factory reset.') })).toEqual([]);
  });

  it('with a brace that has no partner is refused', () => {
    const extra = 'remedies:\n  - { id: a, title: A, exposure: none, steps: { homeowner: ["Set {recorder.ports.tcp."] } }\n';
    expect(one({ extra })).toEqual(['recorder/one.yaml error R002 A brace in a text has no partner.']);
  });
});

describe('rules among each other', () => {
  it('a name that no rule has is refused, with the nearest', () => {
    const findings = lintLoaded(
      loadFiles([
        { name: 'recorder/one.yaml', text: ruleText({ explains: '{ p2p-ofline: always }' }) },
        { name: 'cloud/p2p-offline.yaml', text: ruleText({ id: 'p2p-offline', kind: 'symptom', link: '' }) },
      ]),
    );
    expect(findings.map(renderFinding)).toEqual([
      ['recorder/one.yaml:13:13 R007 There is no rule "p2p-ofline".', '  explains: { p2p-ofline: always }', '              ^^^^^^^^^^', '  Did you mean "p2p-offline"?'].join('\n'),
    ]);
  });

  it('a rule that was refused for something else may still be named', () => {
    const findings = lint({ 'recorder/one.yaml': ruleText({ explains: '{ two: always }' }), 'recorder/two.yaml': ruleText({ id: 'two', when: 'recorder.nothing' }) });
    expect(findings).toEqual(['recorder/two.yaml error R004 There is no fact "recorder.nothing".']);
  });

  it('a circle is shown once, as a way', () => {
    const next = (id: string, target: string): string => ruleText({ id, explains: `{ ${target}: always }` });
    expect(lint({ 'a/a.yaml': next('a', 'b'), 'a/b.yaml': next('b', 'c'), 'a/c.yaml': next('c', 'a') })).toEqual(['a/a.yaml error R007 The rules explain each other in a circle: a → b → c → a.']);
  });

  it('an id is used once', () => {
    expect(lint({ 'a/one.yaml': ruleText(), 'b/one.yaml': ruleText() })).toEqual(['b/one.yaml error R008 The id "one" is already used in a/one.yaml.']);
    expect(lintLoaded(loadFiles([{ name: 'a/one.yaml', text: ruleText() }]), new Set(['one']))[0]?.message).toBe('The id "one" is already used in the shipped rules.');
  });

  it('only causes explain, and only what is no check and not retired', () => {
    expect(
      lint({
        'a/one.yaml': ruleText({ explains: '{ two: always, three: often }' }),
        'a/two.yaml': ruleText({ id: 'two', kind: 'check' }),
        'a/three.yaml': ruleText({ id: 'three', kind: 'symptom', status: 'retired', explains: '{ one: often }', tests: '  []\n' }),
      }),
    ).toEqual([
      'a/one.yaml error R007 The rules explain each other in a circle: one → three → one.',
      'a/one.yaml error R007 "two" is a check; only symptoms and causes are explained.',
      'a/one.yaml error R014 "three" is retired.',
      'a/three.yaml error R007 A symptom explains nothing; only causes do.',
    ]);
  });
});

describe('paths and questions', () => {
  it('are read with their clauses and values checked', () => {
    const loaded = loadFiles([
      { name: 'pack.yaml', text: 'name: core\nversion: 1.2.3\n' },
      { name: 'paths.yaml', text: 'paths:\n  - method: p2p\n    title: P2P\n    setUp: { is: P2P is on, cel: recorder.p2p.enabled }\n    links:\n      - { link: app, unseen: true }\n      - { link: cloud, proof: { is: online, cel: recorder.p2p.status == "online" } }\n' },
      { name: 'questions.yaml', text: 'questions:\n  - id: home\n    text: Do they show at home?\n    fact: access.worksAtHome\n    choices: [{ text: Yes, value: true }, { text: No, value: false }]\n' },
    ]);
    expect(loaded.findings).toEqual([]);
    expect(loaded).toMatchObject({ name: 'core', version: '1.2.3', paths: [{ method: 'p2p', links: [{ link: 'app', unseen: true }, { link: 'cloud', proof: { reads: ['recorder.p2p.status'] } }] }], questions: [{ fact: 'access.worksAtHome' }] });
  });

  it('that name what does not exist are refused', () => {
    expect(
      lint({
        'paths.yaml': 'paths:\n  - method: p2p\n    title: P2P\n    setUp: { is: P2P is on, cel: recorder.p2p.enable }\n    links: [{ link: clod }]\n',
        'questions.yaml': 'questions:\n  - id: home\n    text: T\n    fact: access.worksAtHom\n    choices: [{ text: Y, value: true }, { text: N, value: false }]\n  - id: away\n    text: T\n    fact: access.worksAway\n    choices: [{ text: Y, value: yes }, { text: N, value: false }]\n',
        'other.yaml': 'a: 1\n',
      }),
    ).toEqual([
      'other.yaml error R008 This file is not read.',
      expect.stringMatching(/^paths.yaml error R002 paths.0.links.0.link: /),
      'questions.yaml error R004 There is no fact "access.worksAtHom".',
      'questions.yaml error R017 This is not a value of access.worksAway.',
    ]);
  });
});

it('keys that are missing stand in one line, at the mapping that lacks them', () => {
  const extra = 'remedies:\n  - { id: a, exposure: none }\n';
  const text = ruleText({ extra }).replace('title: One\n', '').replace('severity: minor\n', '');
  expect(loadFiles([{ name: 'a/one.yaml', text }]).findings.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
    '1:1 The keys "title", "severity" are missing.',
    '14:5 remedies.0: The keys "title", "steps" are missing.',
  ]);
});

describe('did you mean', () => {
  it.each([
    ['cuase', ['cause', 'symptom'], 'cause'],
    ['wan.onlnie', ['wan.online', 'wan.natMapping'], 'wan.online'],
    ['colud.resolves', ['cloud.resolves'], 'cloud.resolves'],
    ['entirely-else', ['cause', 'symptom'], undefined],
  ])('%s', (word, known, name) => {
    expect(nearest(word, known)).toBe(name);
  });

  it('counts two swapped letters as one slip', () => {
    expect([distance('cuase', 'cause', 3), distance('abcd', 'badc', 3), distance('abc', 'cab', 3), distance('', 'ab', 3)]).toEqual([1, 2, 2, 2]);
  });
});
