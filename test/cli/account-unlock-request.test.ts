/** What the vendor's desk will ask for; nothing is sent. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factoryNew } from '../../src/lab/virtual-recorder/index.js';
import { ANSWERS_OF_TODAY, TODAY, Workshop } from './account-support.js';
import type { Run } from './cli.js';
import { HAS_TERMINAL, KEY, talk } from './terminal.js';

let shop: Workshop;
beforeAll(async () => {
  shop = await Workshop.open();
});
afterAll(() => shop.close());

const WHOLE = ['account', 'unlock-request', '--serial', '4K0EXAMPLE00001', '--shown-date', '2020-01-05', '--owner', 'yes', '--monitor', 'yes', '--contact', 'owner@example.com'];
const without = (option: string): string[] => WHOLE.filter((word, index) => word !== option && WHOLE[index - 1] !== option);

describe('account unlock-request', { timeout: 60_000 }, () => {
  it('is written as text and as JSON, for its owner only', async () => {
    const run = await shop.run([...WHOLE, '--proof', 'invoice of 2021', '--output', 'request.txt']);
    expect(run).toMatchObject({ code: 0, stdout: '' });
    const text = await shop.read('request.txt');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    for (const word of ['4K0EXAMPLE00001', '2020-01-05', 'owner@example.com', 'invoice of 2021']) expect(text).toContain(word);
    expect(JSON.parse(await shop.read('request.txt.json'))).toMatchObject({ schema: 'nvr-doctor/unlock-request@1', serial: '4K0EXAMPLE00001', shownDate: '2020-01-05', datesDiffer: true, monitorAndMouse: true });
    for (const name of ['request.txt', 'request.txt.json']) expect((await stat(path.join(shop.folder, name))).mode & 0o777).toBe(0o600);
  });

  it('warns where the recorder shows another day than today, and never advises to change its clock', async () => {
    const run = await shop.run(WHOLE);
    expect(run.stderr).toMatch(/The recorder shows 2020-01-05, and today is/);
    expect(run.stderr.replace(/\s+/g, ' ')).toContain('leave its clock alone');
  });

  it('today is the day of the zone here', async () => {
    // 25 hours apart: never the same day.
    const [east, west] = await Promise.all(['Pacific/Kiritimati', 'Pacific/Pago_Pago'].map((TZ) => shop.run([...WHOLE, '--json'], { env: { TZ } })));
    const today = (run: Run | undefined): string => (JSON.parse(run?.stdout ?? '') as { today: string }).today;
    expect(today(east) > today(west), `${today(east)} and ${today(west)}`).toBe(true);
  });

  it.each([undefined, 'Pacific/Kiritimati', 'Pacific/Pago_Pago'])('takes serial number and date from a virtual recorder, and does not warn where its clock is right, whatever the zone here (%s)', async (zone) => {
    const file = await shop.recorder(`recorder-${zone?.slice(8)}.json`, ANSWERS_OF_TODAY);
    const run = await shop.run(['account', 'unlock-request', '--virtual', file, '--owner', 'yes', '--monitor', 'yes', '--contact', 'owner@example.com', '--json'], zone === undefined ? {} : { env: { TZ: zone } });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(run.stdout)).toMatchObject({ shownDate: TODAY, today: TODAY, datesDiffer: false });
  });

  it.each([
    ['of a virtual recorder', ['--virtual', 'new.json']],
    ['by its settings file', ['--settings', 'new.yaml']],
  ])('a recorder that was never set up has nothing to unlock, %s', async (_, more) => {
    await shop.write('new.json', JSON.stringify(factoryNew()));
    await shop.write('new.yaml', 'schema: nvr-doctor/facts@1\nfacts:\n  recorder.initialized: false\n');
    expect(await shop.run([...WHOLE, ...more])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/none to unlock.*account init/) });
  });

  it('takes them from a settings file, and says that the screen counts', async () => {
    await shop.write('settings.yaml', 'schema: nvr-doctor/facts@1\nfacts:\n  recorder.serial: 4K0EXAMPLE00009\n  recorder.time.shownDate: "2024-02-29"\n');
    const run = await shop.run(['account', 'unlock-request', '--settings', 'settings.yaml', '--owner', 'yes', '--monitor', 'yes', '--contact', 'owner@example.com', '--json']);
    expect(run, run.stderr).toMatchObject({ code: 0, stderr: expect.stringContaining('compare it with the screen') });
    expect(JSON.parse(run.stdout)).toMatchObject({ serial: '4K0EXAMPLE00009', shownDate: '2024-02-29' });
  });

  it('a unit of 2016 or before needs no serial number', async () => {
    expect((await shop.run(without('--serial'))).code).toBe(2);
    const run = await shop.run([...without('--serial'), '--bought-after-2016', 'no', '--json']);
    expect(JSON.parse(run.stdout)).toMatchObject({ serial: null, boughtAfter2016: false });
  });

  it.each(['--serial', '--shown-date', '--contact', '--owner', '--monitor'])('without %s says so', async (option) => {
    const run = await shop.run(without(option));
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain(option);
  });

  it.each([
    [['--owner', 'no'], /owner of a recorder only/],
    [['--monitor', 'no'], /screen of the recorder only/],
    [['--shown-date', '2023-02-29'], /year-month-day/],
    [['--shown-date', 'today'], /year-month-day/],
    [['--serial', 'x y'], /6 to 48 letters/],
  ])('%j is refused', async ([option, value], reason) => {
    const run = await shop.run([...without(option ?? ''), option ?? '', value ?? '']);
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(reason) });
  });

  it('the desk of the lab gives no code for a recorder that it does not know', async () => {
    const file = await shop.recorder('lab.json');
    await shop.run([...WHOLE, '--json', '--output', 'real.json']);
    expect(await shop.run(['lab', 'unlock-code', 'real.json', '--virtual', file])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('for a real one ask its vendor') });
  });

  it.skipIf(!HAS_TERMINAL)('asks for what is missing', async () => {
    const dialogue = await talk(
      ['account', 'unlock-request', '--json', '--output', 'asked.json'],
      [['Is the recorder yours', KEY.enter], ['monitor and a USB mouse', KEY.enter], ['bought after 2016', KEY.enter], ['Serial number', `4K0EXAMPLE00001${KEY.enter}`], ['Date that the screen', `2020-01-05${KEY.enter}`], ['e-mail address or phone', `owner@example.com${KEY.enter}`], ['Proof of ownership', KEY.enter]],
      shop.folder,
    );
    expect(dialogue.code).toBe(0);
    expect(JSON.parse(await shop.read('asked.json'))).toMatchObject({ serial: '4K0EXAMPLE00001', boughtAfter2016: true, proofOfOwnership: null });
  });
});
