import { describe, expect, it } from 'vitest';
import { hikvisionFace } from '../../../src/lab/devices/hikvision/index.js';
import type { RecorderQuirks } from '../../../src/lab/devices/recorder/index.js';
import { HIKVISION } from '../../../src/recorders/hikvision/reader.js';
import { readFamily, type Reading } from '../face-reading.js';
import { house, LOGIN, placeRecorder } from '../support.js';

const model = 'DS-7616NI-K2';
const UNREAD = /^(failed|timed-out|malformed|refused|not-run): /;

async function reading(quirks: RecorderQuirks): Promise<Reading & { readonly refused: number }> {
  const at = house();
  const { device } = await placeRecorder(at, { settings: { model, ports: { tcp: 8000 } }, realm: 'IP Camera(SIM21)', face: hikvisionFace(), quirks });
  const result = await readFamily(HIKVISION, at.laptop, { credentials: LOGIN });
  expect([device.counters.writes, device.counters.bypassBait, device.counters.maxSockets]).toEqual([0, 0, 1]);
  return { ...result, refused: device.counters.refusedLogins };
}

describe('a Hikvision recorder in trouble', () => {
  it.each<[string, RecorderQuirks]>([
    ['connections that are cut now and then', { dropEvery: 5 }],
    ['replies that end half-way now and then', { truncateEvery: 7 }],
    ['slow answers', { latency: 400 }],
    ['connections that stay open', { keepsOpen: true }],
  ])('%s: what is read is right, the rest is unknown, and the password is sent no second time', async (_name, quirks) => {
    const result = await reading(quirks);
    expect(result.refused).toBe(0);
    const healthy = (await reading({})).facts;
    expect(healthy.get('recorder.network.address')).toBe('192.168.1.64');
    const wrong = [...result.facts].filter(([path, value]) => JSON.stringify(value) !== JSON.stringify(healthy.get(path)) && !(typeof value === 'string' && UNREAD.test(value)));
    // A slow line makes the recorder's clock look a little late.
    expect(wrong.filter(([path, value]) => !(path === 'recorder.time.offsetSeconds' && Math.abs(Number(value)) <= 1))).toEqual([]);
  });

  it('no answer at all: given up within seconds, and nothing is said about the password', async () => {
    const result = await reading({ silentHttp: true });
    expect([result.accepted, result.refused]).toEqual([false, 0]);
    expect(result.result).toMatchObject({ unknown: 'timed-out' });
  });
});
