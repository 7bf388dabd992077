/** Rules are tested by the tests inside them, and by what every rule must keep. */
import { describe, expect, it } from 'vitest';
import { loadFiles } from '../../src/rules/front/load.js';
import { testLoaded, type TestReport } from '../../src/rules/test-rules.js';

const HEAD = `id: off-subnet
kind: cause
status: stable
title: Off the network
link: recorder-network
paths: [p2p]
when:
  all:
    - is: DHCP is off
      cel: recorder.network.dhcp == false
    - is: the address lies outside of the network
      cel: has(recorder.network.address) && has(host.network) && !cidrContains(host.network, recorder.network.address)
severity: minor
confidence: certain
evidence: { problem: "The recorder is fixed at {recorder.network.address}; the network is {host.network}.", ok: "It fits." }
`;
const SOUND = `tests:
  - name: fires
    facts: { recorder.network.dhcp: false, recorder.network.address: 192.168.0.64, host.network: 192.168.1.0/24 }
    expect: problem
    says: "The recorder is fixed at 192.168.0.64; the network is 192.168.1.0/24."
  - { name: quiet on DHCP, facts: { recorder.network.dhcp: true, recorder.network.address: 192.168.0.64, host.network: 192.168.1.0/24 }, expect: ok }
  - { name: quiet inside, facts: { recorder.network.dhcp: false, recorder.network.address: 192.168.1.64, host.network: 192.168.1.0/24 }, expect: ok }
  - { name: cannot tell, facts: { recorder.network.dhcp: false, recorder.network.address: 192.168.1.64, host.network: { unknown: failed } }, expect: unknown, missing: [host.network] }
`;

function run(text: string, mutate = true): TestReport {
  return testLoaded(loadFiles([{ name: 'recorder/off-subnet.yaml', text }]), { mutate });
}

describe('a rule with sound tests', () => {
  it('passes, and every mutant is noticed', () => {
    const report = run(HEAD + SOUND);
    expect(report).toMatchObject({ passed: true, failures: [], mutants: 4, survivors: [], findings: [] });
    // 4 verdicts, 1 sentence, 1 missing list, and one check per fact that it reads and that is taken away.
    expect(report.checks).toBe(4 + 1 + 1 + 11);
  });
});

describe('a rule whose tests are weak or wrong', () => {
  it('a clause that no test needs is a surviving mutant', () => {
    const weak = SOUND.replace(/ {2}- \{ name: quiet on DHCP.*\n/, '');
    expect(run(HEAD + weak)).toMatchObject({ passed: false, failures: [], survivors: [{ id: 'off-subnet', mutant: 'clause 1 dropped ("DHCP is off")' }] });
    expect(run(HEAD + weak, false).passed).toBe(true);
  });

  it('a wrong expectation is told with the trace', () => {
    const report = run(HEAD + SOUND.replace('expect: problem', 'expect: ok'));
    expect(report.failures[0]).toMatchObject({ id: 'off-subnet', test: 'fires', line: 17, message: 'expected ok, got problem: + DHCP is off; + the address lies outside of the network' });
  });

  it('a wrong sentence and a wrong missing list are told', () => {
    const report = run(HEAD + SOUND.replace('fixed at 192.168.0.64', 'fixed at 192.168.0.65').replace('missing: [host.network]', 'missing: [wan.online]'));
    expect(report.failures.map((failure) => failure.message)).toEqual([
      expect.stringContaining('expected the sentence "The recorder is fixed at 192.168.0.65'),
      'expected to miss wan.online, misses host.network',
    ]);
  });

  it('a verdict that flips when a fact is taken away is refused', () => {
    const text = HEAD.replace('recorder.network.dhcp == false', "'known(recorder.network.dhcp) ? recorder.network.dhcp == false : wan.online'") + SOUND.replace('dhcp: true,', 'dhcp: true, wan.online: true,');
    expect(run(text, false).failures.map((failure) => failure.message)).toContainEqual(expect.stringMatching(/^without recorder.network.dhcp the verdict turns from ok to problem \(known\(\) decides/));
  });

  it('a rule that does not apply may turn to fine when nobody knows whether it applies', () => {
    const guarded = HEAD.replace('when:', 'applies: access.method == "p2p"\nwhen:') + SOUND.replaceAll('facts: {', 'facts: { access.method: p2p,');
    const text = `${guarded}  - { name: not for others, facts: { access.method: ddns, recorder.network.dhcp: true }, expect: not-applicable }\n`;
    expect(run(text, false)).toMatchObject({ passed: true, failures: [] });
  });

  it('a malformed rule does not count as tested', () => {
    const report = run(HEAD.replace('dhcp == false', 'dhpc == false') + SOUND);
    expect(report).toMatchObject({ passed: false, rules: [], findings: [{ code: 'R004' }] });
  });

  it('an id that does not exist is not a success', () => {
    expect(testLoaded(loadFiles([{ name: 'recorder/off-subnet.yaml', text: HEAD + SOUND }]), { id: 'nothing' }).passed).toBe(false);
  });
});
