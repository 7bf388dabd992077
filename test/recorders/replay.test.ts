/** Every captured recorder is read again: what the readers make of its replies must be what they made of them then. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { differences } from '../../src/recorders/capture/capture.js';
import { filesOf, folderOf, listFolders, readFolder } from '../../src/recorders/capture/folder.js';
import { replayCapture } from '../../src/recorders/capture/replay.js';
import { expectNoSecret, filesBelow } from './capture/harmless.js';

const ROOT = 'fixtures/recorders';
const FOLDERS = await listFolders(ROOT);

it('there is a capture of every make', async () => {
  const families = new Set(await Promise.all(FOLDERS.map(async (folder) => (await readFolder(folder)).family)));
  expect([...families].toSorted()).toEqual(['Dahua', 'Hikvision', 'ONVIF', 'Uniview']);
});

describe.each(FOLDERS)('%s', (folder) => {
  it('is read as it was when it was captured, with one sign-in', async () => {
    const capture = await readFolder(folder);
    const { facts, counts } = await replayCapture(capture);
    expect(differences(capture.facts, facts)).toEqual([]);
    expect(counts.unanswered, 'questions that the capture has no reply to').toEqual([]);
    expect(counts.refused).toBeLessThanOrEqual(1);
    expect(counts.rpcLogins).toBe(counts.rpcLogouts);
    expect(counts.sockets).toBeLessThanOrEqual(1);
  });

  it('stands where its brand and firmware say, and is written as it is read', async () => {
    const capture = await readFolder(folder);
    if (capture.origin !== 'described') expect(folder).toBe(join(ROOT, folderOf(capture)));
    const again = new Map(filesOf(capture).map(({ name, content }) => [name, content]));
    for (const [file, content] of filesBelow(folder)) if (file.endsWith('manifest.yaml') && capture.origin !== 'described') expect(again.get('manifest.yaml')).toBe(Buffer.from(content, 'latin1').toString('utf8'));
  });

  it('holds no secret', () => {
    for (const [file, content] of filesBelow(folder)) expectNoSecret(file, content);
  });
});
