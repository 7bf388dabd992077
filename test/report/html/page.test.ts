import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { FACT_PATHS } from '../../../src/facts/dictionary.js';
import type { Report } from '../../../src/report/document.js';
import { extractReport } from '../../../src/report/html/embed.js';
import { age, linkOf } from '../../../src/report/html/facts.js';
import { renderHtml } from '../../../src/report/html/page.js';
import { renderAnswer } from '../../../src/report/text/answer.js';
import { buildPack } from '../../../src/rules/build.js';
import { diagnoseHome, HOMES } from '../homes.js';
import { CAUSE, healthyReport, openReport, plain, report } from '../sample.js';
import { hostileReport } from './hostile.js';

/** What stands in the page for people: without the head, the script and the embedded document. */
const shown = (page: string): string => page.slice(page.indexOf('<body>'), page.indexOf('<script type'));
const words = (page: string): string =>
  shown(page)
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:#39|quot|lt|gt|amp);/g, (entity) => ({ '&#39;': "'", '&quot;': '"', '&lt;': '<', '&gt;': '>', '&amp;': '&' })[entity] ?? entity)
    .replace(/\s+/g, ' ');
const tags = (page: string): string[] => shown(page).match(/<[a-z][^>]*>/gi) ?? [];
const MOST_BYTES = 400_000;

function expectSound(page: string): void {
  const own = tags(page);
  const text = own.join('\n');
  expect(text).not.toMatch(/\s(?:on\w+|style|src|srcset|action|formaction|ping|target)=/i);
  expect(text).not.toMatch(/^<(?:script|img|link|iframe|object|embed|base|meta|form|input)\b/im);
  const all = (pattern: RegExp): string[] => own.flatMap((tag) => pattern.exec(tag)?.[1] ?? []);
  const ids = all(/\sid="([^"]*)"/);
  const hrefs = all(/\shref="([^"]*)"/);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  expect(hrefs.filter((href) => !href.startsWith('#'))).toEqual([]);
  const known = new Set(ids);
  expect([...hrefs.map((href) => href.slice(1)), ...all(/\saria-labelledby="([^"]*)"/)].filter((target) => !known.has(target))).toEqual([]);
}

