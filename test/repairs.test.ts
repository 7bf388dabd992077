/** What the advised steps do to a home: the same steps, taken in the lab, and then the phone sees the cameras and nothing is left to report. */
import { beforeAll, describe, expect, it } from 'vitest';
import { runDoctor } from '../src/doctor.js';
import type { EventFixture, NetworkFixture, PhoneFixture } from '../src/lab/fixture.js';
import { openHome, readFixture, type PhoneTrial } from '../src/lab/index.js';
import type { Report } from '../src/report/document.js';
import { buildPack } from '../src/rules/build.js';
import type { RulePack } from '../src/rules/types.js';

let pack: RulePack;
beforeAll(async () => {
  pack = await buildPack('rules');
});

async function look(fixture: NetworkFixture): Promise<{ report: Report; trials: readonly PhoneTrial[] }> {
  const home = await openHome(fixture);
  try {
    const report = await runDoctor({ network: home.network, options: home.options, answers: home.answers, pack, source: { kind: 'fixture' } });
    const who = fixture.person?.phone ?? fixture.home.phones?.[0]?.name;
    return { report, trials: (await home.tryPhones()).filter((trial) => trial.phone === who) };
  } finally {
    home.close();
  }
}

interface Repair {
  readonly home: string;
  readonly cause: string;
  /** Id of the advised remedy whose steps these are. */
  readonly remedy: string;
  readonly steps: readonly EventFixture[];
  /** The recorder's TCP port greets nobody, so that only the person can say who answers behind the open port. */
  readonly personSaysItWorks?: true;
}

const P2P_ON: EventFixture = { event: 'recorder-settings', set: { p2p: true } };
const RULE: EventFixture = { event: 'router-settings', set: { reservesRecorder: true, portRules: [{ outside: 37777, to: 'recorder' }] } };
const LATER: EventFixture = { event: 'wait', seconds: 7200 };

const REPAIRS: readonly Repair[] = [
  { home: 'new-router-static-recorder-p2p', cause: 'static-off-subnet', remedy: 'dhcp-on', steps: [{ event: 'recorder-settings', set: { dhcp: true, dns: 'auto' } }] },
  { home: 'router-reset-static-recorder-p2p', cause: 'static-off-subnet', remedy: 'dhcp-on', steps: [{ event: 'recorder-settings', set: { dhcp: true, dns: 'auto' } }] },
  { home: 'new-router-static-recorder-ddns', cause: 'static-off-subnet', remedy: 'dhcp-on-and-reserve', steps: [{ event: 'recorder-settings', set: { dhcp: true, dns: 'auto' } }, RULE], personSaysItWorks: true },
  { home: 'router-reset-port-forward', cause: 'forwards-wiped', remedy: 'make-rule', steps: [RULE], personSaysItWorks: true },
  { home: 'wrong-gateway-p2p', cause: 'wrong-gateway-or-mask', remedy: 'dhcp-on', steps: [{ event: 'recorder-settings', set: { gateway: '192.168.1.254' } }] },
  { home: 'wrong-gateway-ddns', cause: 'wrong-gateway-or-mask', remedy: 'dhcp-on', steps: [{ event: 'recorder-settings', set: { gateway: '192.168.1.254' } }], personSaysItWorks: true },
  { home: 'wrong-mask-p2p', cause: 'wrong-gateway-or-mask', remedy: 'dhcp-on', steps: [{ event: 'recorder-settings', set: { dhcp: true } }] },
  { home: 'dead-dns-p2p', cause: 'dead-dns', remedy: 'dns-auto', steps: [{ event: 'recorder-settings', set: { dns: ['192.168.1.1'] } }] },
  { home: 'dead-dns-ddns', cause: 'dead-dns', remedy: 'dns-auto', steps: [{ event: 'recorder-settings', set: { dns: ['192.168.1.1'] } }, LATER], personSaysItWorks: true },
  { home: 'p2p-switched-off', cause: 'p2p-disabled', remedy: 'p2p-on', steps: [P2P_ON] },
  { home: 'recorder-port-moved', cause: 'port-changed', remedy: 'port-back', steps: [{ event: 'recorder-settings', set: { ports: { tcp: 37777 } } }], personSaysItWorks: true },
  { home: 'recorder-lease-moved', cause: 'lan-ip-moved', remedy: 'reserve-and-correct-rule', steps: [RULE], personSaysItWorks: true },
  { home: 'forward-to-old-address', cause: 'forward-to-old-ip', remedy: 'correct-rule', steps: [RULE], personSaysItWorks: true },
  { home: 'port-rule-udp-only', cause: 'forward-wrong-port-or-proto', remedy: 'correct-rule', steps: [RULE], personSaysItWorks: true },
  { home: 'upnp-off', cause: 'upnp-off-on-router', remedy: 'rule-by-hand', steps: [RULE], personSaysItWorks: true },
  { home: 'upnp-mapping-lost', cause: 'upnp-mapping-lost', remedy: 'rule-by-hand', steps: [RULE], personSaysItWorks: true },
  { home: 'outbound-block-p2p', cause: 'outbound-firewall', remedy: 'let-out', steps: [{ event: 'router-settings', set: { blocksOutbound: [] } }, LATER] },
  { home: 'dns-filter-p2p', cause: 'dns-filter', remedy: 'allow-names', steps: [{ event: 'router-settings', set: { filtersCloudName: false } }, LATER] },
  { home: 'dns-filter-phone-at-home', cause: 'dns-filter', remedy: 'allow-names', steps: [{ event: 'router-settings', set: { filtersCloudName: false } }, LATER] },
  { home: 'recorder-service-off', cause: 'service-off', remedy: 'restart-once', steps: [{ event: 'recorder-settings', set: { tcpService: true } }], personSaysItWorks: true },
  { home: 'access-filter-installer-only', cause: 'access-filter', remedy: 'open-filter', steps: [{ event: 'recorder-settings', set: { allowsOnly: [] } }], personSaysItWorks: true },
  { home: 'recorder-full', cause: 'max-connections', remedy: 'close-clients', steps: [{ event: 'power-cut' }] },
  { home: 'ddns-cache-lag', cause: 'ddns-cache-lag', remedy: 'wait', steps: [LATER], personSaysItWorks: true },
];

