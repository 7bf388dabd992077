/**
 * A report as one page that opens anywhere: nothing is fetched, nothing runs but the script whose hash stands in its policy, and the
 * document itself lies inside for `analyze`.
 */
import { createHash } from 'node:crypto';
import type { Report } from '../document.js';
import { analysisPart } from './analysis.js';
import { answerCard } from './answer.js';
import { causesPart, notesPart, openPart } from './causes.js';
import { embedReport } from './embed.js';
import { factsPart } from './facts.js';
import { html, Markup, NOTHING } from './markup.js';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';
import { aboutPart, probesPart, repliesPart, rulesPart } from './trace.js';
import { waysPart } from './ways.js';

export interface PageOptions {
  /** ISO 8601, UTC; when this page was written, where that is to be seen. */
  readonly generatedAt?: string;
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;

let written: string | undefined;
/** Nothing may load, run or be sent but the style and the script with these two hashes. Made when the first page needs it: most runs write none. */
function policy(): string {
  return (written ??= `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; base-uri 'none'; form-action 'none'`);
}

/** Pure: the same report and options give the same page. `report` has passed the schema; its texts may be anything. */
export function renderHtml(report: Report, options: PageOptions = {}): string {
  const parts = [
    { id: 'analysis', name: 'Looked at again', part: analysisPart(report) },
    { id: 'causes', name: report.causes.length > 0 ? 'Proof and remedies' : 'What is broken', part: causesPart(report) },
    { id: 'notes', name: 'Also noticed', part: notesPart(report) },
    { id: 'unchecked', name: 'Still open', part: openPart(report) },
    { id: 'ways', name: 'Other ways', part: waysPart(report) },
    { id: 'facts', name: 'Facts', part: factsPart(report) },
    { id: 'probes', name: 'Timings', part: probesPart(report) },
    { id: 'rules', name: 'Rules', part: rulesPart(report) },
    { id: 'replies', name: 'Unread replies', part: repliesPart(report) },
    { id: 'about', name: 'About', part: aboutPart(report, options.generatedAt) },
  ].filter(({ part }) => part !== NOTHING);
  const page = html`<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="format-detection" content="telephone=no, address=no, email=no, date=no">
<title>nvr-doctor: ${report.summary}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<a class="skip" href="#answer">To the answer</a>
<header><p><strong>nvr-doctor report</strong> of <time datetime="${report.startedAt}">${spoken(report.startedAt)}</time></p>${privacy(report)}</header>
<main>
${answerCard(report)}
<nav aria-label="Parts of this report"><ul>${parts.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
<div class="tools" id="tools" hidden><button type="button" id="open-all">Open everything</button><button type="button" id="copy-json">Copy as JSON</button><span id="copied" role="status"></span></div>
${parts.map(({ part }) => html`${part}\n`)}</main>
<footer><p>This page needs no network and sends nothing. To look at it again with newer rules: <code>nvr-doctor analyze</code> and the name of this file.</p></footer>
${embedReport(report)}
<script>${new Markup(SCRIPT)}</script>
</body>
</html>
`;
  return page.html;
}

/** `2026-11-22T12:00:00.108Z` → `2026-11-22 12:00 UTC`: the same for every reader, wherever the page is opened. */
function spoken(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(iso);
  return match ? `${match[1]} ${match[2]} UTC` : iso;
}

const PRIVACY = {
  share: 'Made to be shared: addresses on the internet, serial numbers, names and user names are replaced by stand-ins. Passwords are never in a report.',
  internal: 'For people you trust: addresses, serial numbers and names are readable. Passwords are never in a report.',
} as const;

function privacy(report: Report): Markup {
  const redaction = report.redaction;
  if (redaction === undefined) return html`<p class="privacy">Not made for sharing: it shows this home's addresses, serial numbers and user names. Passwords are never in a report.</p>`;
  return html`<p class="privacy">${PRIVACY[redaction.level]} (${spoken(redaction.at)})</p>`;
}
