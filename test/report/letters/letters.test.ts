/** The four letters of one diagnosis. Homes are diagnosed for real; what a letter says must come from the report and from nothing else. */
import { beforeAll, describe, expect, it } from 'vitest';
import { analyzeReport } from '../../../src/analyze.js';
import { runDoctor } from '../../../src/doctor.js';
import { openHome, readFixture } from '../../../src/lab/index.js';
import type { Report } from '../../../src/report/document.js';
import { AUDIENCES, renderLetter } from '../../../src/report/letters/index.js';
import { providerRequests } from '../../../src/report/letters/provider.js';
import { redactReport } from '../../../src/report/redact/index.js';
import { translate } from '../../../src/report/redact/translate.js';
import { renderAnswer } from '../../../src/report/text/answer.js';
import { displayWidth } from '../../../src/report/text/layout.js';
import { buildPack } from '../../../src/rules/build.js';
import type { RulePack } from '../../../src/rules/types.js';
import { CAUSE, healthyReport, openReport, plain, report } from '../sample.js';

let pack: RulePack;
beforeAll(async () => {
  pack = await buildPack('rules');
});

async function diagnose(name: string): Promise<Report> {
  const home = await openHome(await readFixture(`fixtures/networks/${name}.yaml`));
  try {
    return await runDoctor({ network: home.network, options: home.options, answers: home.answers, pack, source: { kind: 'fixture', name } });
  } finally {
    home.close();
  }
}

describe('the letter to the provider', () => {
  it('gives the evidence of a shared address and asks for one change', async () => {
    const cgnat = await diagnose('new-provider-cgnat-ddns');
    const letter = renderLetter(cgnat, 'provider', plain());
    expect(letter).toContain('Subject: A public IPv4 address');
    expect(letter).toContain(cgnat.facts['router.wanAddress']?.value as string);
    expect(letter.replaceAll(/\s+/g, ' ')).toContain('without carrier-grade NAT');
  });

  it('says nothing about the recorder, its accounts or the inside of the house', async () => {
    const cgnat = await diagnose('new-provider-cgnat-ddns');
    const letter = renderLetter(cgnat, 'provider', plain());
    for (const path of ['recorder.serial', 'recorder.model', 'lan.address', 'lan.mac', 'recorder.ddns.hostname'] as const) {
      const value = cgnat.facts[path]?.value;
      if (typeof value === 'string') expect(letter, path).not.toContain(value);
    }
  });

  it('claims no more than the diagnosis is sure of, and asks without "ask"', async () => {
    const letter = renderLetter(await diagnose('provider-blocks-port'), 'provider', plain()).replaceAll(/\s+/g, ' ');
    expect(letter).toMatch(/^Subject: Whether the port is filtered/);
    expect(letter).toContain('cannot be told from here');
    expect(letter).not.toContain('not in my own equipment');
  });

  it('of a shared bundle states no token as an address, and is right when it is translated', async () => {
    const blocked = await diagnose('provider-blocks-port');
    const { report: bundle, tokens } = redactReport(blocked, { level: 'share', at: 0 });
    const letter = renderLetter(analyzeReport(bundle, pack), 'provider', plain());
    expect(letter).toMatch(/\[address: 244\.0\.0\.1\]/);
    expect(letter.replace(/\[address:\s+244[^\]]*\]/g, '')).not.toContain('244.');
    expect(translate(letter, tokens)).toContain(`[address: ${blocked.facts['wan.publicAddress']?.value as string}]`);
  });

  it('is not written where the provider can do nothing, and says where the fault lies', async () => {
    const reset = await diagnose('router-reset-port-forward');
    expect(providerRequests(reset)).toEqual([]);
    expect(renderLetter(reset, 'provider', plain())).toMatch(/^There is nothing to ask your provider for\. What was found lies\nelsewhere: /);
    expect(renderLetter(openReport(), 'provider', plain())).toContain('a letter now would only be a guess');
    expect(renderLetter(healthyReport(), 'provider', plain())).toContain('The way works.');
  });
});

describe("the installer's worksheet", () => {
  it('has a box for every remedy, the steps for installers first, and what was found', async () => {
    const reset = await diagnose('router-reset-port-forward');
    const sheet = renderLetter(reset, 'installer', plain());
    const flat = sheet.replaceAll(/\s+/g, ' ');
    for (const remedy of reset.causes[0]?.remedies ?? []) {
      expect(flat).toContain(`[ ] ${remedy.title}`);
      for (const step of remedy.steps['installer'] ?? []) expect(flat).toContain(step);
    }
    expect(sheet).toContain('Recorder network, as found');
    expect(sheet).toContain(reset.facts['lan.address']?.value as string);
  });

  it('shows both sides where sources disagree', () => {
    const contested = report({
      facts: { 'recorder.ports.tcp': { unknown: { reason: 'contested', detail: '2 sources disagree' }, at: '2026-11-22T12:00:00.000Z', others: [{ source: 'recorder-settings', value: 37777, at: '2026-11-22T12:00:00.000Z' }, { source: 'recorder-discovery', value: 37778, at: '2026-11-22T12:00:00.000Z' }] } },
    });
    expect(renderLetter(contested, 'installer', plain()).replaceAll(/\s+/g, ' ')).toContain('sources disagree: 37777 (read from the recorder), 37778 (search in the house)');
  });

  it('never passes what is not known for an absence', () => {
    const unknown = report({ facts: { 'recorder.p2p.enabled': { unknown: { reason: 'refused', detail: 'the recorder refuses to tell' }, others: [] } } });
    expect(renderLetter(unknown, 'installer', plain()).replaceAll(/\s+/g, ' ')).toContain('not known (the recorder refuses to tell)');
  });
});

describe('the ticket for support', () => {
  it('begins with verdict, cause and place, and names rules and versions', () => {
    const ticket = renderLetter(report(), 'support', plain());
    expect(ticket.split('\n')[0]).toBe('[nvr-doctor] problem: forwards-wiped at port-rule');
    expect(ticket).toContain('nvr-doctor 0.1.0, rules 1 (abababababab)');
    expect(ticket.replaceAll(/\s+/g, ' ')).toContain(CAUSE.sentence);
  });

  it('names each missing fact once with its reason', () => {
    const ticket = renderLetter(openReport(), 'support', plain());
    expect(ticket.match(/outside\.tcpPort: /g)).toHaveLength(1);
  });
});

describe('every letter', () => {
  it('is for the homeowner the answer itself', () => {
    expect(renderLetter(report(), 'homeowner', plain())).toBe(renderAnswer(report(), plain()));
  });

  it.each(AUDIENCES)('fits the page and carries no control character: %s', async (audience) => {
    const evil = '\u001b[31mA very long word'.padEnd(300, 'x');
    const hostile = report({ summary: evil, causes: [{ ...CAUSE, sentence: evil, title: evil }], facts: { 'recorder.model': { value: evil, source: 'recorder-discovery', others: [] } } });
    for (const one of [hostile, await diagnose('second-router-double-nat'), await diagnose('no-credentials-inconclusive')]) {
      const letter = renderLetter(one, audience, plain());
      expect(letter).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      for (const line of letter.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(audience === 'homeowner' ? 80 : 72);
    }
  });
});
