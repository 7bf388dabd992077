/** One line on a terminal's stderr that is rewritten while reports are read. */
import { number } from '../report/triage/text.js';
import { flag, type Arguments } from './options.js';

/** Milliseconds between two pictures. */
const PACE = 100;
const BAR = 24;

export interface TriageProgress {
  readonly done: (bytes: number, reports: number, rejected: number) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/** @param total bytes; 0 where that is not known before */
export function triageProgress(args: Arguments, total: number, stream: NodeJS.WriteStream = process.stderr): TriageProgress {
  if (flag(args, 'quiet') || !stream.isTTY || process.env['TERM'] === 'dumb') return { done: () => undefined, end: () => undefined };
  const started = performance.now();
  let bytes = 0;
  let drawn = -Infinity;
  return {
    done: (more, reports, rejected) => {
      bytes += more;
      const now = performance.now();
      if (now - drawn < PACE) return;
      drawn = now;
      const seconds = (now - started) / 1000;
      const share = total === 0 ? 0 : Math.min(1, bytes / total);
      const filled = Math.round(share * BAR);
      const bar = total === 0 ? `${number(Math.round(bytes / 1e6))} MB` : `[${'#'.repeat(filled)}${'-'.repeat(BAR - filled)}] ${Math.floor(share * 100)}%`;
      const left = share > 0.01 ? `, ${Math.ceil((seconds / share) * (1 - share))} s left` : '';
      const line = `${bar} ${number(reports)} reports, ${number(rejected)} not readable, ${number(Math.round(reports / Math.max(seconds, 0.001)))}/s${left}`;
      stream.write(`\r\u001b[2K${line.slice(0, Math.max(20, (stream.columns || 80) - 1))}`);
    },
    end: () => void stream.write('\r\u001b[2K'),
  };
}
