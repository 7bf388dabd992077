import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTextFile } from '../../src/cli/settings-disk.js';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'nvr-doctor-settings-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

describe('a file that a person named', () => {
  it.skipIf(process.platform === 'win32')('a named pipe that nobody writes to is refused at once', async () => {
    const pipe = join(place, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await expect(readTextFile(pipe)).rejects.toThrow('This is a device or a pipe, not a file.');
  });

  it('is read as it is', async () => {
    writeFileSync(join(place, 'a'), 'one\n');
    expect(await readTextFile(join(place, 'a'))).toMatchObject({ text: 'one\n' });
  });
});
