/** What will be in the file, before it is written. */
import type { Redacted } from '../report/redact/index.js';
import type { MaskedClass } from '../report/redact/tokens.js';
import { wrap } from '../report/text/layout.js';
import { DEFAULT_COLUMNS } from '../report/text/style.js';

const PLURALS = {
  serial: 'serial numbers',
  'hardware address': 'hardware addresses',
  'public address': 'public addresses',
  name: 'names',
  'user name': 'user names',
  'other text': 'other texts',
} as const satisfies Record<MaskedClass, string>;

export interface PreviewInput {
  readonly file: string;
  readonly bytes: number;
  /** Replies of the recorder that could not be read. */
  readonly replies: number;
}

export function previewOf({ report, masked }: Redacted, { file, bytes, replies }: PreviewInput): string[] {
  const share = report.redaction.level === 'share';
  const known = Object.values(report.facts).filter((fact) => fact.value !== undefined).length;
  const replaced = [...masked].map(([kind, count]) => amount(count, kind === 'serial' ? 'serial number' : kind, PLURALS[kind]));
  const line = (head: string, rest: string): string[] => wrap(rest, DEFAULT_COLUMNS, `  ${head} `.padEnd(14), ' '.repeat(14));
  return [
    `${file}, ${Math.ceil(bytes / 1024)} KiB, will hold:`,
    ...line('Answer', report.summary),
    ...line('Facts', `${known} known, ${Object.keys(report.facts).length - known} not known; ${amount(report.probes.length, 'check', 'checks')} with times`),
    ...(share
      ? [
          ...line('Replaced', replaced.length === 0 ? 'nothing: there is nothing personal in it' : `${list(replaced)}, each by a token`),
          ...line('Left out', `passwords and keys${replies > 0 ? `; the text of ${amount(replies, 'reply', 'replies')} that could not be read` : ''}`),
          ...line('Stays', 'make, model, firmware, settings, ports, times, addresses inside the house'),
        ]
      : [...line('Left out', 'passwords and keys'), ...line('Stays', 'serial number, hardware and public addresses, names and user names: send it only to people you trust')]),
  ];
}

function amount(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function list(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}
