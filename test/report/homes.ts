/** Every shipped home diagnosed once: reports that are real, for tests that go through all of them. */
import { readdirSync } from 'node:fs';
import { runDoctor } from '../../src/doctor.js';
import { openHome, readFixture } from '../../src/lab/index.js';
import type { Report } from '../../src/report/document.js';
import type { RulePack } from '../../src/rules/types.js';

const FOLDER = 'fixtures/networks';
export const HOMES = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));

export async function diagnoseHome(file: string, pack: RulePack): Promise<Report> {
  const home = await openHome(await readFixture(`${FOLDER}/${file}`));
  try {
    return await runDoctor({ network: home.network, options: home.options, answers: home.answers, pack, source: { kind: 'fixture', name: file } });
  } finally {
    home.close();
  }
}
