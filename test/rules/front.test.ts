/** What an author sees: the message, the place, the caret, the advice. */
import { describe, expect, it } from 'vitest';
import { renderFinding } from '../../src/rules/lint.js';
import { checkCel } from '../../src/rules/front/clause.js';
import { loadFiles } from '../../src/rules/front/load.js';

/** The problem as text with a caret under the place. */
function shown(cel: string): string {
  const [problem] = checkCel(cel).problems;
  if (!problem) return 'sound';
  const caret = ' '.repeat(problem.start) + '^'.repeat(Math.max(1, problem.end - problem.start));
  return [`${problem.code} ${problem.message}${problem.hint === undefined ? '' : ` ${problem.hint}`}`, cel, caret].join('\n');
}

describe('an expression that is refused', () => {
  it.each([
    ['recorder.network.dhpc == false', 'R004 There is no fact "recorder.network.dhpc". Did you mean "recorder.network.dhcp"?', '^^^^^^^^^^^^^^^^^^^^^'],
    ['has(recorder.network.gatway)', 'R004 There is no fact "recorder.network.gatway". Did you mean "recorder.network.gateway"?', '    ^^^^^^^^^^^^^^^^^^^^^^^'],
    ['known(recorder.p2p.state)', 'R004 There is no fact "recorder.p2p.state". Did you mean "recorder.p2p.status"?', '      ^^^^^^^^^^^^^^^^^^'],
    ['recorder.dhcp', 'R004 There is no fact "recorder.dhcp". Did you mean "recorder.network.dhcp"?', '^^^^^^^^^^^^^'],
    ['recorder.p2p == 1', 'R004 "recorder.p2p" is a group of facts. Name one of them: recorder.p2p.enabled, recorder.p2p.host, recorder.p2p.status.', '^^^^^^^^^^^^'],
    ['router.mappings.inside == 80', 'R004 router.mappings has no parts that can be named this way. It is a list: router.mappings.exists(m, …).', '^^^^^^^^^^^^^^^^^^^^^^'],
    ['router.mappings.exists(m, m.insid == 80)', 'R004 "m" has no field "insid". Did you mean "inside"?', '                            ^^^^^'],
    ['access.method == "p2q"', 'R003 "p2q" is not one of its values. Did you mean "p2p"?', '                 ^^^^^'],
    ['access.method in ["ddns", "lan"]', 'R003 "lan" is not one of its values. Did you mean "lan-ip"?', '                          ^^^^^'],
    ['"new-ruoter" in access.changed', 'R003 "new-ruoter" is not one of its values. Did you mean "new-router"?', '^^^^^^^^^^^^'],
    ['addressClass(wan.publicAddress) == "cgnat"', 'R003 "cgnat" is not one of its values. Values: public, private, shared,', undefined],
    ['access.method == lan.tcpPort', 'R003 These two have no word in common, so they are never equal.', undefined],
    ['recorder.network.address == "192.168.1"', 'R003 "192.168.1" is not an address.', '                            ^^^^^^^^^^^'],
    ['host.network == "192.168.1.5/24"', 'R003 This is never equal: the fact is written "192.168.1.0/24".', undefined],
    ['recorder.ports.tcp == 99999', 'R003 99999 is not a port (1 to 65535).', undefined],
    ['recorder.network.dhcp == "off"', 'R003 These types do not go together: bool == string.', undefined],
    ['cidrContains(host.network)', "R003 found no matching overload for 'cidrContains(string)'.", undefined],
    ['recorder.network.dhcp = false', 'R003 A single "=" compares nothing. Write "==".', '                      ^'],
    ['recorder.network.dhcp &&', 'R003 The expression ends too early.', undefined],
    ['recorder.network.dhcp == null', 'R015 This is never null. It is always a value or unknown: "known(recorder.network.dhcp)" asks whether it is known.', '^^^^^^^^^^^^^^^^^^^^^'],
    ['recorder.model.matches("^(a+)+$")', 'R005 The function "matches" is not allowed in rules.', '               ^^^^^^^'],
    ['string(recorder.ports.tcp) == "1"', 'R005 The function "string" is not allowed in rules.', '^^^^^^'],
    ['recorder.network.dns[0] == "1.1.1.1"', 'R005 Access by index is not allowed in rules.', undefined],
    ['recorder.ports.tcp * 2 > 3', 'R005 Multiplication is not allowed in rules.', undefined],
    ['recorder.ports.tcp > 1.5', 'R005 Only whole numbers, texts, true, false and null are allowed in rules.', undefined],
    ['router.mappings.exists(m, lan.openPorts.exists(p, p == m.inside))', 'R005 exists and all may not be nested.', undefined],
    ['recorder.model < "b"', 'R005 "<" works on whole numbers only.', undefined],
    ['recorder.ports.tcp', 'R006 A clause must be true or false.', undefined],
    ['1 == 1', 'R006 The clause looks at no fact.', undefined],
    ['constructor == 1', 'R004 There is no fact "constructor".', undefined],
    ['recorder.constructor == 1', 'R004 There is no fact "recorder.constructor".', undefined],
    ['router.mappings.exists(m, m.constructor == "x")', 'R004 "m" has no field "constructor".', undefined],
  ])('%s', (cel, message, caret) => {
    const [first, , third] = shown(cel).split('\n');
    expect(first?.startsWith(message)).toBe(true);
    if (caret !== undefined) expect(third).toBe(caret);
  });
});

