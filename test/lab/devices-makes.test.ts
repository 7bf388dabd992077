/** Every make in a simulated house, read by the product itself: the reading does no harm, tells no secret, and a wrong password costs one try. */
import { beforeAll, describe, expect, it } from 'vitest';
import { runDoctor } from '../../src/doctor.js';
import { HIKVISION_CANARIES, HIKVISION_PROFILES } from '../../src/lab/devices/hikvision/index.js';
import { ONVIF_CANARIES, ONVIF_PROFILES } from '../../src/lab/devices/onvif/index.js';
import { CANARIES, type RecorderCounters } from '../../src/lab/devices/recorder/index.js';
import { UNIVIEW_CANARIES, UNIVIEW_PROFILES } from '../../src/lab/devices/uniview/index.js';
import { FIXTURE_SCHEMA, type Brand, type NetworkFixture } from '../../src/lab/fixture.js';
import { openLabHome } from '../../src/lab/index.js';
import type { Report } from '../../src/report/document.js';
import { buildPack } from '../../src/rules/build.js';
import type { RulePack } from '../../src/rules/types.js';

const PASSWORD = 'lab-Passw0rd-of-this-test';
const WRONG = 'wrong-Passw0rd-of-this-test';
const SECRETS = [...[CANARIES, HIKVISION_CANARIES, ONVIF_CANARIES, UNIVIEW_CANARIES].flatMap((canaries) => Object.values<string>(canaries)), PASSWORD, WRONG];

const KINDS: readonly (readonly [Brand, string])[] = [
  // A camera is nobody's recorder.
  ...HIKVISION_PROFILES.filter(({ deviceType }) => deviceType !== 'IPCamera').map(({ model }) => ['hikvision', model] as const),
  ...ONVIF_PROFILES.map(({ model }) => ['onvif', model] as const),
  ...UNIVIEW_PROFILES.map(({ model }) => ['uniview', model] as const),
];

let pack: RulePack;
beforeAll(async () => {
  pack = await buildPack('rules');
});

async function diagnose(brand: Brand, model: string, password: string, initialized = true): Promise<{ report: Report; counters: RecorderCounters }> {
  const fixture: NetworkFixture = {
    schema: FIXTURE_SCHEMA,
    title: 'a home',
    story: 'nothing happened',
    home: {
      recorder: { brand, model, initialized, upnp: true, ddns: { hostname: 'a.ddns.example' }, users: [{ name: 'admin', password: PASSWORD }] },
      phones: [{ name: 'Anna', method: 'ddns' }],
    },
    person: { login: { user: 'admin', password }, answers: { 'access.worksAway': false } },
    expect: { verdict: 'inconclusive' },
  };
  const home = await openLabHome(fixture);
  try {
    const report = await runDoctor({ network: home.network, options: home.options, answers: home.answers, pack, source: { kind: 'fixture' } });
    return { report, counters: { ...home.recorder.counters } };
  } finally {
    home.close();
  }
}

function expectHarmless({ report, counters }: Awaited<ReturnType<typeof diagnose>>, refused: number): void {
  expect(counters).toMatchObject({ refusedLogins: refused, writes: 0, bypassBait: 0 });
  const text = JSON.stringify(report);
  expect(SECRETS.filter((secret) => text.includes(secret))).toEqual([]);
  // JSON writes control characters as \uXXXX; line ends inside kept replies are all that may be there.
  expect(text).not.toMatch(/\\u00[01]|[\x00-\x08\x0e-\x1f\x7f]/);
}

describe.each(KINDS)('%s %s', (brand, model) => {
  it('is read without a refusal, and told of without a secret', async () => {
    const read = await diagnose(brand, model, PASSWORD);
    expectHarmless(read, 0);
    const { facts } = JSON.parse(JSON.stringify(read.report)) as { facts: Record<string, { value?: unknown }> };
    expect(facts['lan.found']?.value).toBe(true);
    if (brand !== 'onvif') expect([facts['recorder.login.outcome']?.value, facts['recorder.network.gateway']?.value]).toEqual(['accepted', '192.168.1.1']);
  });

  it('a wrong password costs one try where one is sent at all', async () => {
    expectHarmless(await diagnose(brand, model, WRONG), brand === 'onvif' ? 0 : 1);
  });
});

it('nobody signs in to a recorder that was never set up', async () => {
  const read = await diagnose('hikvision', 'DS-7616NI-K2', PASSWORD, false);
  expectHarmless(read, 0);
  expect(read.report.facts['recorder.initialized']).toMatchObject({ value: false });
});
