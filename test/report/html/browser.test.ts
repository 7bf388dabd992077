import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../../src/report/document.js';
import { renderHtml } from '../../../src/report/html/page.js';
import { buildPack } from '../../../src/rules/build.js';
import { diagnoseHome } from '../homes.js';
import { axeSource, PageBrowser, whyNot, type ContextOptions, type Page } from './browser.js';
import { hostileReport } from './hostile.js';

const missing = whyNot();
if (missing !== undefined) console.log(`skipped: the report page in a browser (${missing})`);

/** Milliseconds; a few seconds each where nothing else runs. */
const SLOW = 90_000;
const SITUATIONS = { healthy: 'healthy-p2p.yaml', problem: 'router-reset-port-forward.yaml', inconclusive: 'no-credentials-inconclusive.yaml', 'two faults': 'two-faults-p2p-off-and-account-in-use.yaml' } as const;

describe.skipIf(missing !== undefined)('in a browser', () => {
  const reports = new Map<string, Report>();
  let browser: PageBrowser;

  beforeAll(async () => {
    const pack = await buildPack('rules');
    for (const [situation, file] of Object.entries(SITUATIONS)) reports.set(situation, await diagnoseHome(file, pack));
    const problem = reports.get('problem');
    if (problem) reports.set('hostile', hostileReport(problem));
    browser = await PageBrowser.open();
  });
  afterEach(() => browser.clear());
  afterAll(() => browser?.close());

  const show = (situation: string, options: ContextOptions = {}) => {
    const report = reports.get(situation);
    if (!report) throw new Error(`no report of ${situation}`);
    return browser.show(renderHtml(report, { generatedAt: '2026-11-22T13:00:00.000Z' }), options);
  };
  const NAMES = [...Object.keys(SITUATIONS), 'hostile'];

  it.each(NAMES)('%s: no error, no request, nothing of the report runs', async (situation) => {
    const { page, said, requests } = await show(situation);
    await page.locator('#open-all').click();
    expect(await page.evaluate('document.querySelectorAll("details:not([open])").length')).toBe(0);
    expect(said).toEqual([]);
    expect(requests).toEqual([]);
    expect(await page.evaluate('[typeof window.owned, document.scripts.length, document.images.length, document.querySelectorAll("iframe, object, embed, base, form, [style]").length]')).toEqual(['undefined', 2, 0, 0]);
    expect(await page.evaluate('JSON.stringify(JSON.parse(document.getElementById("nvr-doctor-report").textContent))')).toBe(JSON.stringify(reports.get(situation)));
  });

  it('the policy holds: what is put into the file later neither runs nor loads', async () => {
    const report = reports.get('problem');
    if (!report) throw new Error('no report');
    const intruder = '<script>window.owned=1</script><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" onerror="window.owned=2"><img src="http://192.0.2.1/x.png"><style>body{display:none}</style><iframe src="about:blank"></iframe><p id="there" style="color:red" onclick="window.owned=3">x</p>';
    const { page, said } = await browser.show(renderHtml(report).replace('</main>', `${intruder}</main>`));
    await page.locator('#there').click();
    expect(await page.evaluate('[typeof window.owned, getComputedStyle(document.body).display, document.querySelector("#there").style.color]')).toEqual(['undefined', 'block', '']);
    // A loaded picture of one pixel would be complete with a width.
    expect(await page.evaluate('[...document.images].map((image) => image.naturalWidth)')).toEqual([0, 0]);
    expect(said.filter((line) => line.includes('Content Security Policy')).length).toBeGreaterThanOrEqual(5);
  });

  /** The fold around the target of this link is open, and the target is on the screen. */
  const opened = (page: Page, href: string) =>
    page.evaluate<{ folds: boolean; onScreen: boolean; focused: boolean }>(`(async () => {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const target = document.getElementById(${JSON.stringify(href.slice(1))});
      const { top, bottom } = target.getBoundingClientRect();
      return { folds: target.closest('details').open, onScreen: top < innerHeight && bottom > 0, focused: document.activeElement === target };
    })()`);
  const OPEN = { folds: true, onScreen: true, focused: true };
  const closeAll = (page: Page) => page.evaluate('for (const fold of document.querySelectorAll("details")) fold.open = false; scrollTo(0, 0); document.activeElement.blur()');

  it.each([{ situation: 'healthy', width: 360 }, { situation: 'problem', width: 1100 }, { situation: 'inconclusive', width: 1100 }])('$situation at $width px: each link of every picture opens its facts by click, Enter and Space', async ({ situation, width }) => {
    const { page, said } = await show(situation, { viewport: { width, height: 800 } });
    const links = page.locator('svg.way a:visible');
    const count = await links.count();
    expect(count).toBeGreaterThanOrEqual(6);
    for (let index = 0; index < count; index += 1) {
      const link = links.nth(index);
      const href = (await link.getAttribute('href')) ?? '';
      await closeAll(page);
      await link.click();
      expect(await opened(page, href), `${href} by click`).toEqual(OPEN);
      for (const key of ['Enter', 'Space']) {
        await closeAll(page);
        await link.focus();
        await page.keyboard.press(key);
        expect(await opened(page, href), `${href} by ${key}`).toEqual(OPEN);
      }
    }
    expect(said).toEqual([]);
  }, SLOW);

  it('the pictures are reached by the Tab key, station by station, and the place is seen', async () => {
    const { page } = await show('problem');
    await closeAll(page);
    const seen: string[] = [];
    for (let step = 0; step < 9; step += 1) {
      await page.keyboard.press('Tab');
      seen.push(await page.evaluate<string>('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent'));
    }
    expect(seen.slice(0, 8)).toEqual(['To the answer', ...['Phone: not seen', 'Name: works', 'Internet: unsure', 'Router: broken', 'Home net: works', 'Recorder: works', 'Account: works'].map((label) => `${label}. What is known about it`)]);
    await page.locator('svg.lying a.is-broken').first().focus();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('getComputedStyle(document.activeElement.querySelector(".area")).stroke')).not.toMatch(/rgba\(.*, 0\)|transparent|none/);
  });

  it('a link to a fact opens every fold around it', async () => {
    const { page } = await show('problem');
    const link = page.locator('#cause-1 .proof a').first();
    const href = (await link.getAttribute('href')) ?? '';
    await link.click();
    expect(await opened(page, href)).toEqual(OPEN);
  });

  it('works with scripts off: the answer is there, a link opens its facts, no button promises anything', async () => {
    const { page } = await show('problem', { javaScriptEnabled: false });
    expect(await page.locator('#answer .do').isVisible()).toBe(true);
    expect(await page.locator('#copy-json').isVisible()).toBe(false);
    expect(await page.locator('#at-router dl').first().isVisible()).toBe(false);
    await page.locator('svg.lying a.is-broken').first().click();
    expect(await page.locator('#at-router dl').first().isVisible()).toBe(true);
  });

  it('the report is copied as JSON', async () => {
    const { page } = await show('problem', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.locator('#copy-json').click();
    const copied = await page.evaluate<string>(`new Promise((done) => { const look = () => document.getElementById('copied').textContent === '' ? requestAnimationFrame(look) : done(navigator.clipboard.readText()); look(); })`);
    expect(JSON.parse(copied)).toEqual(JSON.parse(JSON.stringify(reports.get('problem'))));
  });

  it.each(NAMES.filter((situation) => situation !== 'two faults').flatMap((situation) => (['light', 'dark'] as const).map((scheme) => ({ situation, scheme }))))('$situation, $scheme: passes the rules of axe-core', async ({ situation, scheme }) => {
    const { page } = await show(situation, { colorScheme: scheme, bypassCSP: true });
    await page.locator('#open-all').click();
    await page.evaluate(axeSource());
    const found = await page.evaluate<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[]; passes: { id: string }[] }>('axe.run(document, { resultTypes: ["violations", "passes"] })');
    expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 200)} ${node.failureSummary}`).join(' | ')}`)).toEqual([]);
    expect(found.passes.map(({ id }) => id)).toContain('color-contrast');
  }, SLOW);

  it.each(NAMES)('%s at 320 px: nothing has to be scrolled sideways, and nothing is cut', async (situation) => {
    const { page } = await show(situation, { viewport: { width: 320, height: 700 } });
    await page.locator('#open-all').click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    const wide = await page.evaluate<string[]>(`[...document.querySelectorAll('main *, header *, footer *')].filter((node) => node.getClientRects().length > 0 && getComputedStyle(node).position !== 'absolute' && node.getBoundingClientRect().right > 320.5 && !node.closest('thead')).map((node) => node.outerHTML.slice(0, 120))`);
    expect(wide).toEqual([]);
  });

  it('on paper the facts and remedies lie open, on white, and nothing that only works on a screen is left', async () => {
    const { page } = await show('problem', { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(0, 0, 0)');
    for (const [selector, visible] of [['#at-router .facts', true], ['.remedy details li', true], ['svg.lying', true], ['nav', false], ['#tools', false], ['#rules .clauses', false]] as const) {
      expect(await page.evaluate(`document.querySelector(${JSON.stringify(selector)}).checkVisibility({ contentVisibilityAuto: true })`), selector).toBe(visible);
    }
  });

  it('the script that runs is the one that was shipped', async () => {
    const { page } = await show('healthy');
    const hash = await page.evaluate<string>('document.scripts[1].textContent').then((text) => createHash('sha256').update(text).digest('base64'));
    expect(await page.evaluate<string>('document.querySelector("meta[http-equiv]").content')).toContain(hash);
  });
});
