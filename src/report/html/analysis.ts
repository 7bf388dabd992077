/** Where a report was looked at again: what other rules, or other facts, make of it. */
import type { Report, ReportChange } from '../document.js';
import { capital } from './answer.js';
import { titleOf } from './facts.js';
import { html, list, NOTHING, type Markup } from './markup.js';
import { section } from './section.js';
import { valueMarkup } from './value.js';
import { VERDICT_WORDS } from './words.js';

export function analysisPart(report: Report): Markup {
  const { analysis, tool } = report;
  if (analysis === undefined) return NOTHING;
  const { byRules, whatIf, tool: before } = analysis;
  const supposed = Object.entries(whatIf?.facts ?? {}).map(([path, value]) => html`${capital(titleOf(path))} <code>${path}</code>: <span class="value">${valueMarkup(path, value)}</span>`);
  return section(
    'analysis',
    'Looked at again',
    html`<p>First judged by nvr-doctor ${before.version} with rules ${before.rules.version} (${before.rules.sha256.slice(0, 12)}), now by ${tool.version} with rules ${tool.rules.version} (${tool.rules.sha256.slice(0, 12)}).</p>${
      byRules === undefined ? NOTHING : html`<h3>What the rules of now make different</h3>${changes(byRules, report)}`
    }${whatIf === undefined ? NOTHING : html`<h3>Supposed</h3>${list(supposed)}<h3>What that would make different</h3>${changes(whatIf.change, report)}`}`,
  );
}

function changes({ verdict, appeared, gone, order }: ReportChange, { causes }: Report): Markup {
  const names = (ids: readonly string[]): string => ids.map((id) => causes.find((cause) => cause.id === id)?.title ?? id).join('; ');
  const lines = [
    ...(verdict ? [`The answer was "${VERDICT_WORDS[verdict.was]}" and is "${VERDICT_WORDS[verdict.now]}".`] : []),
    ...(appeared.length > 0 ? [`New causes: ${names(appeared)}.`] : []),
    ...(gone.length > 0 ? [`Causes no longer named: ${names(gone)}.`] : []),
    ...(order ? [`Another order: ${names(order.was)}; now ${names(order.now)}.`] : []),
  ];
  return lines.length > 0 ? list(lines) : html`<p>Nothing.</p>`;
}
