/** A new rule to begin from: it lints clean and its tests pass, and it says of itself that it is a draft. */
import type { AccessMethod, Link, RuleKind } from './types.js';

export interface ScaffoldInput {
  readonly area: string;
  readonly id: string;
  readonly kind: RuleKind;
  /** Required for a cause. */
  readonly link?: Link;
  readonly paths: readonly AccessMethod[];
  /** With a guard, and the fourth test that a guard needs. */
  readonly applies: boolean;
  /** What the first line of the file points an editor to. */
  readonly schema: string;
}

export const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Longest area or id, as in the schema. */
export const SLUG_LENGTH = 64;

interface Start {
  readonly is: string;
  readonly fact: string;
  readonly cel: string;
  readonly bad: string;
  readonly good: string;
}

/** A first clause per link, on a fact of that link, so that the author starts in the right room. */
const STARTS: Readonly<Record<Link, Start>> = {
  app: { is: 'the cameras do not show on another phone either', fact: 'access.worksOnOtherDevice', cel: 'access.worksOnOtherDevice == false', bad: 'false', good: 'true' },
  'far-network': { is: 'the cameras do not show away from home', fact: 'access.worksAway', cel: 'access.worksAway == false', bad: 'false', good: 'true' },
  cloud: { is: 'the P2P cloud does not answer from this house', fact: 'cloud.reachable', cel: 'cloud.reachable == false', bad: 'false', good: 'true' },
  name: { is: 'the name does not lead to an address', fact: 'name.state', cel: 'name.state != "answers"', bad: 'no-address', good: 'answers' },
  'provider-line': { is: 'this house has no internet', fact: 'wan.online', cel: 'wan.online == false', bad: 'false', good: 'true' },
  'router-wan': { is: "the router says that its internet line is down", fact: 'router.igd.connected', cel: 'router.igd.connected == false', bad: 'false', good: 'true' },
  'port-rule': { is: 'the port is closed from the internet', fact: 'outside.tcpPort', cel: 'outside.tcpPort == "closed"', bad: 'closed', good: 'open' },
  lan: { is: 'the recorder was not found in the house', fact: 'lan.found', cel: 'lan.found == false', bad: 'false', good: 'true' },
  'recorder-network': { is: 'DHCP is switched off on the recorder', fact: 'recorder.network.dhcp', cel: 'recorder.network.dhcp == false', bad: 'false', good: 'true' },
  'recorder-service': { is: "the recorder's TCP port is closed in the house", fact: 'lan.tcpPort', cel: 'lan.tcpPort == "closed"', bad: 'closed', good: 'open' },
  account: { is: 'the recorder refused the sign-in', fact: 'recorder.login.outcome', cel: 'recorder.login.outcome == "refused"', bad: 'refused', good: 'accepted' },
};

/** The link that a rule of this area most likely breaks. */
export const LINK_OF_AREA: Readonly<Record<string, Link>> = {
  app: 'app',
  cloud: 'cloud',
  name: 'name',
  provider: 'provider-line',
  router: 'port-rule',
  lan: 'lan',
  recorder: 'recorder-network',
  account: 'account',
};

export function scaffoldRule({ area, id, kind, link, paths, applies, schema }: ScaffoldInput): string {
  const words = id.replaceAll('-', ' ');
  const start = STARTS[link ?? LINK_OF_AREA[area] ?? 'recorder-network'];
  const first = paths[0] ?? 'p2p';
  const other = paths.includes('lan-ip') ? (paths.includes('vpn') ? undefined : 'vpn') : 'lan-ip';
  // A rule for every way still needs a guard that can be false.
  const guarded = other === undefined ? paths.filter((path) => path !== 'lan-ip') : paths;
  const guardFact = applies ? `access.method: ${first}, ` : '';
  const remedies = `remedies:
  - id: first-step
    title: "Draft: name the step"
    exposure: none              # or opens-port, p2p-on, shared-account
    risks: []
    effects: { ${start.fact}: ${start.good} }
    steps:
      homeowner:
        - "Draft: what to press, and where."
`;
  return `# yaml-language-server: $schema=${schema}
id: ${id}
kind: ${kind}
status: draft                   # stable when it may go into a pack
title: "Draft: ${words}"
${link === undefined ? '' : `link: ${link}\n`}paths: [${paths.join(', ')}]
${applies ? `applies:\n  is: the app connects in a way that this concerns\n  cel: 'access.method in [${guarded.map((path) => `"${path}"`).join(', ')}]'\n` : ''}when:
  all:
    - is: ${start.is}
      cel: '${start.cel}'
severity: ${kind === 'check' ? 'info' : 'minor'}
confidence: possible
explains: {}
evidence:
  problem: "Draft (${id}): say here what is wrong. Seen: {${start.fact}}."
  ok: "Draft (${id}): not the case here."
${kind === 'symptom' ? '' : remedies}recheck: [${start.fact}]
references: []
tests:
  - name: fires where ${start.is}
    facts: { ${guardFact}${start.fact}: ${start.bad} }
    expect: problem
  - name: quiet where it is not so
    facts: { ${guardFact}${start.fact}: ${start.good} }
    expect: ok
  - name: cannot tell without looking
    facts: { ${guardFact.replace(/, $/, '')} }
    expect: unknown
    missing: [${start.fact}]
${applies ? `  - name: does not concern another way in\n    facts: { access.method: ${other ?? 'lan-ip'}, ${start.fact}: ${start.bad} }\n    expect: not-applicable\n` : ''}`.replace('facts: {  }', 'facts: {}');
}
