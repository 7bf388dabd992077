/** For support: how every rule was decided, what each probe took, replies that could not be read, and what made this report. */
import { METHOD_WORDS } from '../../rules/words.js';
import type { Report, ReportClause } from '../document.js';
import { html, list, NOTHING, type Markup } from './markup.js';
import { section } from './section.js';
import { CLAUSE_WORDS, OUTCOME_WORDS, RULE_WORDS } from './words.js';

const ORDER = ['problem', 'error', 'unknown', 'ok'] as const;

export function rulesPart({ rules }: Report): Markup {
  const idle = rules.filter((rule) => rule.verdict === 'not-applicable');
  const clause = (item: ReportClause): Markup => html`<b class="mark">${CLAUSE_WORDS[`${item.value}`]}</b> ${item.is}`;
  return section(
    'rules',
    'How the rules were decided',
    html`${ORDER.map((verdict) => {
      const decided = rules.filter((rule) => rule.verdict === verdict);
      if (decided.length === 0) return NOTHING;
      return html`<details><summary>${RULE_WORDS[verdict]} (${decided.length})</summary>${decided.map(
        (rule) => html`<h3 class="rule"><code>${rule.id}</code>${rule.foldedUnder === null ? NOTHING : html` <span class="quiet">follows from ${rule.foldedUnder}</span>`}</h3>${list([...rule.clauses.map(clause), ...rule.supports.map((item) => html`${clause(item)} <span class="quiet">(only supports)</span>`)], 'ul', 'clauses')}`,
      )}</details>`;
    })}${idle.length > 0 ? html`<p class="quiet">Do not apply here: ${idle.map((rule) => rule.id).join(', ')}.</p>` : NOTHING}`,
  );
}

/** Units of the waterfall from left to right. */
const BAR = 1000;
const THINNEST = 4;

export function probesPart({ probes, elapsedMs }: Report): Markup {
  if (probes.length === 0) return NOTHING;
  // Reports of older versions do not say when a probe began; a bar would be made up.
  const timed = probes.every((probe) => probe.startedMs !== undefined);
  const whole = Math.max(1, elapsedMs, ...probes.map((probe) => (probe.startedMs ?? 0) + probe.ms));
  const at = (ms: number): number => Math.round((ms / whole) * BAR);
  return section(
    'probes',
    'What was tried, and how long it took',
    html`<table class="probes"><caption>${timed ? `The bars run from 0 to ${whole} ms.` : 'This report does not say when each of them began.'}</caption><thead><tr><th scope="col">Probe</th>${timed ? html`<th scope="col">Began</th>` : NOTHING}<th scope="col">Took</th><th scope="col">Result</th></tr></thead><tbody>${probes.map(({ id, startedMs, ms, outcome, detail }) => {
      const bar = startedMs === undefined || !timed ? NOTHING : html`<svg class="bar ${outcome}" viewBox="0 0 ${BAR} 10" preserveAspectRatio="none" aria-hidden="true"><rect class="ground" width="${BAR}" height="10"/>${outcome === 'skipped' ? NOTHING : html`<rect x="${Math.min(at(startedMs), BAR - THINNEST)}" width="${Math.max(THINNEST, at(ms))}" height="10"/>`}</svg>`;
      return html`<tr><th scope="row">${id}</th>${timed ? html`<td class="began">${startedMs} ms</td>` : NOTHING}<td class="took">${ms} ms</td><td>${OUTCOME_WORDS[outcome]}${detail === undefined ? '' : `: ${detail}`}${bar}</td></tr>`;
    })}</tbody></table>`,
  );
}

export function repliesPart({ replies }: Report): Markup {
  // Missing in reports of older versions.
  const kept = (replies as Report['replies'] | undefined) ?? [];
  if (kept.length === 0) return NOTHING;
  return section(
    'replies',
    'Replies that could not be read',
    kept.map((reply) => html`<details><summary>${reply.item} <span class="quiet">${reply.protocol}${reply.status === undefined ? '' : `, status ${reply.status}`}</span></summary><p><code>${reply.request}</code></p><pre>${reply.body}</pre></details>`),
  );
}

const KIND_WORDS = { live: 'a live run', fixture: 'a simulated home', bundle: 'a report that was sent' } as const satisfies Record<Report['source']['kind'], string>;

const GIVEN_WORDS = { login: 'sign-in', outside: 'outside helper', settings: 'settings file' } as const satisfies Record<keyof NonNullable<Report['given']>, string>;

export function aboutPart(report: Report, generatedAt: string | undefined): Markup {
  const { tool, source, access, machine } = report;
  const way = access.method === null ? 'not known' : `${METHOD_WORDS[access.method]}${access.inferred ? ', as it seems' : ''}`;
  const given = report.given && (Object.entries(GIVEN_WORDS) as [keyof typeof GIVEN_WORDS, string][]).map(([what, words]) => `${words}: ${report.given?.[what] ? 'yes' : 'no'}`).join(', ');
  const pairs: readonly (readonly [string, string])[] = [
    ['Made by', `${tool.name} ${tool.version}`],
    ['Rules', `${tool.rules.version} (${tool.rules.sha256.slice(0, 12)})`],
    ['Began', report.startedAt],
    ['Took', `${report.elapsedMs} ms${report.interrupted ? ', stopped early' : ''}`],
    ['Seen in', `${KIND_WORDS[source.kind]}${source.name === undefined ? '' : `: ${source.name}`}`],
    ...(machine === undefined ? [] : [['Computer', `${machine.platform} ${machine.arch}, Node ${machine.node}`] as const]),
    ['The way in use', way],
    ...(given === undefined ? [] : [['At hand', given] as const]),
    ['Form', report.schema],
    ...(generatedAt === undefined ? [] : [['Page written', generatedAt] as const]),
  ];
  return section('about', 'About this report', html`<dl class="pairs">${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`);
}
