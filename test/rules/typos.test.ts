/** A mistyped fact is refused wherever it is named: with file, line, column, a caret under it, and the right name. */
import { describe, expect, it } from 'vitest';
import { loadFiles } from '../../src/rules/front/load.js';
import { lintLoaded, renderFinding } from '../../src/rules/lint.js';

const RULE = `id: sample
kind: cause
status: stable
title: A sample
link: recorder-network
paths: [p2p]
applies:
  is: the app uses P2P
  cel: 'access.method == "p2p"'
when:
  all:
    - is: DHCP is off
      cel: 'recorder.network.dhcp == false'
    - is: there is a gateway
      cel: 'has(recorder.network.gateway)'
    - is: a name server is the router
      cel: 'recorder.network.dns.exists(d, d == host.gateway)'
supports:
  - is: the router is new
    cel: 'access.changed.exists(c, c == "new-router")'
  - is: the person was asked
    cel: 'known(access.worksAway) && access.worksAway == false'
severity: minor
confidence: certain
explains: {}
evidence:
  problem: "Fixed at {recorder.network.address}."
  ok: "The gateway is {recorder.network.gateway}."
remedies:
  - id: first
    title: Switch DHCP on
    exposure: none
    risks: ["The address {lan.address} changes."]
    when:
      is: this computer has a gateway
      cel: 'has(host.gateway)'
    effects:
      recorder.network.dhcp: true
      recorder.network.gateway: { from: host.gateway }
    steps:
      homeowner: ["Write {recorder.ports.tcp} down."]
      installer: ["Reserve it for {lan.mac}."]
      provider: ["The address is {wan.publicAddress}."]
recheck: [lan.tcpPort]
references: []
tests:
  - name: a
    facts: { recorder.network.prefix: 24 }
    expect: unknown
    missing: [access.method, recorder.upnp.enabled]
`;
const PATHS = `paths:
  - method: p2p
    title: P2P
    setUp: { is: P2P is on, cel: recorder.p2p.enabled }
    links:
      - { link: cloud, proof: { is: online, cel: 'recorder.p2p.status == "online"' } }
`;
const QUESTIONS = `questions:
  - id: home
    text: Do they show at home?
    fact: access.worksAtHome
    choices: [{ text: Yes, value: true }, { text: No, value: false }]
`;
const FILES: Readonly<Record<string, string>> = { 'recorder/sample.yaml': RULE, 'paths.yaml': PATHS, 'questions.yaml': QUESTIONS };

/** The text with one fact mistyped at its only place after `before`. */
function mistyped(file: string, before: string, fact: string): { text: string; wrong: string; line: number; column: number } {
  const original = FILES[file] ?? '';
  const at = original.indexOf(fact, original.indexOf(before));
  expect(at, `${before} … ${fact}`).toBeGreaterThan(0);
  const wrong = `${fact.slice(0, -2)}${fact.slice(-1)}`;
  const head = original.slice(0, at);
  return { text: head + wrong + original.slice(at + fact.length), wrong, line: head.split('\n').length, column: at - head.lastIndexOf('\n') };
}

describe('a mistyped fact', () => {
  it.each([
    ['in a guard', 'recorder/sample.yaml', 'applies:', 'access.method'],
    ['in a clause', 'recorder/sample.yaml', 'DHCP is off', 'recorder.network.dhcp'],
    ['in has()', 'recorder/sample.yaml', 'has(recorder', 'recorder.network.gateway'],
    ['before exists', 'recorder/sample.yaml', 'name server', 'recorder.network.dns'],
    ['inside exists', 'recorder/sample.yaml', 'd == ', 'host.gateway'],
    ['in a support', 'recorder/sample.yaml', 'router is new', 'access.changed'],
    ['in known()', 'recorder/sample.yaml', 'known(', 'access.worksAway'],
    ['in the sentence of the problem', 'recorder/sample.yaml', 'problem:', 'recorder.network.address'],
    ['in the sentence of ok', 'recorder/sample.yaml', 'ok:', 'recorder.network.gateway'],
    ['in a risk', 'recorder/sample.yaml', 'risks:', 'lan.address'],
    ['in the guard of a remedy', 'recorder/sample.yaml', 'this computer has', 'host.gateway'],
    ['as an effect', 'recorder/sample.yaml', 'effects:', 'recorder.network.dhcp'],
    ['as the origin of an effect', 'recorder/sample.yaml', 'from:', 'host.gateway'],
    ['in a step for the homeowner', 'recorder/sample.yaml', 'homeowner:', 'recorder.ports.tcp'],
    ['in a step for the installer', 'recorder/sample.yaml', 'installer:', 'lan.mac'],
    ['in a step for the provider', 'recorder/sample.yaml', 'provider:', 'wan.publicAddress'],
    ['in recheck', 'recorder/sample.yaml', 'recheck:', 'lan.tcpPort'],
    ['in the facts of a test', 'recorder/sample.yaml', 'facts:', 'recorder.network.prefix'],
    ['in what a test misses', 'recorder/sample.yaml', 'missing:', 'recorder.upnp.enabled'],
    ['where a way is set up', 'paths.yaml', 'setUp:', 'recorder.p2p.enabled'],
    ['in a proof', 'paths.yaml', 'proof:', 'recorder.p2p.status'],
    ['in a question', 'questions.yaml', 'fact:', 'access.worksAtHome'],
  ])('%s is shown at its place', (_place, file, before, fact) => {
    const { text, wrong, line, column } = mistyped(file, before, fact);
    const findings = lintLoaded(loadFiles(Object.entries({ ...FILES, [file]: text }).map(([name, content]) => ({ name, text: content })))).filter((finding) => finding.code === 'R004');
    expect(findings).toMatchObject([{ file, line, column, length: wrong.length, message: `There is no fact "${wrong}".` }]);
    const source = text.split('\n')[line - 1] ?? '';
    const from = Math.max(0, column - 61);
    expect(findings.map(renderFinding)).toEqual([
      [`${file}:${line}:${column} R004 There is no fact "${wrong}".`, `  ${source.slice(from, from + 120)}`, `  ${' '.repeat(column - 1 - from)}${'^'.repeat(wrong.length)}`, `  Did you mean "${fact}"?`].join('\n'),
    ]);
  });

  it('is the only thing wrong with the sample', () => {
    const codes = lintLoaded(loadFiles(Object.entries(FILES).map(([name, text]) => ({ name, text })))).filter((finding) => finding.level === 'error').map((finding) => finding.code);
    expect(codes).toEqual(['R009']);
  });
});