describe('the page as a file', () => {
  it('lets nothing in but the style and the script whose hashes it names', () => {
    const page = renderHtml(report());
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page)?.[1] ?? '';
    const hash = (text: string | undefined): string => `'sha256-${createHash('sha256').update(text ?? '').digest('base64')}'`;
    const style = /<style>([^]*?)<\/style>/.exec(page)?.[1];
    const script = /<script>([^]*?)<\/script>/.exec(page)?.[1];
    expect(policy.split('; ').toSorted()).toEqual(["base-uri 'none'", "default-src 'none'", "form-action 'none'", `script-src ${hash(script)}`, `style-src ${hash(style)}`]);
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<style'));
    expect(page.match(/<script/g)).toHaveLength(2);
  });

  it('names no address to fetch from', () => {
    expect(renderHtml(report()).replace(/<script type[^]*?<\/script>/, '')).not.toMatch(/https?:|url\(|@import|\/\//);
  });

  it('is the same page for the same report', () => {
    expect(renderHtml(report())).toBe(renderHtml(report()));
    expect(renderHtml(report(), { generatedAt: '2026-11-23T08:00:00.000Z' })).toContain('2026-11-23T08:00:00.000Z');
  });

  it('says who may see it', () => {
    const at = '2026-11-22T12:05:00.000Z';
    expect(words(renderHtml(report()))).toContain('Not made for sharing');
    expect(words(renderHtml(report({ redaction: { level: 'share', at, id: '0123456789ab' } })))).toMatch(/Made to be shared.*stand-ins.*2026-11-22 12:05 UTC/);
    expect(words(renderHtml(report({ redaction: { level: 'internal', at, id: '0123456789ab' } })))).toContain('For people you trust');
  });
});

describe('the card', () => {
  it('of a problem says why, how sure, and what to do, in the words of the terminal', () => {
    const page = words(renderHtml(report({ causes: [CAUSE, { ...CAUSE, id: 'other', title: 'Something else as well' }] })));
    const card = page.slice(0, page.indexOf('Proof and remedies'));
    for (const text of ['You', CAUSE.sentence, '(likely)', 'The router lists no rule for the recorder.', CAUSE.remedies[0]?.title, 'Wait until it says Online.', 'Current firmware and a strong password first.', 'Make the port rule in the router again.', 'There is a second problem: Something else as well.']) expect(card).toContain(text);
    expect(card).not.toContain('a third thing');
  });

  it('of a cause without a remedy sends nobody on an errand', () => {
    expect(words(renderHtml(report({ causes: [{ ...CAUSE, remedies: [] }] })))).toContain('Nothing that you could do at home would mend this for certain.');
  });

  it('of a healthy home has nothing to do in it, and admits what cannot be seen', () => {
    const page = words(renderHtml(healthyReport()));
    expect(page).toContain('Works The way from your phone to your cameras works.');
    expect(page).toContain('The app on the phone cannot be seen from here.');
    expect(page).not.toMatch(/Do this now|To find out|Why \(/);
  });

  it('of an open question names suspects and the next step, and what was not checked', () => {
    const page = words(renderHtml(openReport()));
    for (const text of ['Not clear yet', 'It may be', CAUSE.title, 'To find out', '(Answer with --works-away.)', "the recorder's own settings (no sign-in)"]) expect(page).toContain(text);
  });

  it('of a run that was stopped says so first', () => {
    const page = words(renderHtml(openReport({ interrupted: true })));
    expect(page.indexOf('Stopped early')).toBeLessThan(page.indexOf('It may be'));
  });
});

describe('the picture', () => {
  it('says every state by word, not by colour alone', () => {
    const page = renderHtml(report());
    for (const label of ['Phone: not seen', 'Name: works', 'Internet: unsure', 'Router: broken']) expect(page).toContain(`aria-label="${label}. What is known about it"`);
    expect(words(page)).toContain('Router broken');
  });

  it('is drawn for every way that is set up, and the others are named', () => {
    const [own] = report().paths;
    if (!own) throw new Error('the sample has a path');
    const page = renderHtml(report({ paths: [own, { ...own, method: 'wan-ip', verdict: 'works', brokenAt: null }, { ...own, method: 'vpn', verdict: 'not-set-up', brokenAt: null }] }));
    expect(page.match(/<svg class="way lying"/g)).toHaveLength(2);
    expect(words(page)).toContain('The way by public address and port rule works');
    expect(words(page)).toContain('Not set up: VPN.');
    expect(words(renderHtml(report({ paths: [own, { ...own, method: 'wan-ip', verdict: 'unknown' }] })))).toContain('The way by public address and port rule would be broken, if it is in use');
  });
});

describe('the facts', () => {
  it('each has its place along the way', () => {
    expect(FACT_PATHS.filter((path) => linkOf(path) === undefined)).toEqual([]);
  });

  it('stand with source, vantage, age and what others said', () => {
    const at = '2026-11-22T12:00:01.500Z';
    const page = words(
      renderHtml(
        report({
          facts: {
            'lan.address': { value: '192.168.1.64', source: 'lan-ports', vantage: 'home', at, others: [{ source: 'recorder-discovery', vantage: 'home', value: '192.168.1.64', at }] },
            'recorder.upnp.enabled': { value: true, source: 'settings-file', vantage: 'person', at: '2026-11-20T12:00:00.000Z', others: [{ source: 'recorder-settings', vantage: 'recorder', unknown: { reason: 'not-permitted', detail: 'no right' }, at }] },
            'wan.publicAddress': { unknown: { reason: 'contested' }, others: [{ source: 'stun', vantage: 'home', value: '203.0.113.1', at }, { source: 'igd', vantage: 'router', value: '198.51.100.1', at }] },
            'host.gateway': { value: null, source: 'host', vantage: 'home', at, others: [] },
          },
        }),
      ),
    );
    expect(page).toMatch(/lan\.address 192\.168\.1\.64 trying the recorder's ports, seen from home, 1\.5 s into the run agrees: 192\.168\.1\.64 the search for recorders/);
    expect(page).toMatch(/recorder\.upnp\.enabled on settings read off the recorder's screen, told by a person, 2 days before the run no word: \? not known: no permission \(no right\)/);
    expect(page).toMatch(/wan\.publicAddress \? contested: the answers disagree one says: 203\.0\.113\.1 .* one says: 198\.51\.100\.1/);
    expect(page).toContain('none (there is no default route)');
    expect(page).toContain('Internet 0 known, 1 contested');
  });

  it('that this version does not know are shown as they are', () => {
    expect(words(renderHtml(report({ facts: { 'moon.phase': { value: ['full'], others: [] } } })))).toContain('moon.phase ["full"]');
  });

  it('have an age that is never made up', () => {
    const start = '2026-11-22T12:00:00.000Z';
    expect(age(start, start)).toBe('when the run began');
    expect(age('2026-11-22T12:00:00.260Z', start)).toBe('260 ms into the run');
    expect(age('2026-11-22T11:59:59.500Z', start)).toBe('just before the run');
    expect(age('2026-11-22T12:02:05.000Z', start)).toBe('2 min 5 s into the run');
    expect(age('yesterday', start)).toBe('at an unknown time');
  });
});

describe('for support', () => {
  it('probes stand as a waterfall when it is known when they began', () => {
    const page = renderHtml(report({ elapsedMs: 1000, probes: [{ id: 'host', startedMs: 0, ms: 500, outcome: 'done' }, { id: 'igd', startedMs: 500, ms: 500, outcome: 'timed-out', detail: 'no result' }, { id: 'outside', startedMs: 1000, ms: 0, outcome: 'skipped' }] }));
    expect(page).toContain('<rect x="0" width="500" height="10"/>');
    expect(page).toContain('<rect x="500" width="500" height="10"/>');
    expect(page.match(/<rect x=/g)).toHaveLength(2);
    expect(words(page)).toMatch(/igd 500 ms 500 ms timed out: no result/);
  });

  it('bars are not made up for a report of an older version', () => {
    const page = renderHtml(report());
    expect(page).not.toContain('class="bar');
    expect(words(page)).toContain('does not say when each of them began');
  });

  it('the rules, the replies and the machine are there', () => {
    const page = words(
      renderHtml(
        report({
          replies: [{ item: 'ddns', protocol: 'cgi', request: 'GET /x', status: 200, body: 'table.<DDNS>=?' }],
          machine: { platform: 'linux', arch: 'x64', node: '20.20.2' },
          analysis: {
            tool: { version: '0.0.9', rules: { version: '0', sha256: 'cd'.repeat(32) } },
            byRules: { verdict: { was: 'inconclusive', now: 'problem' }, appeared: ['forwards-wiped'], gone: ['old-rule'] },
            whatIf: { facts: { 'recorder.upnp.enabled': true }, change: { appeared: [], gone: [] } },
          },
        }),
      ),
    );
    for (const text of ['✓ true the router lists no rule', '? unknown the router was reset (only supports)', 'table.<DDNS>=?', 'linux x64, Node 20.20.2', 'The answer was "Not clear yet" and is "Problem found".', `New causes: ${CAUSE.title}.`, 'Causes no longer named: old-rule.', 'Supposed']) expect(page).toContain(text);
  });

  it('a report of an older version without replies is shown', () => {
    const { replies: _, ...older } = report();
    expect(renderHtml(older as Report)).not.toContain('Replies that could not be read');
  });
});

describe('a hostile report', () => {
  it('stays text everywhere', () => {
    for (const base of [report(), openReport(), healthyReport()]) {
      const page = renderHtml(hostileReport(base));
      expectSound(page);
      expect(shown(page)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/);
      expect(page.match(/<script/g)).toHaveLength(2);
      expect(/<title>([^<]*)<\/title>/.exec(page)?.[1]).toContain('nvr-doctor');
    }
  });
});

describe.each(HOMES)('the page of %s', (file) => {
  let real: Report;
  beforeAll(async () => {
    real = await diagnoseHome(file, await packOnce());
  });

  it('is sound, small and holds the report and its answer', () => {
    const page = renderHtml(real);
    expectSound(page);
    expectSound(renderHtml(hostileReport(real)));
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(MOST_BYTES);
    expect(extractReport(page)).toEqual({ ok: true, text: JSON.stringify(real) });
    const text = words(page);
    expect(text).not.toMatch(/\bundefined\b|\[object|NaN/);
    for (const path of Object.keys(real.facts)) expect(text).toContain(` ${path} `);
    for (const rule of real.rules) expect(text).toContain(rule.id);
    for (const cause of real.causes) expect(text).toContain(cause.sentence.replace(/\s+/g, ' '));
    // The terminal's first sentence and its first thing to do.
    const answer = renderAnswer(real, plain(200));
    expect(answer).toContain(real.summary);
    expect(text).toContain(real.summary);
  });

  it('draws each probe where it ran', () => {
    for (const probe of real.probes) expect((probe.startedMs ?? Number.NaN) + probe.ms).toBeLessThanOrEqual(real.elapsedMs + 1);
  });
});

let pack: ReturnType<typeof buildPack> | undefined;
function packOnce(): ReturnType<typeof buildPack> {
  return (pack ??= buildPack('rules'));
}
