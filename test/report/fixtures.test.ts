import { readdirSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { runDoctor } from '../../src/doctor.js';
import type { NetworkFixture } from '../../src/lab/fixture.js';
import { openHome, readFixture } from '../../src/lab/index.js';
import type { Report } from '../../src/report/document.js';
import { reportJsonSchema } from '../../src/report/schema.js';
import { renderAnswer } from '../../src/report/text/answer.js';
import { displayWidth } from '../../src/report/text/layout.js';
import { renderVerbose } from '../../src/report/text/verbose.js';
import { buildPack } from '../../src/rules/build.js';
import type { RulePack } from '../../src/rules/types.js';
import { plain } from './sample.js';

const FOLDER = 'fixtures/networks';
const HOMES = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));

let pack: RulePack;
let validate: ValidateFunction;

beforeAll(async () => {
  pack = await buildPack('rules');
  validate = new Ajv({ allErrors: true, strict: false }).compile(reportJsonSchema());
});

async function diagnoseHome(file: string): Promise<{ fixture: NetworkFixture; report: Report }> {
  const fixture = await readFixture(`${FOLDER}/${file}`);
  const home = await openHome(fixture);
  try {
    return { fixture, report: await runDoctor({ network: home.network, options: home.options, answers: home.answers, pack, source: { kind: 'fixture', name: file } }) };
  } finally {
    home.close();
  }
}

function passwordsOf({ home, person, history = [] }: NetworkFixture): string[] {
  const events = history.flatMap((event) => ('password' in event && typeof event.password === 'string' ? [event.password] : []));
  return [...(home.recorder?.users ?? []).map((user) => user.password), ...(home.phones ?? []).flatMap((phone) => phone.password ?? []), ...(person?.login ? [person.login.password] : []), ...events];
}

describe.each(HOMES)('the report of %s', (file) => {
  it('is valid, fits the screen and holds no password', async () => {
    const { fixture, report } = await diagnoseHome(file);
    const json = JSON.stringify(report);
    expect(validate(JSON.parse(json)), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);

    const answer = renderAnswer(report, plain());
    const lines = answer.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(report.verdict === 'healthy' ? 3 : 24);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(80);
    expect(answer).not.toMatch(/[{}]|undefined|\bnull\b/);

    for (const password of passwordsOf(fixture)) expect(json + answer + renderVerbose(report, plain())).not.toContain(password);
  });

  it('gives a cause a sentence, grounds and something to do', async () => {
    const { report } = await diagnoseHome(file);
    for (const cause of report.causes) {
      expect(cause.because.length).toBeGreaterThan(0);
      expect(cause.remedies.length, `${cause.id} offers nothing`).toBeGreaterThan(0);
      const upstream = report.causes.some((other) => other.id !== cause.id && (other.link === 'provider-line' || other.link === 'router-wan'));
      if (upstream) expect(cause.remedies.map((remedy) => remedy.exposure)).not.toContain('opens-port');
    }
  });
});

describe('a home diagnosed twice', () => {
  it('gives the same report to the last byte', async () => {
    const once = await diagnoseHome('router-reset-port-forward.yaml');
    const again = await diagnoseHome('router-reset-port-forward.yaml');
    expect(JSON.stringify(again.report)).toBe(JSON.stringify(once.report));
  });
});
