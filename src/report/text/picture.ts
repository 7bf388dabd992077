/** The way from the phone to the recorder as a line of stations, each broken one marked by sign and word. */
import type { LinkState } from '../../diagnosis/types.js';
import type { Link } from '../../rules/types.js';
import type { Report } from '../document.js';
import { displayWidth, padEnd } from './layout.js';
import type { Style } from './style.js';

/** Neighbouring links that a person sees as one thing share a station. */
const STATION = {
  app: 'Phone',
  'far-network': 'Phone',
  cloud: 'Cloud',
  name: 'Name',
  'provider-line': 'Internet',
  'router-wan': 'Router',
  'port-rule': 'Router',
  lan: 'Home net',
  'recorder-network': 'Recorder',
  'recorder-service': 'Recorder',
  account: 'Account',
} as const satisfies Record<Link, string>;

export function stationOf(link: Link): string {
  return STATION[link];
}

const OUT_OF_SIGHT: readonly Link[] = ['app', 'far-network'];

export interface Station {
  readonly label: string;
  readonly state: LinkState;
  /** The neighbouring links that it stands for. */
  readonly links: readonly Link[];
}

type Path = Report['paths'][number];

/** The path to draw: the person's own; where it is not known, one that a cause breaks. */
export function pathToDraw(report: Report): Path | undefined {
  const own = report.paths.find((path) => path.method === report.access.method);
  return own ?? (report.causes.length > 0 ? report.paths.find((path) => path.brokenAt !== null) : undefined);
}

export function stations(path: Path): Station[] {
  const list: Station[] = [];
  for (const { link, state: seen } of path.links) {
    const label = STATION[link];
    // Once a break is found elsewhere, what nobody on site can see is no longer in question.
    const state = path.brokenAt !== null && seen === 'unknown' && OUT_OF_SIGHT.includes(link) ? 'unseen' : seen;
    const last = list.at(-1);
    if (last?.label === label) list[list.length - 1] = { label, state: worse(last.state, state), links: [...last.links, link] };
    else list.push({ label, state, links: [link] });
  }
  return list;
}

const WORST = ['broken', 'unknown', 'proven', 'unseen'] as const satisfies readonly LinkState[];
const worse = (a: LinkState, b: LinkState): LinkState => (WORST.indexOf(a) <= WORST.indexOf(b) ? a : b);

/** Two lines where they fit (`Phone ── Router` with a mark below each), else one line per station. */
export function drawPicture(path: Path, style: Style): string[] {
  const list = stations(path);
  const marks = list.map((station) => mark(station.state, style));
  const widths = list.map((station, index) => Math.max(displayWidth(station.label), displayWidth(marks[index] ?? '')));
  const total = 2 + widths.reduce((sum, width) => sum + width, 0) + 3 * (list.length - 1);
  if (total > style.columns) return list.map((station, index) => `  ${paintMark(station.state, padEnd(marks[index] ?? '', 10), style)}${station.label}`.trimEnd());
  const { line } = style.signs;
  const rail = list.map((station, index) => (index === list.length - 1 ? station.label : `${station.label} ${line.repeat((widths[index] ?? 0) - displayWidth(station.label) + 1)} `));
  const below = list.map((station, index) => paintMark(station.state, padEnd(marks[index] ?? '', (widths[index] ?? 0) + (index === list.length - 1 ? 0 : 3)), style));
  return [`  ${rail.join('')}`, `  ${below.join('')}`.trimEnd()];
}

/** All in one line, for a way that works. */
export function drawLine(path: Path, style: Style): string {
  const { good, line } = style.signs;
  return `  ${stations(path).map((station) => (station.state === 'proven' ? `${station.label} ${style.paint.good(good)}` : station.label)).join(` ${line} `)}`;
}

function mark(state: LinkState, { signs }: Style): string {
  switch (state) {
    case 'broken':
      return `${signs.bad} broken`;
    case 'proven':
      return `${signs.good} works`;
    case 'unknown':
      return `${signs.open} unsure`;
    case 'unseen':
      return '';
  }
}

function paintMark(state: LinkState, text: string, { paint }: Style): string {
  switch (state) {
    case 'broken':
      return paint.bad(text);
    case 'proven':
      return paint.good(text);
    case 'unknown':
      return paint.open(text);
    case 'unseen':
      return text;
  }
}
