import { afterEach, describe, expect, it, vi } from 'vitest';
import { showProgress } from '../../src/cli/progress.js';
import type { ProbeEvent } from '../../src/probes/run.js';

const STARTED: ProbeEvent = { kind: 'started', probe: 'host', title: 'Looking at this computer' };
const ENDED: ProbeEvent = { kind: 'ended', probe: 'host', title: 'Looking at this computer', ms: 3, outcome: 'done', text: '192.168.1.50\u001b[2J' };
const LATE: ProbeEvent = { kind: 'ended', probe: 'igd', title: 'Asking the router', ms: 1600, outcome: 'timed-out', text: 'no result' };

function terminal(changes: object = {}): { stream: NodeJS.WriteStream; written: () => string } {
  const chunks: string[] = [];
  const stream = { isTTY: true, columns: 40, rows: 24, write: (chunk: string) => chunks.push(chunk), ...changes } as unknown as NodeJS.WriteStream;
  return { stream, written: () => chunks.join('') };
}

afterEach(() => vi.unstubAllEnvs());

describe('progress', () => {
  it('rewrites a line per probe in place and takes it away at the end', () => {
    vi.stubEnv('LANG', 'C.UTF-8');
    vi.stubEnv('TERM', 'xterm');
    const { stream, written } = terminal();
    const progress = showProgress({}, stream);
    for (const event of [STARTED, ENDED, LATE]) progress.onEvent(event);
    progress.end();
    progress.end();
    progress.onEvent(STARTED);
    expect(written()).toBe(
      [
        '─ Looking at this computer …\n',
        '\u001b[1A\u001b[0J✓ Looking at this computer: 192.168.1.…\n',
        '\u001b[1A\u001b[0J✓ Looking at this computer: 192.168.1.…\n? Asking the router: no result\n',
        '\u001b[2A\u001b[0J',
      ].join(''),
    );
  });

  it('writes plain lines where the output is not a terminal, and only when asked for everything', () => {
    const asked = terminal({ isTTY: false });
    const progress = showProgress({ verbose: true }, asked.stream);
    for (const event of [STARTED, ENDED]) progress.onEvent(event);
    progress.end();
    expect(asked.written()).toBe('Looking at this computer: done, 192.168.1.50 [2J (3 ms)\n');

    const silent = terminal({ isTTY: false });
    showProgress({}, silent.stream).onEvent(ENDED);
    showProgress({ verbose: true, quiet: true }, silent.stream).onEvent(ENDED);
    expect(silent.written()).toBe('');
  });

  it('does not move the cursor on a terminal that cannot', () => {
    vi.stubEnv('TERM', 'dumb');
    const { stream, written } = terminal();
    showProgress({ verbose: true }, stream).onEvent(ENDED);
    expect(written()).not.toContain('\u001b');
  });

  it('never draws more lines than the screen has', () => {
    vi.stubEnv('TERM', 'xterm');
    const { stream, written } = terminal({ rows: 3 });
    const progress = showProgress({}, stream);
    for (const event of [STARTED, LATE, { ...LATE, probe: 'nat-pmp' as const }]) progress.onEvent(event);
    expect(written()).not.toMatch(/\u001b\[[2-9]A/);
  });
});
