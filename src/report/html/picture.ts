/** The way from the phone to the account as inline SVG: lying where there is room, standing on a narrow screen. Every station is a link to its facts. */
import type { LinkState } from '../../diagnosis/types.js';
import { METHOD_WORDS } from '../../rules/words.js';
import type { Report } from '../document.js';
import { stations, type Station } from '../text/picture.js';
import { html, Markup, type Filling } from './markup.js';
import { STATE_WORDS } from './words.js';

type Path = Report['paths'][number];

/** Units of the drawing; one is about a pixel on a wide screen. */
const STEP = 108;
const TALL = 92;
const ROW = 52;
const WIDE_ROW = 300;
const RADIUS = 17;

/** Id of the part of the page that says what is known at a station: `Home net` → `at-home-net`. */
export function stationId(label: string): string {
  return `at-${label.toLowerCase().replaceAll(' ', '-')}`;
}

/** Shapes instead of letters: no font decides whether a sign can be seen. */
const SIGN = {
  proven: new Markup('<path d="M-7 0l5 6 9-11"/>'),
  broken: new Markup('<path d="M-6-6l12 12m0-12l-12 12"/>'),
  unknown: new Markup('<path d="M-4.5-3.5a4.5 4.5 0 1 1 6.5 4q-2 1-2 3m0 4v.1"/>'),
  unseen: new Markup('<path d="M-6 0h12"/>'),
} as const satisfies Record<LinkState, Markup>;

export function pathPicture(path: Path): Markup {
  const list = stations(path);
  const about = `The way by ${METHOD_WORDS[path.method]}, from the phone to the account. Each station leads to what is known about it.`;
  const lying = list.map((station, index) => stop(station, STEP / 2 + index * STEP, 26, 'middle', 0, 34));
  const standing = list.map((station, index) => stop(station, 26, 26 + index * ROW, 'start', 34, -3));
  const rail = (draw: (index: number) => string): Filling => list.slice(1).map((station, index) => html`<path class="rail to-${station.state}" d="${draw(index)}"/>`);
  return html`<svg class="way lying" width="${list.length * STEP}" viewBox="0 0 ${list.length * STEP} ${TALL}" role="group" aria-label="${about}">${rail((index) => `M${STEP / 2 + index * STEP + RADIUS + 4} 26h${STEP - 2 * RADIUS - 8}`)}${lying}</svg><svg class="way standing" width="${WIDE_ROW}" viewBox="0 0 ${WIDE_ROW} ${list.length * ROW}" role="group" aria-label="${about}">${rail((index) => `M26 ${26 + index * ROW + RADIUS + 3}v${ROW - 2 * RADIUS - 6}`)}${standing}</svg>`;
}

/** One station: the mark, the name and the word, in one link. `dx` and `dy` place the words beside the mark. */
function stop({ label, state }: Station, x: number, y: number, anchor: 'middle' | 'start', dx: number, dy: number): Markup {
  const [left, top, width, height] = anchor === 'middle' ? [-STEP / 2 + 2, -25, STEP - 4, TALL - 2] : [-25, -25, WIDE_ROW - 2, ROW - 2];
  return html`<a class="stop is-${state}" href="#${stationId(label)}" aria-label="${label}: ${STATE_WORDS[state]}. What is known about it" transform="translate(${x} ${y})"><rect class="area" x="${left}" y="${top}" width="${width}" height="${height}" rx="8"/><circle r="${RADIUS}"/><g class="sign">${SIGN[state]}</g><text class="name" x="${dx}" y="${dy}" text-anchor="${anchor}">${label}</text> <text class="state" x="${dx}" y="${dy + 18}" text-anchor="${anchor}">${STATE_WORDS[state]}</text></a>`;
}
