import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { runDoctor } from '../../src/doctor.js';
import { writeFactsFile } from '../../src/facts/file/write.js';
import { isFactPath } from '../../src/facts/dictionary.js';
import type { Observation } from '../../src/facts/observation.js';
import { openHome, readFixture } from '../../src/lab/index.js';
import { isSettingsPath } from '../../src/recorders/settings-file/allowed.js';
import { readSettings } from '../../src/recorders/settings-file/read.js';
import type { Report } from '../../src/report/document.js';
import { buildPack } from '../../src/rules/build.js';
import type { RulePack } from '../../src/rules/types.js';

let pack: RulePack;
beforeAll(async () => {
  pack = await buildPack('rules');
});

async function run(name: string, login: boolean, given: readonly Observation[] = []): Promise<Report> {
  const home = await openHome(await readFixture(`fixtures/networks/${name}.yaml`));
  try {
    const { login: credentials, ...options } = home.options;
    return await runDoctor({ network: home.network, options: login && credentials ? { ...options, login: credentials } : options, answers: home.answers, given, pack, source: { kind: 'fixture' } });
  } finally {
    home.close();
  }
}

/** What a person would find on the recorder's screen: what a sign-in read, written to a file and read back. */
function settingsOf(report: Report): readonly Observation[] {
  const read = Object.entries(report.facts).flatMap(([path, fact]): Observation[] =>
    isFactPath(path) && isSettingsPath(path) && fact.source === 'recorder-settings' && fact.value !== undefined ? [{ path, source: 'settings-file', vantage: 'person', at: Date.parse(report.startedAt), value: fact.value }] : [],
  );
  const file = readSettings(writeFactsFile(read, { source: 'settings-file' }), 0);
  if (!file.ok) throw new Error(JSON.stringify(file.faults));
  return file.observations;
}

const homes = readdirSync('fixtures/networks').map((file) => file.replace('.yaml', ''));
const causes = (report: Report): string[] => report.causes.map((cause) => cause.id);

describe('a settings file in place of a sign-in', () => {
  it('leads to the same first cause in every home where a sign-in read the settings', { timeout: 120_000 }, async () => {
    const opened: string[] = [];
    for (const name of homes) {
      const withLogin = await run(name, true);
      const given = settingsOf(withLogin);
      if (given.length === 0) continue;
      const [alone, withFile] = [await run(name, false), await run(name, false, given)];
      // Who is signed in, and what the sign-in itself met, stands on no screen.
      const onScreen = !withLogin.causes[0]?.because.some(({ facts }) => facts.some((fact) => /^(recorder\.(login\.|accounts\.(sessions|appUserSessions))|access\.accountLocked$)/.test(fact)));
      if (onScreen) expect(causes(withFile)[0], name).toBe(causes(withLogin)[0]);
      if (onScreen && causes(alone)[0] !== causes(withFile)[0]) opened.push(name);
    }
    expect(opened).toEqual(expect.arrayContaining(['p2p-switched-off', 'dead-dns-p2p', 'upnp-off']));
  });

  it('shows both values where the file and the house disagree, and skips nothing that can be measured', async () => {
    const given: Observation[] = [{ path: 'recorder.network.gateway', source: 'settings-file', vantage: 'person', at: Date.parse('2026-11-20T08:00:00Z'), value: '192.168.1.77' }];
    const [report, without] = [await run('healthy-p2p', true, given), await run('healthy-p2p', true)];
    const fact = report.facts['recorder.network.gateway'];
    expect(fact?.unknown?.reason).toBe('contested');
    expect(fact?.others.map((other) => [other.source, other.value])).toContainEqual(['settings-file', '192.168.1.77']);
    expect(fact?.others.find((other) => other.source === 'settings-file')?.at).toBe('2026-11-20T08:00:00.000Z');
    expect(report.probes.map((probe) => probe.id)).toEqual(without.probes.map((probe) => probe.id));
  });
});
