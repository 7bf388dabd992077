/**
 * The built program in a home of real daemons: nftables, miniupnpd, dnsmasq, coturn and BIND. The lab must name the same causes
 * for the same story, or one of the two is wrong about life.
 *
 * Not covered here: P2P relay (no vendor cloud can be had), DHCP renewal by the recorder (its lease is set by hand).
 */
import { afterEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/document.js';
import { PUBLIC } from './namespaces.js';
import { PASSWORD, setStage, whyNoHome, type Stage, type Story } from './stage.js';

const why = whyNoHome();
if (why) console.log(`skipped: homes of real daemons (${why})`);

const ids = (report: Report): string[] => report.causes.map((cause) => cause.id);

describe.skipIf(why !== undefined)('the built program in a home of real daemons', () => {
  let stage: Stage | undefined;
  afterEach(async () => {
    await stage?.home.close();
    stage = undefined;
  });

  const told = async (story: Story): Promise<{ code: number | null; report: Report; counters: Record<string, number> }> => {
    stage = await setStage(story);
    const done = await stage.doctor();
    if (!done.stdout.trim().startsWith('{')) throw new Error(`no report (exit ${done.code}):\n${done.stdout}\n${done.stderr}`);
    expect(done.stdout + done.stderr).not.toContain(PASSWORD);
    return { code: done.code, report: JSON.parse(done.stdout) as Report, counters: await stage.recorderCounters() };
  };

  it('says that a healthy port forward works', async () => {
    const { code, report, counters } = await told({ home: { hairpin: true }, forwarded: true, works: 'yes' });
    expect(report.causes).toEqual([]);
    expect(report).toMatchObject({ verdict: 'healthy', causes: [] });
    expect(report.facts['wan.publicAddress']).toMatchObject({ value: PUBLIC.address, source: 'stun' });
    expect(report.facts['router.wanAddress']).toMatchObject({ value: PUBLIC.address });
    expect(report.facts['outside.tcpPort']).toMatchObject({ value: 'open' });
    expect(report.facts['hairpin.tcpPort']).toMatchObject({ value: 'open' });
    expect(code).toBe(0);
    expect(counters).toMatchObject({ refusedLogins: 0, writes: 0, bypassBait: 0 });
  });

  it('does not call a home healthy whose router may shut the phone out on the home Wi-Fi, and asks the one question that settles it', async () => {
    const { code, report } = await told({ forwarded: true, works: 'yes' });
    expect(report).toMatchObject({ verdict: 'inconclusive', causes: [] });
    expect(report.next[0]).toMatchObject({ kind: 'question', fact: 'access.worksAtHome' });
    expect(code).toBe(3);
  });

  it('finds the port rule gone after the router was reset', async () => {
    const { code, report } = await told({ works: 'no', forwarded: true, after: (h) => h.rebootRouter(), changed: 'router-reset' });
    expect(ids(report)).toEqual(['forwards-wiped']);
    expect(code).toBe(1);
  });

  it('finds a recorder that kept a fixed address of another network, though nothing can connect to it', async () => {
    const { code, report } = await told({ works: 'no', home: { recorder: { address: '192.168.7.64', prefix: 24, gateway: '192.168.7.1' } }, changed: 'new-router' });
    expect(ids(report)[0]).toBe('static-off-subnet');
    expect(report.facts['recorder.network.address']).toMatchObject({ value: '192.168.7.64', source: 'recorder-discovery' });
    expect(code).toBe(1);
  });

  it('finds the second router, and never advises another port rule on the inner one', async () => {
    const { code, report } = await told({ works: 'no', home: { doubleNat: true }, forwarded: true, changed: 'second-router' });
    expect(ids(report)[0]).toBe('double-nat');
    expect(report.facts['router.wanAddress']).toMatchObject({ value: '192.168.100.2' });
    expect(code).toBe(1);
  });

  it('finds a DDNS name that still points to the old address', async () => {
    const { code, report } = await told({ works: 'no', home: { ddnsAddress: '192.88.98.55' }, forwarded: true, changed: 'new-provider' });
    expect(ids(report)[0]).toBe('ddns-update-failing');
    expect(report.facts['name.authoritative']).toMatchObject({ value: '192.88.98.55' });
    expect(code).toBe(1);
  });
});
