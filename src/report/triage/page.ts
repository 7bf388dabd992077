/** The table of causes as one HTML file: no script, nothing from elsewhere, every text inert. */
import { html, Markup, NOTHING } from '../html/markup.js';
import { number, outlierWords, percent } from './text.js';
import type { Share, Triage } from './table.js';

const STYLE = `:root{color-scheme:light dark;font:16px/1.4 system-ui,sans-serif}body{margin:2rem auto;max-width:75rem;padding:0 1rem}table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{border-bottom:1px solid color-mix(in srgb,currentColor 25%,transparent);padding:.35rem .6rem;text-align:left;vertical-align:top}th.n,td.n{text-align:right;font-variant-numeric:tabular-nums}caption{text-align:left;font-weight:600;font-size:1.1rem;padding:1.5rem 0 .4rem}.box{overflow-x:auto}`;

/** @param styleHash base64 of the SHA-256 of `TRIAGE_STYLE`, for the content security policy */
export function triagePage(triage: Triage, styleHash: string): string {
  const { reports, rejected, verdicts, firstSeen, lastSeen } = triage;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><title>Reports by cause</title><style>${TRIAGE_STYLE_MARKUP}</style></head>
<body><main><h1>Reports by cause</h1>
<p>${number(reports)} reports${firstSeen !== null && lastSeen !== null ? `, ${firstSeen} to ${lastSeen}` : ''}; ${number(rejected)} could not be read. Problem ${number(verdicts.problem)}, inconclusive ${number(verdicts.inconclusive)}, healthy ${number(verdicts.healthy)}.</p>
${causes(triage)}${outliers(triage)}${missing(triage)}
</main></body></html>
`;
  return page.html;
}

export const TRIAGE_STYLE = STYLE;
const TRIAGE_STYLE_MARKUP = new Markup(STYLE);

function causes({ causes: rows }: Triage): Markup {
  const body = rows.map(
    (row) =>
      html`<tr><th scope="row">${row.id}${row.title === null ? NOTHING : html`<br><small>${row.title}</small>`}</th><td class="n">${number(row.count)}</td><td class="n">${percent(row.share)}</td><td class="n">${row.confidence.certain}</td><td class="n">${row.confidence.likely}</td><td class="n">${row.confidence.possible}</td><td>${row.firstSeen}</td><td>${row.lastSeen}</td><td>${names(row.firmware)}</td><td>${names(row.brand)}</td><td>${names(row.provider)}</td><td>${row.examples.join(', ')}</td></tr>`,
  );
  return html`<div class="box"><table><caption>Causes</caption><thead><tr><th scope="col">Cause</th><th scope="col" class="n">Reports</th><th scope="col" class="n">Share</th><th scope="col" class="n">Certain</th><th scope="col" class="n">Likely</th><th scope="col" class="n">Possible</th><th scope="col">First seen</th><th scope="col">Last seen</th><th scope="col">Firmware</th><th scope="col">Make</th><th scope="col">DDNS provider</th><th scope="col">Such as</th></tr></thead><tbody>${body}</tbody></table></div>`;
}

function outliers({ outliers: found }: Triage): Markup {
  if (found.length === 0) return NOTHING;
  return html`<h2>Stands out</h2><ul>${found.map((outlier) => html`<li>${outlierWords(outlier)}</li>`)}</ul>`;
}

function missing({ missing: probes }: Triage): Markup {
  if (probes.length === 0) return NOTHING;
  const body = probes.flatMap(({ probe, facts }) => facts.map((fact) => html`<tr><td>${probe ?? 'asked of the person'}</td><th scope="row">${fact.fact}<br><small>${fact.title}</small></th><td class="n">${number(fact.reports)}</td><td class="n">${number(fact.inconclusive)}</td><td>${names(fact.reasons)}</td></tr>`));
  return html`<div class="box"><table><caption>What could not be told</caption><thead><tr><th scope="col">Probe</th><th scope="col">Fact</th><th scope="col" class="n">Reports</th><th scope="col" class="n">Inconclusive</th><th scope="col">Reasons</th></tr></thead><tbody>${body}</tbody></table></div>`;
}

function names(shares: readonly Share[]): string {
  return shares.map(({ name, count }) => `${name} (${number(count)})`).join(', ');
}
