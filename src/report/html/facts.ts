/** Every fact, station by station along the way: what is known, who says so, from where, how old it is, and what others said. */
import { definitionOf, isFactPath } from '../../facts/dictionary.js';
import type { Vantage } from '../../facts/observation.js';
import type { Source } from '../../facts/types.js';
import { LINKS, type Link } from '../../rules/types.js';
import { formatSeconds, formatValue } from '../../rules/template.js';
import { LINK_WORDS, METHOD_WORDS } from '../../rules/words.js';
import type { Report, ReportFact } from '../document.js';
import { stationOf } from '../text/picture.js';
import { capital } from './answer.js';
import { html, list, NOTHING, type Markup } from './markup.js';
import { stationId } from './picture.js';
import { section } from './section.js';
import { valueMarkup } from './value.js';
import { REASON_WORDS, SOURCE_WORDS, STATE_WORDS, VANTAGE_WORDS } from './words.js';

/** The link that a fact is about, by the beginning of its path: the longest that fits. */
const ABOUT: readonly (readonly [beginning: string, link: Link])[] = [
  ['access.', 'app'],
  ['access.worksOnOtherDevice', 'far-network'],
  ['access.worksAway', 'far-network'],
  ['access.wantedPort', 'port-rule'],
  ['access.recorderScreen', 'recorder-service'],
  ['cloud.', 'cloud'],
  ['recorder.p2p.', 'cloud'],
  ['name.', 'name'],
  ['recorder.ddns.', 'name'],
  ['wan.', 'provider-line'],
  ['outside.', 'provider-line'],
  ['router.', 'router-wan'],
  ['hairpin.', 'router-wan'],
  ['router.mappings', 'port-rule'],
  ['recorder.upnp.', 'port-rule'],
  ['host.', 'lan'],
  ['lan.', 'lan'],
  ['recorder.network.', 'recorder-network'],
  ['recorder.', 'recorder-service'],
  ['recorder.login.', 'account'],
  ['recorder.accounts.', 'account'],
  ['recorder.recovery.', 'account'],
];
const BY_LENGTH = ABOUT.toSorted(([a], [b]) => b.length - a.length);

export function linkOf(path: string): Link | undefined {
  return BY_LENGTH.find(([beginning]) => path.startsWith(beginning))?.[1];
}

const STATIONS = [...new Set(LINKS.map(stationOf))];
const ELSEWHERE = 'Elsewhere';

const factId = (path: string): string => `fact-${path}`;

/** The name for people; a path of another version stands for itself. */
export function titleOf(path: string): string {
  return isFactPath(path) ? definitionOf(path).title : path;
}

/** To the fact with its value, where the report has it. */
export function factLink(path: string, { facts }: Report): Markup {
  const fact = Object.hasOwn(facts, path) ? facts[path] : undefined;
  return fact ? html`<a href="#${factId(path)}">${titleOf(path)}</a>: ${briefly(path, fact)}` : html`${titleOf(path)}`;
}

function briefly(path: string, { value, unknown }: Said): string {
  if (value === undefined) return REASON_WORDS[unknown?.reason ?? 'not-run'];
  return isFactPath(path) ? formatValue(path, value) : JSON.stringify(value);
}

export function factsPart(report: Report): Markup {
  return section('facts', 'What is known, station by station', [...groupFacts(report)].map(([station, facts]) => stationPart(station, facts, report)));
}

type NamedFact = readonly [path: string, fact: ReportFact];

function groupFacts({ facts }: Report): Map<string, NamedFact[]> {
  const groups = new Map<string, NamedFact[]>(STATIONS.map((station) => [station, []]));
  for (const [path, fact] of Object.entries(facts)) {
    const link = linkOf(path);
    const station = link === undefined ? ELSEWHERE : stationOf(link);
    const group = groups.get(station);
    if (group) group.push([path, fact]);
    else groups.set(station, [[path, fact]]);
  }
  return groups;
}

