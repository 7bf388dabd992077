/**
 * Every fixture network is diagnosed by the real probes and rules, and its phone really tries. What the file expects, what the
 * diagnosis says and what the phone sees have to agree. Also tried: the same homes with less known, where nothing may be made up.
 */
import { readdirSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { runDoctor } from '../src/doctor.js';
import type { NetworkFixture } from '../src/lab/fixture.js';
import { openHome, readFixture, type PhoneTrial } from '../src/lab/index.js';
import type { Report } from '../src/report/document.js';
import { reportJsonSchema } from '../src/report/schema.js';
import { buildPack } from '../src/rules/build.js';
import type { RulePack } from '../src/rules/types.js';

const FOLDER = 'fixtures/networks';
const HOMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length));

/** Homes that the product promises to know by name. */
const PROMISED = [
  'healthy-p2p',
  'healthy-ddns',
  'new-router-static-recorder-p2p',
  'new-router-static-recorder-ddns',
  'router-reset-port-forward',
  'router-reset-static-recorder-p2p',
  'new-provider-ddns-stale',
  'new-provider-cgnat-ddns',
  'new-provider-static-wan-ip',
  'second-router-double-nat',
  'app-added-by-local-address',
  'not-reusable-second-phone',
  'password-changed-app-locked',
  'recorder-port-moved',
  'recorder-lease-moved',
  'dead-dns-p2p',
  'p2p-switched-off',
  'hairpin-missing-at-home',
  'upnp-off',
  'no-credentials-inconclusive',
  'recorder-unplugged',
];

/** What the lab cannot bring about yet. The tests inside these rules stand alone. */
const BEYOND_THE_LAB = new Set(['p2p-nat-too-strict', 'router-owns-port']);

let pack: RulePack;
let validate: ValidateFunction;

beforeAll(async () => {
  pack = await buildPack('rules');
  validate = new Ajv({ allErrors: true, strict: false }).compile(reportJsonSchema());
});

interface Seen {
  readonly report: Report;
  /** The person's own phone, on the move and at home. */
  readonly trials: readonly PhoneTrial[];
}

function phoneOf(fixture: NetworkFixture): string | undefined {
  return fixture.person?.phone ?? fixture.home.phones?.[0]?.name;
}

async function look(fixture: NetworkFixture): Promise<Seen> {
  const home = await openHome(fixture);
  try {
    const report = await runDoctor({ network: home.network, options: home.options, answers: home.answers, pack, source: { kind: 'fixture' } });
    const trials = (await home.tryPhones()).filter((trial) => trial.phone === phoneOf(fixture));
    return { report, trials };
  } finally {
    home.close();
  }
}

function expectHonest({ report, trials }: Seen): void {
  const told = trials.map((trial) => `${trial.from}: ${trial.stage} ${trial.detail}`).join('; ');
  const causes = report.causes.map((cause) => cause.id);
  if (trials.every((trial) => trial.sees)) expect(causes, told).toEqual([]);
  if (report.verdict === 'healthy') expect(trials.filter((trial) => !trial.sees), told).toEqual([]);
  expect(report.verdict === 'problem').toBe(causes.length > 0);
}

it('has every home that was promised', () => {
  expect(PROMISED.filter((name) => !HOMES.includes(name))).toEqual([]);
});

describe.each(HOMES)('%s', (name) => {
  it('is diagnosed as the file says, and the phone agrees', async () => {
    const fixture = await readFixture(`${FOLDER}/${name}.yaml`);
    const seen = await look(fixture);
    const { report, trials } = seen;
    const { expect: expected, person } = fixture;

    expect({ verdict: report.verdict, causes: report.causes.map((cause) => cause.id) }).toEqual({ verdict: expected.verdict, causes: expected.causes ?? [] });
    expect(report.notes.map((note) => note.id)).toEqual(expect.arrayContaining([...(expected.notes ?? [])]));
    for (const [method, verdict] of Object.entries(expected.paths ?? {})) expect(report.paths.find((path) => path.method === method)?.verdict, method).toBe(verdict);
    expectHonest(seen);
    for (const { from, sees } of trials) {
      const said = person?.answers?.[from === 'home' ? 'access.worksAtHome' : 'access.worksAway'];
      if (typeof said === 'boolean') expect(sees, `the person says that it ${said ? 'works' : 'fails'} (${from})`).toBe(said);
    }
    expect(validate(JSON.parse(JSON.stringify(report))), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  });

  it('is never told wrong where less is known', async () => {
    const fixture = await readFixture(`${FOLDER}/${name}.yaml`);
    const { phone, outside } = fixture.person ?? {};
    const { trials } = await look(fixture);
    const truth = Object.fromEntries(trials.map((trial) => [trial.from === 'home' ? 'access.worksAtHome' : 'access.worksAway', trial.sees]));
    for (const login of [true, false]) {
      for (const helper of [true, false]) {
        const person = {
          ...(phone === undefined ? {} : { phone }),
          answers: truth,
          ...(login ? {} : { login: null }),
          ...(helper && outside !== false ? {} : { outside: false }),
        };
        expectHonest(await look({ ...fixture, person }));
      }
    }
  });
});

it('shows every cause in some home, save what the lab cannot build', async () => {
  const shown = new Set<string>();
  for (const name of HOMES) {
    const { report } = await look(await readFixture(`${FOLDER}/${name}.yaml`));
    for (const cause of report.causes) for (const id of [cause.id, ...cause.explains]) shown.add(id);
  }
  const hidden = pack.rules.filter((rule) => rule.kind === 'cause' && !shown.has(rule.id)).map((rule) => rule.id);
  expect(hidden.toSorted()).toEqual([...BEYOND_THE_LAB].toSorted());
});
