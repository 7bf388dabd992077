import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectNoControl, expectNoSecret, filesBelow } from '../recorders/capture/harmless.js';
import { nvrDoctor, type Run } from './cli.js';

const HOME = 'test/recorders/capture/homes/dahua-4.000.yaml';
let place: string;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'nvr-doctor-capture-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

function expectQuiet(run: Run): void {
  for (const text of [run.stdout, run.stderr]) {
    expectNoSecret('the terminal', text);
    expectNoControl('the terminal', text);
  }
}

describe('nvr-doctor capture', () => {
  it('writes a folder by brand and firmware, says so on stdout, and holds no secret', async () => {
    const run = await nvrDoctor(['capture', '--network', HOME, '--yes', '--output', place]);
    expectQuiet(run);
    expect(run).toMatchObject({ code: 0, stdout: `${join(place, 'dahua', '4.000.0000000.6.r')}\n` });
    expect(run.stderr).toContain('DH-NVR608H-128-4KS3/I');
    expect(run.stderr).not.toContain('Not the same when read again');
    for (const [file, content] of filesBelow(place)) expectNoSecret(file, content);
  });

  it('as JSON tells where, what and how much', async () => {
    const run = await nvrDoctor(['capture', '--network', HOME, '--yes', '--output', place, '--json']);
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ folder: join(place, 'dahua', '4.000.0000000.6.r'), brand: 'Dahua', differences: [] });
  });

  it('asks nobody where nobody sits, and reads nothing before', async () => {
    const run = await nvrDoctor(['capture', '--network', HOME, '--output', place]);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain('--yes');
    expect(readdirSync(place)).toEqual([]);
  });

  it('does not write over a capture, except by --force', async () => {
    const args = ['capture', '--network', HOME, '--yes', '--output', place];
    expect((await nvrDoctor(args)).code).toBe(0);
    const again = await nvrDoctor(args);
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(again.stderr).toContain('There is a capture in this folder already.');
    expect((await nvrDoctor([...args, '--force'])).code).toBe(0);
  });

  it('of a recorder that is not there writes nothing', async () => {
    const run = await nvrDoctor(['capture', '--network', 'recorder-unplugged', '--yes', '--output', join(place, 'new')]);
    expect(run).toMatchObject({ code: 3, stdout: '' });
    expect(run.stderr).toContain('Nothing was written.');
    expect(existsSync(join(place, 'new'))).toBe(false);
  });

  it('into a place that cannot be written says so, without a secret even with the stack', async () => {
    const run = await nvrDoctor(['capture', '--network', HOME, '--yes', '--output', '/dev/null/x', '--verbose']);
    expectQuiet(run);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain('The capture cannot be written.');
  });
});