/** The target of a link lies inside, so that a browser opens the fold by itself where scripts are off. */
function stationPart(station: string, facts: readonly NamedFact[], report: Report): Markup {
  const told = facts.filter(([, fact]) => fact.value !== undefined || fact.unknown?.reason === 'contested');
  const untold = facts.filter(([, fact]) => fact.value === undefined && fact.unknown?.reason !== 'contested');
  const contested = told.filter(([, fact]) => fact.value === undefined).length;
  const count = [`${told.length - contested} known`, ...(contested > 0 ? [`${contested} contested`] : []), ...(untold.length > 0 ? [`${untold.length} not known`] : [])].join(', ');
  return html`<details class="station print"><summary><h3>${station}</h3> <span class="quiet">${count}</span></summary><div id="${stationId(station)}" class="inside">${standing(station, report)}${rows(told, report)}${
    untold.length > 0 ? html`<details><summary>Not known (${untold.length})</summary>${rows(untold, report)}</details>` : NOTHING
  }${told.length + untold.length === 0 ? html`<p>Nothing was looked at here.</p>` : NOTHING}<p class="quiet back"><a href="#answer">Back to the picture</a></p></div></details>`;
}

/** How the links of this station stand on each way that is set up, and the causes that lie here with the facts that prove them. */
function standing(station: string, report: Report): Markup {
  const here = LINKS.filter((link) => stationOf(link) === station);
  const ways = report.paths.filter((path) => path.verdict !== 'not-set-up');
  const lines = here.flatMap((link) => {
    const states = ways.flatMap((path) => path.links.filter((item) => item.link === link).map((item) => `${STATE_WORDS[item.state]} on the way by ${METHOD_WORDS[path.method]}`));
    return states.length > 0 ? [html`${capital(LINK_WORDS[link])}: ${states.join('; ')}`] : [];
  });
  const causes = report.causes.flatMap((cause, index) => (cause.link !== undefined && here.includes(cause.link) ? [{ cause, number: index + 1 }] : []));
  return html`${list(lines)}${causes.map(({ cause, number }) => html`<p>The cause lies here: <a href="#cause-${number}">${cause.title}</a>. What proves it:</p>${list([...new Set(cause.because.flatMap(({ facts }) => facts))].map((path) => factLink(path, report)), 'ul', 'proof')}`)}`;
}

function rows(facts: readonly NamedFact[], report: Report): Markup {
  return facts.length === 0 ? NOTHING : html`<dl class="facts">${facts.map(([path, fact]) => factRow(path, fact, report))}</dl>`;
}

function factRow(path: string, fact: ReportFact, report: Report): Markup {
  return html`<div id="${factId(path)}"><dt>${capital(titleOf(path))} <code>${path}</code></dt><dd>${told(path, fact)}${from(fact, report)}${list(
    fact.others.map((other) => html`${relation(fact, other)} ${told(path, other)}${from(other, report)}`),
    'ul',
    'others',
  )}</dd></div>`;
}

type Said = Pick<ReportFact, 'value' | 'unknown'>;

function told(path: string, { value, unknown }: Said): Markup {
  if (value !== undefined) return html`<span class="value">${valueMarkup(path, value)}</span>`;
  const reason = unknown?.reason ?? 'not-run';
  return html`<span class="value open">? ${reason === 'contested' ? 'contested' : 'not known'}: ${REASON_WORDS[reason]}${unknown?.detail === undefined ? '' : ` (${unknown.detail})`}</span>`;
}

function relation({ value }: Said, other: Said): string {
  if (other.value === undefined) return 'no word:';
  return value === undefined ? 'one says:' : JSON.stringify(value) === JSON.stringify(other.value) ? 'agrees:' : 'differs:';
}

function from({ source, vantage, at }: { readonly source?: Source; readonly vantage?: Vantage; readonly at?: string }, report: Report): Markup {
  if (source === undefined) return NOTHING;
  return html` <span class="from">${SOURCE_WORDS[source]}${vantage === undefined ? '' : `, ${VANTAGE_WORDS[vantage]}`}${at === undefined ? NOTHING : html`, <time datetime="${at}">${age(at, report.startedAt)}</time>`}</span>`;
}

/** Against the beginning of the run: "260 ms into the run", "2 days before the run". */
export function age(at: string, startedAt: string): string {
  const ms = Date.parse(at) - Date.parse(startedAt);
  if (Number.isNaN(ms)) return 'at an unknown time';
  if (ms === 0) return 'when the run began';
  if (ms < 0) return ms > -1000 ? 'just before the run' : `${formatSeconds(Math.round(-ms / 1000))} before the run`;
  return `${ms < 1000 ? `${ms} ms` : ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : formatSeconds(Math.round(ms / 1000))} into the run`;
}
