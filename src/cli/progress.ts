/** Progress on stderr: with a terminal one live line per probe that goes away at the end; without one plain lines, and only when asked for. */
import type { ProbeEvent } from '../probes/run.js';
import { safe, truncate } from '../report/text/layout.js';
import { ASCII_SIGNS, DEFAULT_COLUMNS, speaksUnicode, UNICODE_SIGNS } from '../report/text/style.js';
import { flag, type Arguments } from './options.js';

export interface Progress {
  readonly onEvent: (event: ProbeEvent) => void;
  /** Leaves the terminal as it was; calling it again does nothing. */
  readonly end: () => void;
}

const NONE: Progress = { onEvent: () => undefined, end: () => undefined };

export function showProgress(args: Arguments, stream: NodeJS.WriteStream = process.stderr): Progress {
  if (flag(args, 'quiet')) return NONE;
  if (stream.isTTY && process.env['TERM'] !== 'dumb') return live(stream);
  return flag(args, 'verbose') ? plain(stream) : NONE;
}

function plain(stream: NodeJS.WriteStream): Progress {
  return {
    onEvent: (event) => {
      if (event.kind === 'ended') stream.write(`${event.title}: ${event.outcome}${event.text === '' ? '' : `, ${safe(event.text)}`} (${event.ms} ms)\n`);
    },
    end: () => undefined,
  };
}

interface Line {
  readonly title: string;
  readonly state: 'running' | 'done' | 'open';
  readonly text: string;
}

/** Rewrites its own lines in place. No timer: the picture changes when something happened. */
function live(stream: NodeJS.WriteStream): Progress {
  const signs = speaksUnicode({ isTty: true, env: process.env, noColor: true }) ? UNICODE_SIGNS : ASCII_SIGNS;
  const lines = new Map<string, Line>();
  let drawn = 0;
  let ended = false;
  // Back from Ctrl-Z the lines of the shell stand below ours: what is above is no longer ours to take away.
  const resumed = (): void => void (drawn = 0);
  process.on('SIGCONT', resumed);
  const erase = (): string => (drawn === 0 ? '' : `\u001b[${drawn}A\u001b[0J`);
  const draw = (): void => {
    // Never higher than the screen: what scrolled off can no longer be taken back.
    const visible = [...lines.values()].slice(-Math.max(1, (stream.rows || 24) - 2));
    const columns = (stream.columns || DEFAULT_COLUMNS) - 1;
    const rendered = visible.map((line) => truncate(render(line, signs), columns, signs.ellipsis));
    stream.write(erase() + rendered.map((line) => `${line}\n`).join(''));
    drawn = rendered.length;
  };
  return {
    onEvent: (event) => {
      if (ended) return;
      const state = event.kind !== 'ended' ? 'running' : event.outcome === 'done' ? 'done' : 'open';
      lines.set(event.probe, { title: event.title, state, text: event.kind === 'started' ? '' : safe(event.text) });
      draw();
    },
    end: () => {
      if (!ended) stream.write(erase());
      ended = true;
      process.off('SIGCONT', resumed);
    },
  };
}

function render(line: Line, signs: typeof UNICODE_SIGNS): string {
  const sign = line.state === 'done' ? signs.good : line.state === 'open' ? signs.open : signs.line;
  return `${sign} ${line.title}${line.text === '' ? (line.state === 'running' ? ` ${signs.ellipsis}` : '') : `: ${line.text}`}`;
}