describe.each(REPAIRS)('$home', ({ home, cause, remedy, steps, personSaysItWorks }) => {
  it(`is put right by "${remedy}"`, async () => {
    const broken = await readFixture(`fixtures/networks/${home}.yaml`);
    const before = await look(broken);
    expect(before.report.causes.find((found) => found.id === cause)?.remedies.map((offered) => offered.id)).toContain(remedy);

    // What the person said before does not hold any more; the app entry stays.
    const { phone, login, outside } = broken.person ?? {};
    const person = { ...(phone === undefined ? {} : { phone }), ...(login === undefined ? {} : { login }), ...(outside === undefined ? {} : { outside }), ...(personSaysItWorks ? { answers: { 'access.worksAway': true, 'access.worksAtHome': true } } : {}) };
    const after = await look({ ...broken, history: [...(broken.history ?? []), ...steps], person });
    expect(after.trials.filter((trial) => !trial.sees)).toEqual([]);
    expect({ verdict: after.report.verdict, causes: after.report.causes.map((found) => found.id) }).toEqual({ verdict: 'healthy', causes: [] });
  });
});

describe('P2P instead of a port rule', () => {
  it.each(['router-reset-port-forward', 'recorder-lease-moved', 'new-provider-cgnat-ddns', 'new-provider-static-wan-ip', 'second-router-double-nat', 'forward-to-another-device', 'new-provider-ddns-stale'])('%s', async (name) => {
    const broken = await readFixture(`fixtures/networks/${name}.yaml`);
    const before = await look(broken);
    expect(before.report.causes[0]?.remedies.map((offered) => offered.id)).toContain('use-p2p');
    const phones: PhoneFixture[] = [{ name: 'Anna', method: 'p2p' }];
    const after = await look({ ...broken, home: { ...broken.home, phones }, history: [...(broken.history ?? []), P2P_ON], person: {} });
    expect(after.trials.every((trial) => trial.sees)).toBe(true);
    expect(after.report.verdict).toBe('healthy');
  });
});

describe('half a repair', () => {
  it('DHCP alone leaves name servers that were typed in by hand, and the next run says so', async () => {
    const broken = await readFixture('fixtures/networks/new-router-static-recorder-p2p.yaml');
    const half: EventFixture = { event: 'recorder-settings', set: { dhcp: true } };
    const { report, trials } = await look({ ...broken, history: [...(broken.history ?? []), half] });
    expect(trials.some((trial) => trial.sees)).toBe(false);
    expect(report.causes.map((cause) => cause.id)).toEqual(['dead-dns']);
  });

  it('DHCP without the port rule leaves the rule missing, and the next run says so', async () => {
    const broken = await readFixture('fixtures/networks/new-router-static-recorder-ddns.yaml');
    const half: EventFixture = { event: 'recorder-settings', set: { dhcp: true, dns: 'auto' } };
    const { report } = await look({ ...broken, history: [...(broken.history ?? []), half] });
    expect(report.causes.map((cause) => cause.id)).toEqual(['forwards-wiped']);
  });

  it('a rule without a reservation is lost at the next power cut', async () => {
    const broken = await readFixture('fixtures/networks/router-reset-port-forward.yaml');
    const rule: EventFixture = { event: 'router-settings', set: { upnp: true, portRules: [{ outside: 37777, to: 'recorder' }] } };
    const { report } = await look({ ...broken, history: [...(broken.history ?? []), rule, { event: 'power-cut' }] });
    expect(report.causes.map((cause) => cause.id)).toEqual(['lan-ip-moved']);
  });
});
