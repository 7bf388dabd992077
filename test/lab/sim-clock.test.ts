import { describe, expect, it } from 'vitest';
import { abortedBy } from '../../src/network/failures.js';
import { LAB_START, VirtualClock } from '../../src/lab/sim/clock.js';

describe('virtual time', () => {
  it('begins at the same moment in every lab', () => {
    expect(new Date(new VirtualClock().now()).toISOString()).toBe('2026-11-22T12:00:00.000Z');
  });

  it('passes an hour of waiting in a moment of real time', async () => {
    const clock = new VirtualClock();
    const real = performance.now();
    await clock.sleep(3_600_000);
    expect(performance.now() - real).toBeLessThan(10_000);
    expect(clock.now()).toBe(LAB_START + 3_600_000);
  });

  it('stands still while real work is outstanding, however long that takes', async () => {
    const clock = new VirtualClock();
    const deadline = clock.deadline(10);
    await clock.pending(new Promise((resolve) => setTimeout(resolve, 60)));
    expect(deadline.expired).toBe(false);
    expect(clock.now()).toBe(LAB_START);
    await clock.sleep(11);
    expect(deadline.expired).toBe(true);
  });

  it('stands still when the real work fails, and then goes on', async () => {
    const clock = new VirtualClock();
    const failing = clock.pending(new Promise((_, reject) => setTimeout(() => reject(new Error('no such file')), 20)));
    const sleeping = clock.sleep(1000);
    await expect(failing).rejects.toThrow('no such file');
    expect(clock.now()).toBe(LAB_START);
    await sleeping;
    expect(clock.now()).toBe(LAB_START + 1000);
  });

  it('fires timers in the order of time, and those of one moment in the order they were set', async () => {
    const clock = new VirtualClock();
    const order: string[] = [];
    const delays = [30, 10, 20, 10, 30, 0, 20];
    const all = delays.map((ms, index) => clock.sleep(ms).then(() => order.push(`${ms}/${index}`)));
    await Promise.all(all);
    expect(order).toEqual(['0/5', '10/1', '10/3', '20/2', '20/6', '30/0', '30/4']);
  });

  it('tells a deadline that passed from a person who stopped the work', async () => {
    const clock = new VirtualClock();
    const late = clock.deadline(100);
    await clock.sleep(200);
    expect(late.expired).toBe(true);
    expect(abortedBy(late.signal)).toMatchObject({ failure: { kind: 'timed-out' } });

    const person = new AbortController();
    const stopped = clock.deadline(100, person.signal);
    person.abort();
    expect(stopped.signal.aborted).toBe(true);
    expect(stopped.expired).toBe(false);
    expect(abortedBy(stopped.signal)).toMatchObject({ failure: { kind: 'aborted' } });
  });

  it('wakes a sleeper at once when it is stopped, and no timer of it is left', async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    const sleeping = clock.sleep(60_000, stop.signal);
    stop.abort();
    await sleeping;
    await clock.sleep(1);
    expect(clock.now()).toBe(LAB_START + 1);
  });

  it('does not let time pass for a keepalive while nobody waits', async () => {
    const clock = new VirtualClock();
    let beats = 0;
    const beat = async (): Promise<void> => {
      for (;;) {
        await clock.background.sleep(25_000);
        beats++;
      }
    };
    void beat();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([beats, clock.now()]).toEqual([0, LAB_START]);
    await clock.sleep(101_000);
    expect(beats).toBe(4);
  });

  it('lets a day pass in one step, with a keepalive that fires once at the end of it', async () => {
    const clock = new VirtualClock();
    let beats = 0;
    const beat = async (): Promise<void> => {
      for (;;) {
        await clock.background.sleep(25_000);
        beats++;
      }
    };
    void beat();
    clock.jump(86_400_000);
    await clock.sleep(1);
    expect(beats).toBe(1);
    expect(clock.now()).toBe(LAB_START + 86_400_001);
  });

  it('fires nothing after the lab is closed', async () => {
    const clock = new VirtualClock();
    let fired = false;
    clock.after(10, () => (fired = true));
    clock.close();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(fired).toBe(false);
  });
});
