/** Every make and firmware that the lab has, signed in to rightly, wrongly and wrongly again, by a diagnosis and by a capture. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runDoctor } from '../../../src/doctor.js';
import { openLabHome, readFixture } from '../../../src/lab/index.js';
import type { ProbeOptions } from '../../../src/probes/probe.js';
import { filesOf } from '../../../src/recorders/capture/folder.js';
import { takeCapture, type Taken } from '../../../src/recorders/capture/take.js';
import type { Report } from '../../../src/report/document.js';
import { renderAnswer } from '../../../src/report/text/answer.js';
import { NO_PAINT, UNICODE_SIGNS } from '../../../src/report/text/style.js';
import { renderVerbose } from '../../../src/report/text/verbose.js';
import { buildPack } from '../../../src/rules/build.js';
import type { RulePack } from '../../../src/rules/types.js';
import { expectHarmless, expectNoControl, expectNoSecret, filesBelow, textsIn } from './harmless.js';

const HOMES = join(import.meta.dirname, 'homes');
const NAMES = readdirSync(HOMES).map((file) => file.replace(/\.yaml$/, ''));
/** These never ask for the password, or only where it would cross the network readable. */
const NEVER_SIGNED_IN = ['onvif-only', 'dahua-2.420'];

let pack: RulePack;
let state: string;

beforeAll(async () => {
  pack = await buildPack('rules');
});
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'nvr-doctor-state-'));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

async function homeOf(name: string, changes: Partial<ProbeOptions> = {}): Promise<{ home: Awaited<ReturnType<typeof openLabHome>>; options: ProbeOptions }> {
  const home = await openLabHome(await readFixture(join(HOMES, `${name}.yaml`)));
  return { home, options: { ...home.options, recorder: '192.168.1.64', stateDirectory: state, ...changes } };
}

const WRONG = { user: 'admin', password: 'canary-wrong-Passw0rd' };

function expectClean(report: Report): void {
  const style = { columns: 100, signs: UNICODE_SIGNS, paint: NO_PAINT };
  const shown = `${renderAnswer(report, style)}\n${renderVerbose(report, style)}`;
  expectNoSecret('the answer', shown);
  expectNoControl('the answer', shown);
  expectNoSecret('the report', JSON.stringify(report));
  for (const text of textsIn(report)) expectNoControl('the report', text);
  for (const [file, content] of filesBelow(state)) expectNoSecret(file, content);
}

describe.each(NAMES)('a diagnosis of %s', (name) => {
  it('with the right password leaves nothing behind', async () => {
    const { home, options } = await homeOf(name);
    const report = await runDoctor({ network: home.network, options, answers: home.answers, pack, source: { kind: 'live' } });
    expectHarmless(home.recorder.counters);
    expectClean(report);
    expect(report.facts['recorder.login.outcome']).toBeDefined();
    home.close();
  });

  it('with a wrong password costs one try, and the next run none', async () => {
    const first = await homeOf(name, { login: WRONG });
    const signsIn = !NEVER_SIGNED_IN.includes(name);
    expectClean(await runDoctor({ network: first.home.network, options: first.options, answers: first.home.answers, pack, source: { kind: 'live' } }));
    expectHarmless(first.home.recorder.counters, signsIn ? 1 : 0);
    const again = await homeOf(name, { login: WRONG });
    const report = await runDoctor({ network: again.home.network, options: again.options, answers: again.home.answers, pack, source: { kind: 'live' } });
    expectHarmless(again.home.recorder.counters, 0);
    expectClean(report);
    first.home.close();
    again.home.close();
  });
});

describe.each(NAMES)('a capture of %s', (name) => {
  async function capture(changes: Partial<ProbeOptions> = {}): Promise<{ taken: Taken; home: Awaited<ReturnType<typeof openLabHome>> }> {
    const { home, options } = await homeOf(name, changes);
    const { counters } = home.recorder;
    const taken = await takeCapture({
      network: home.network,
      options,
      answers: home.answers,
      origin: 'virtual',
      tool: '0.0.0',
      onEvent: (event) => {
        // Several ports are tried side by side before; the settings are read over one connection at a time.
        if (event.kind === 'started' && event.probe === 'recorder-settings') counters.maxSockets = 0;
      },
    });
    expect(counters.maxSockets, 'connections at a time').toBeLessThanOrEqual(1);
    return { taken, home };
  }

  it('holds no secret, no name of a person and nothing that moves a cursor', async () => {
    const { taken, home } = await capture({ login: { user: 'admin', password: 'canary-login-Passw0rd', allowBasic: true } });
    expectHarmless(home.recorder.counters);
    if (taken.kind !== 'capture') return expect.fail(taken.reason);
    expect(taken.capture.facts.size).toBeGreaterThan(20);
    for (const { name: file, content } of filesOf(taken.capture)) {
      expectNoSecret(file, content);
      expectNoControl(file, content.replaceAll('\0', ''));
      expect(content.toLowerCase(), file).not.toContain('berger');
      expect(content, file).not.toContain(home.recorder.state.serial);
      expect(content.toLowerCase().replace(/[:-]/g, ''), file).not.toContain(home.recorder.state.mac.toLowerCase().replace(/[:-]/g, ''));
    }
    home.close();
  });

  it('of a recorder that refuses the password costs one try and holds what was said', async () => {
    const { taken, home } = await capture({ login: WRONG });
    expectHarmless(home.recorder.counters, NEVER_SIGNED_IN.includes(name) ? 0 : 1);
    if (taken.kind !== 'capture') return expect.fail(taken.reason);
    for (const { name: file, content } of filesOf(taken.capture)) expectNoSecret(file, content);
    home.close();
  });
});