describe('a value that can be none', () => {
  const levels = (cel: string): string[] => checkCel(cel).problems.map((problem) => `${problem.code} ${problem.level ?? 'error'}`);
  it.each([
    ['cidrContains(host.network, lan.address)', ['R015 warning', 'R015 warning']],
    ['has(host.network) && has(lan.address) && cidrContains(host.network, lan.address)', []],
    ['host.network == null || lan.address == null || !cidrContains(host.network, lan.address)', []],
    ['!(has(host.network) && lan.address != null) || cidrContains(host.network, lan.address)', []],
    ['host.network != null ? addressClass(host.gateway) == "private" : false', ['R015 warning']],
    ['name.system != wan.publicAddress', ['R015 warning']],
    ['name.system != null && name.system != wan.publicAddress', []],
    ['router.mappings.exists(m, m.enabled)', ['R015 warning']],
    ['router.mappings.exists(m, m.enabled == true && has(m.leaseSeconds) && m.leaseSeconds > 0)', []],
    ['router.mappings.exists(m, m.leaseSeconds > 0)', ['R015 warning']],
  ])('%s warns %j', (cel, expected) => {
    expect(levels(cel)).toEqual(expected);
  });
});

const RULE = `id: sample
kind: cause
status: stable
title: A sample
link: recorder-network
paths: [p2p]
when:
  all:
    - is: DHCP is off
      cel: recorder.network.dhcp == false
severity: minor
confidence: certain
evidence: { problem: "The address is {recorder.network.address}." }
tests:
  - { name: fires, facts: { recorder.network.dhcp: false }, expect: problem }
`;

function findings(text: string, name = 'recorder/sample.yaml'): string[] {
  return loadFiles([{ name, text }]).findings.map(renderFinding);
}

describe('the place of a mistake in the file', () => {
  it('a sound rule is read', () => {
    expect(loadFiles([{ name: 'recorder/sample.yaml', text: RULE }])).toMatchObject({ findings: [], rules: [{ rule: { id: 'sample', area: 'recorder', match: 'all' } }] });
  });

  it('is shown with file, line, column, caret and advice', () => {
    expect(findings(RULE.replace('recorder.network.dhcp == false', 'recorder.network.dhpc == false'))).toEqual([
      [
        'recorder/sample.yaml:10:12 R004 There is no fact "recorder.network.dhpc".',
        '        cel: recorder.network.dhpc == false',
        '             ^^^^^^^^^^^^^^^^^^^^^',
        '  Did you mean "recorder.network.dhcp"?',
      ].join('\n'),
    ]);
  });

  it.each([
    ['single quotes', `cel: 'recorder.model == "it''s" || recorder.network.dhpc'`, '10:42'],
    ['double quotes', 'cel: "access.method == \\"p2p\\" || recorder.network.dhpc"', '10:41'],
    ['a literal block', 'cel: |\n        access.method == "p2p"\n        || recorder.network.dhpc', '12:12'],
  ])('is found inside %s', (_style, line, place) => {
    const [first] = findings(RULE.replace('cel: recorder.network.dhcp == false', line));
    expect(first?.split('\n')[0]).toBe(`recorder/sample.yaml:${place} R004 There is no fact "recorder.network.dhpc".`);
  });

  it.each([
    ['an unknown key', ['severity:', 'severty:'], 'recorder/sample.yaml:11:1 R002 The key "severty" is not known here.', 'Did you mean "severity"?'],
    ['an unknown word', ['severity: minor', 'severity: mnor'], 'recorder/sample.yaml:11:11 R002 severity:', 'Did you mean "minor"?'],
    ['a file name that differs', ['id: sample', 'id: simple'], 'recorder/sample.yaml:1:5 R008 The id is "simple", and the file is named "sample".', 'They must be the same.'],
    ['an unknown fact in a text', ['{recorder.network.address}', '{recorder.network.adress}'], 'recorder/sample.yaml:13:39 R004 There is no fact "recorder.network.adress".', 'Did you mean "recorder.network.address"?'],
    ['an unknown fact in a test', ['{ recorder.network.dhcp: false }', '{ recorder.netwrk.dhcp: false }'], 'recorder/sample.yaml:15:29 R004', 'Did you mean "recorder.network.dhcp"?'],
    ['a value that the fact cannot have', ['{ recorder.network.dhcp: false }', '{ recorder.network.dhcp: no }'], 'recorder/sample.yaml:15:52 R017 This is not a value of recorder.network.dhcp.', 'Allowed: bool.'],
    ['neither all nor any', ['  all:', '  some:'], 'recorder/sample.yaml:8:3 R002', undefined],
  ])('%s', (_name, [from, to], head, hint) => {
    const all = findings(RULE.replace(from as string, to as string)).join('\n');
    expect(all).toContain(head);
    if (hint !== undefined) expect(all).toContain(hint);
  });
});

describe('YAML that would lose a part of the expression without a word', () => {
  it.each([
    ["cel: !cidrContains(host.network, lan.address)", 'YAML reads this as a tag'],
    ['cel: &x recorder.network.dhcp', 'YAML reads this as an anchor'],
    ['cel: *x', 'YAML reads this as an alias'],
    ['cel: recorder.network.dhcp == false # and more', 'YAML cuts the expression off at "#"'],
    ['cel: "ddns" == access.method', 'Put the whole expression in single quotes'],
    ['cel: [1].exists(p, p in lan.openPorts)', 'Put the whole expression in single quotes'],
    ['cel: >\n        recorder.network.dhcp\n        == false', 'folded block'],
    ['cel: recorder.network.dhcp\n        == false', 'spread over several lines'],
  ])('%s', (line, message) => {
    const shownFindings = findings(RULE.replace('cel: recorder.network.dhcp == false', line));
    expect(shownFindings).toHaveLength(1);
    expect(shownFindings[0]).toContain(message);
  });
});
