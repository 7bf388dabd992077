import { beforeAll, describe, expect, it } from 'vitest';
import { wantedFacts, runDoctor } from '../../src/doctor.js';
import type { Report } from '../../src/report/document.js';
import { openHome, readFixture } from '../../src/lab/index.js';
import type { ProbeEvent } from '../../src/probes/run.js';
import { buildPack } from '../../src/rules/build.js';
import type { RulePack } from '../../src/rules/types.js';

let pack: RulePack;
beforeAll(async () => {
  pack = await buildPack('rules');
});

async function run(home: string, extra: { signal?: AbortSignal; onEvent?: (event: ProbeEvent) => void; answers?: object } = {}): Promise<Report> {
  const opened = await openHome(await readFixture(`fixtures/networks/${home}.yaml`));
  try {
    return await runDoctor({ network: opened.network, options: opened.options, pack, source: { kind: 'fixture' }, ...extra, answers: { ...opened.answers, ...extra.answers } });
  } finally {
    opened.close();
  }
}

describe('one run', () => {
  it('keeps what is known when it is interrupted', async () => {
    const controller = new AbortController();
    const report = await run('router-reset-port-forward', {
      signal: controller.signal,
      onEvent: (event) => event.kind === 'ended' && event.probe === 'find-recorder' && controller.abort(),
    });
    expect(report.interrupted).toBe(true);
    expect(report.verdict).not.toBe('healthy');
    expect(report.facts['lan.found']).toMatchObject({ value: true });
    expect(report.facts['outside.tcpPort']?.unknown?.reason).toBe('not-run');
    expect(report.probes.some((probe) => probe.outcome === 'interrupted')).toBe(true);
  });

  it('runs only the probes that this way to the cameras needs', async () => {
    const homeOnly = await run('recorder-lease-moved-home-app');
    expect(homeOnly.probes.map((probe) => probe.id)).not.toContain('p2p-cloud');
    const ddns = await run('healthy-ddns');
    expect(ddns.probes.map((probe) => probe.id)).toEqual(expect.arrayContaining(['host', 'find-recorder', 'ddns-name', 'outside']));
  });

  it('plans for every way while the way is not known, and always looks for computer and recorder', () => {
    const all = wantedFacts(pack, undefined);
    for (const method of ['p2p', 'ddns', 'wan-ip', 'vpn', 'lan-ip'] as const) {
      const wanted = wantedFacts(pack, method);
      expect([...wanted].filter((path) => !all.has(path))).toEqual([]);
      expect(wanted.size).toBeLessThan(all.size);
      expect(wanted).toContain('host.address');
      expect(wanted).toContain('lan.found');
    }
  });

  it('tells a line per probe as it goes', async () => {
    const events: ProbeEvent[] = [];
    const report = await run('healthy-p2p', { onEvent: (event) => events.push(event) });
    const ended = events.filter((event) => event.kind === 'ended').map((event) => event.probe);
    expect(ended.toSorted()).toEqual(report.probes.map((probe) => probe.id).toSorted());
  });
});
