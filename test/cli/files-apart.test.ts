/** Files of one run that are one file would be lost. */
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepApart } from '../../src/cli/files-apart.js';

const folder = mkdtempSync(path.join(tmpdir(), 'apart-'));
const at = (name: string): string => path.join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => {
  writeFileSync(at('in'), 'x');
  linkSync(at('in'), at('same'));
  symlinkSync('in', at('link'));
  symlinkSync('new', at('to-new'));
  mkdirSync(at('dir'));
  symlinkSync('dir', at('to-dir'));
  execFileSync('mkfifo', [at('pipe')]);
});

describe('a file that is to be written', () => {
  it.each([
    ['the input itself', { output: 'in' }],
    ['a link to it', { rejects: 'link' }],
    ['another name of it', { checkpoint: 'same' }],
    ['that of another option', { output: 'new', rejects: 'new' }],
    ['a link to what another option makes', { output: 'new', rejects: 'to-new' }],
    ['in the same folder by another name', { rejects: 'dir/new', checkpoint: 'to-dir/../dir/new' }],
  ])('is refused where it is %s', (_name, written) => {
    const files = Object.fromEntries(Object.entries(written).map(([option, file]) => [option, `${folder}/${file}`]));
    expect(() => keepApart(files, [at('in'), 'no-such-file'])).toThrow(/would write over it/);
  });

  it.each([
    ['a new file for each', { output: 'new', rejects: 'new.rejects' }],
    ['a pipe, in which nothing is lost', { output: 'pipe', rejects: 'pipe' }],
    ['in a folder of inputs', { output: 'dir/new' }],
    ['not given', { output: undefined }],
  ])('is taken where it is %s', (_name, written) => {
    const files = Object.fromEntries(Object.entries(written).map(([option, file]) => [option, file && at(file)]));
    expect(() => keepApart(files, [at('in'), at('dir'), at('pipe')])).not.toThrow();
  });
});
