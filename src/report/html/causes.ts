/** Causes with their proof and remedies, and everything beside them: notes, suspects, what was not checked, what would tell more. */
import { EXPOSURE_WORDS, LINK_WORDS, SEVERITY_WORDS, AUDIENCE_WORDS } from '../../rules/words.js';
import type { Report, ReportCause, ReportRemedy } from '../document.js';
import { nextText, sentence } from '../text/answer.js';
import { unchecked } from '../text/unchecked.js';
import { capital, risks } from './answer.js';
import { factLink, titleOf } from './facts.js';
import { html, list, NOTHING, type Markup } from './markup.js';
import { section } from './section.js';
import { REASON_WORDS } from './words.js';

export function causesPart(report: Report): Markup {
  if (report.causes.length === 0 && report.symptoms.length === 0) return NOTHING;
  return section('causes', report.causes.length === 0 ? 'What is broken' : report.causes.length === 1 ? 'The cause, with its proof' : 'The causes, with their proof', html`${report.causes.map((cause, index) => causeCard(cause, index, report))}${symptoms(report)}`);
}

function causeCard(cause: ReportCause, index: number, report: Report): Markup {
  const { confidence, because, before, explains } = cause;
  return html`<article class="card" id="cause-${index + 1}" aria-labelledby="cause-${index + 1}-title"><h3 id="cause-${index + 1}-title">${report.causes.length > 1 ? `${index + 1}. ` : ''}${cause.title}</h3><p>${sentence(cause.sentence)}</p><dl class="pairs"><div><dt>How sure</dt><dd>${confidence.word} (${confidence.score.toFixed(2)} of 1)</dd></div><div><dt>How bad</dt><dd>${SEVERITY_WORDS[cause.severity]}</dd></div>${
    cause.link === undefined ? NOTHING : html`<div><dt>Where</dt><dd>${LINK_WORDS[cause.link]}</dd></div>`
  }<div><dt>Rule</dt><dd><code>${cause.id}</code></dd></div></dl><h4>What proves it</h4>${list(because.map(({ clause, facts }) => html`${sentence(capital(clause))}${list(facts.map((path) => factLink(path, report)), 'ul', 'proof')}`))}<details><summary>How the confidence came about</summary><ul class="terms">${confidence.terms.map(({ text, weight }) => html`<li><span class="weight">${weight > 0 ? '+' : ''}${weight.toFixed(2)}</span> ${text}</li>`)}</ul></details>${
    before === undefined ? NOTHING : html`<p>It stands before the next one: ${sentence(before)}</p>`
  }${explains.length > 0 ? html`<p>It explains: ${explains.map((id) => report.symptoms.find((symptom) => symptom.id === id)?.title ?? id).join('; ')}.</p>` : NOTHING}<h4>What helps</h4>${
    cause.remedies.length === 0 ? html`<p>Nothing is known that would mend this for certain.</p>` : cause.remedies.map((remedy, number) => remedyPart(remedy, number))
  }</article>`;
}

/** The steps at home lie open; what an installer or the provider does is one step away. */
function remedyPart(remedy: ReportRemedy, index: number): Markup {
  const exposure = Object.hasOwn(EXPOSURE_WORDS, remedy.exposure) ? EXPOSURE_WORDS[remedy.exposure as keyof typeof EXPOSURE_WORDS] : remedy.exposure;
  return html`<div class="remedy"><h5>${index === 0 ? '' : 'Or: '}${sentence(remedy.title)}</h5>${Object.entries(remedy.steps).map(([audience, steps], number) => {
    const title = Object.hasOwn(AUDIENCE_WORDS, audience) ? AUDIENCE_WORDS[audience as keyof typeof AUDIENCE_WORDS] : audience;
    return number === 0 ? html`<p class="audience">${title}</p>${list(steps, 'ol')}` : html`<details class="print"><summary>${title}</summary>${list(steps, 'ol')}</details>`;
  })}${risks(remedy)}<p class="quiet">${exposure}</p></div>`;
}

function symptoms({ symptoms: seen, causes }: Report): Markup {
  if (seen.length === 0) return NOTHING;
  const from = (id: string | null): string => (id === null ? 'not explained' : `explained by: ${causes.find((cause) => cause.id === id)?.title ?? id}`);
  return html`<h3>Seen to be broken</h3>${list(seen.map((symptom) => html`${symptom.title} <span class="quiet">(${from(symptom.explainedBy)})</span>`))}`;
}

export function notesPart({ notes }: Report): Markup {
  if (notes.length === 0) return NOTHING;
  return section(
    'notes',
    'Also noticed',
    html`${notes.map((note) => html`<article class="card"><h3>${note.title}</h3><p>${sentence(note.sentence)}</p>${note.aside === undefined ? NOTHING : html`<p class="quiet">${sentence(note.aside)}</p>`}${list(note.steps, 'ol')}<p class="quiet">${capital(SEVERITY_WORDS[note.severity])}. Rule <code>${note.id}</code></p></article>`)}`,
  );
}

/** What is still open: what might be, what was not checked and why, and what would tell. */
export function openPart(report: Report): Markup {
  const { suspects, next, unknowns } = report;
  const skipped = unchecked(report);
  if (suspects.length === 0 && next.length === 0 && unknowns.length === 0) return NOTHING;
  return section(
    'unchecked',
    'What is still open',
    html`${
      skipped.length > 0 ? html`<h3>Not checked</h3>${list(skipped.map(({ subject, why }) => html`${capital(subject)}: ${why}`))}` : NOTHING
    }${
      suspects.length > 0 ? html`<h3>Not ruled out</h3>${list(suspects.map((suspect) => html`${sentence(suspect.title)} <span class="quiet">Not known: ${suspect.missing.map(titleOf).join('; ')}. Rule <code>${suspect.id}</code></span>`))}` : NOTHING
    }${
      next.length > 0
        ? html`<h3>What would tell more</h3>${list(next.map((step) => html`${nextText(step, report.source.kind === 'bundle')} <span class="quiet">(about ${step.seconds} s${step.consent === undefined ? '' : `; ${step.consent}`}; decides ${step.decides.join(', ')})</span>`), 'ol')}`
        : NOTHING
    }${
      unknowns.length > 0
        ? html`<details><summary>Rules that could not be decided, and what each of them misses (${unknowns.length})</summary>${list(unknowns.map(({ rule, missing }) => html`<code>${rule}</code>: ${missing.map(({ fact, reason, detail }) => `${titleOf(fact)} (${detail ?? REASON_WORDS[reason]})`).join('; ')}`))}</details>`
        : NOTHING
    }`,
  );
}
