/** The trace, the reason, and sentences with the values of this home. */
import { describe, expect, it } from 'vitest';
import { mergeObservations } from '../../src/facts/merge.js';
import { compilePack } from '../../src/rules/evaluate.js';
import { explainRule } from '../../src/rules/explain.js';
import { formatSeconds, formatValue, placeholders, renderTemplate } from '../../src/rules/template.js';
import { clause, factsOf, packOf, rule } from './helpers.js';

const pack = compilePack(
  packOf([
    rule({
      id: 'port-closed',
      title: 'The port is closed',
      applies: clause('access.method == "ddns"', 'the app uses the DDNS name'),
      when: [clause('lan.tcpPort == "open"', 'the port is open in the house'), clause('outside.tcpPort == "closed"', 'the port is closed from outside')],
      supports: [clause('router.mappings.exists(m, m.inside == recorder.ports.tcp)', 'the router has a rule')],
      explains: { symptom: 'always' },
      evidence: { problem: 'Port {outside.port} is {outside.tcpPort} from outside.', ok: 'Port {outside.port} is open.' },
    }),
    rule({ id: 'symptom', kind: 'symptom', when: [clause('wan.online')] }),
  ]),
);

describe('explaining a rule', () => {
  it('shows each clause with its mark, its values and the reasons', () => {
    const facts = mergeObservations([
      { path: 'access.method', source: 'user', vantage: 'person', at: 0, value: 'ddns' },
      { path: 'lan.tcpPort', source: 'lan-ports', vantage: 'home', at: 0, value: 'open' },
      { path: 'outside.tcpPort', source: 'outside', vantage: 'outside', at: 0, unknown: { reason: 'not-permitted', detail: 'no outside check was allowed' } },
    ]);
    const explained = explainRule(pack, 'port-closed', facts);
    expect(explained?.lines.map((line) => line.text)).toEqual([
      '+ the app uses the DDNS name  (access.method = ddns)',
      '+ the port is open in the house  (lan.tcpPort = open)',
      '? the port is closed from outside  (outside.tcpPort unknown: not permitted, no outside check was allowed)',
      '? the router has a rule  (router.mappings unknown: not run, recorder.ports.tcp unknown: not run)',
    ]);
    expect(explained).toMatchObject({
      verdict: 'unknown',
      whyNot: 'It cannot be told: ? the port is closed from outside  (outside.tcpPort unknown: not permitted, no outside check was allowed)',
      missing: [{ fact: 'outside.tcpPort', reason: 'not-permitted' }],
      explains: ['symptom'],
    });
    expect(explained).not.toHaveProperty('sentence');
  });

  it.each([
    ['problem', { 'access.method': 'ddns', 'lan.tcpPort': 'open', 'outside.tcpPort': 'closed', 'outside.port': 37777 }, undefined, 'Port 37777 is closed from outside.'],
    ['ok', { 'access.method': 'ddns', 'lan.tcpPort': 'no-answer' }, 'Its first clause that does not hold: − the port is open in the house  (lan.tcpPort = no answer)', 'Port unknown is open.'],
    ['not-applicable', { 'access.method': 'p2p' }, 'The rule does not apply here: − the app uses the DDNS name  (access.method = p2p)', undefined],
  ] as const)('says why not: %s', (verdict, facts, whyNot, sentence) => {
    const explained = explainRule(pack, 'port-closed', factsOf(facts));
    expect([explained?.verdict, explained?.whyNot, explained?.sentence]).toEqual([verdict, whyNot, sentence]);
  });

  it('names the rules that explain it, and nothing for an id that does not exist', () => {
    expect(explainRule(pack, 'symptom', factsOf({}))?.explainedBy).toEqual(['port-closed']);
    expect(explainRule(pack, 'nothing', factsOf({}))).toBeUndefined();
  });
});

describe('a sentence with values', () => {
  it.each([
    ['DHCP is {recorder.network.dhcp}, DDNS is {recorder.ddns.enabled}.', { 'recorder.network.dhcp': false, 'recorder.ddns.enabled': true }, 'DHCP is off, DDNS is on.'],
    ['Shown at home: {access.worksAtHome}.', { 'access.worksAtHome': true }, 'Shown at home: yes.'],
    ['Gateway {recorder.network.gateway}, address {recorder.network.address}.', { 'recorder.network.gateway': null }, 'Gateway none, address unknown.'],
    ['It is {lan.tcpPort}.', { 'lan.tcpPort': 'no-answer' }, 'It is no answer.'],
    ['DNS: {recorder.network.dns}; {host.dns}.', { 'recorder.network.dns': [], 'host.dns': ['192.168.1.1', '9.9.9.9'] }, 'DNS: none; 192.168.1.1, 9.9.9.9.'],
    ['Ports {lan.openPorts}.', { 'lan.openPorts': [1, 2, 3, 4, 5, 6, 7] }, 'Ports 1, 2, 3, 4, 5 and 2 more.'],
    ['Up for {router.igd.uptimeSeconds}, lock {recorder.accounts.lockMinutes}.', { 'router.igd.uptimeSeconds': 3700, 'recorder.accounts.lockMinutes': 30 }, 'Up for 1 h 1 min, lock 30 min.'],
    ['{nothing.at.all} stays.', {}, '{nothing.at.all} stays.'],
    // A device may name itself like a placeholder or like a terminal command; neither gets through.
    ['Model {recorder.model}.', { 'recorder.model': '{wan.publicAddress}\u001b[31m\u202e' }, 'Model {wan.publicAddress} [31m.'],
  ])('%s', (text, facts, expected) => {
    expect(renderTemplate(text, factsOf(facts))).toBe(expected);
  });

  it('shows a port rule as its values', () => {
    const mapping = { protocol: 'tcp', outside: 37777, host: '192.168.1.64', inside: 37777, enabled: true, description: null, leaseSeconds: 0 };
    expect(formatValue('router.mappings', [mapping])).toBe('tcp 37777 192.168.1.64 37777 0');
  });

  it('finds its placeholders', () => {
    expect(placeholders('a {wan.online} b {x}')).toEqual([{ name: 'wan.online', index: 2 }, { name: 'x', index: 17 }]);
  });

  it.each([[0, '0 s'], [95, '1 min 35 s'], [-7200, '-2 h'], [90_061, '1 day 1 h'], [172_800, '2 days']])('%d seconds are %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});
