/** The top card: what the terminal says to the homeowner, in the same words. */
import type { Report, ReportCause, ReportRemedy } from '../document.js';
import { nextTexts, notesToName, sentence, stepsOf, suspectsToName } from '../text/answer.js';
import { notices } from '../text/notices.js';
import { pathToDraw } from '../text/picture.js';
import { unchecked } from '../text/unchecked.js';
import { html, list, NOTHING, type Markup } from './markup.js';
import { pathPicture } from './picture.js';
import { VERDICT_WORDS } from './words.js';

export function answerCard(report: Report): Markup {
  const path = pathToDraw(report);
  return html`<section id="answer" class="card ${report.verdict}" aria-labelledby="verdict"><p class="badge">${VERDICT_WORDS[report.verdict]}</p><h1 id="verdict">${report.summary}</h1>${
    report.interrupted ? html`<p class="mind">Stopped early: this is what was found until then.</p>` : NOTHING
  }${path ? html`<div id="picture">${pathPicture(path)}</div>` : NOTHING}${report.verdict === 'problem' ? problem(report) : report.verdict === 'inconclusive' ? inconclusive(report) : NOTHING}${foot(report)}</section>`;
}

function problem({ causes }: Report): Markup {
  const [cause, second] = causes;
  if (!cause) return NOTHING;
  const after = second ? html`<p>There is a second problem: ${sentence(second.title)} Run nvr-doctor again when this one is solved.</p>` : NOTHING;
  return html`<h2>Why <span class="sure">(${cause.confidence.word})</span></h2><p>${sentence(cause.sentence)}</p>${proof(cause)}${whatToDo(cause)}${after}`;
}

/** The first two grounds, each with its facts one step away. */
function proof({ because }: ReportCause): Markup {
  if (because.length === 0) return NOTHING;
  return html`<h3>Seen</h3>${list(because.slice(0, 2).map(({ clause }) => sentence(capital(clause))))}<p class="quiet go"><a href="#cause-1">The whole proof</a></p>`;
}

function whatToDo({ remedies }: ReportCause): Markup {
  const [remedy, other] = remedies;
  if (!remedy) return html`<h2>What to do</h2><p>Nothing that you could do at home would mend this for certain. Show this answer to your installer.</p>`;
  return html`<h2>Do this now</h2><p class="do">${sentence(remedy.title)}</p>${list(stepsOf(remedy.steps), 'ol')}${risks(remedy)}${other ? html`<h3>If you cannot</h3><p>${sentence(other.title)} <a class="go" href="#cause-1">How that is done</a></p>` : NOTHING}`;
}

export function risks({ risks: all }: Pick<ReportRemedy, 'risks'>): Markup {
  return html`${all.map((risk) => html`<p class="mind"><b>Mind:</b> ${sentence(risk)}</p>`)}`;
}

function inconclusive(report: Report): Markup {
  const suspects = suspectsToName(report);
  const next = nextTexts(report);
  return html`${suspects.length > 0 ? html`<h2>It may be</h2>${list(suspects.map((suspect) => sentence(suspect.title)))}` : NOTHING}${next.length > 0 ? html`<h2>To find out</h2>${list(next, 'ol')}` : NOTHING}`;
}

function foot(report: Report): Markup {
  const notes = notesToName(report);
  const [note] = notes;
  const open = unchecked(report);
  const more = notes.length - 1;
  return html`<div class="foot">${notices(report).map((notice) => html`<p>${notice}</p>`)}${note ? html`<p>Also noticed: ${sentence(note.title)} <a class="go" href="#notes">${more > 0 ? `This and ${more} more` : 'More about it'}</a></p>` : NOTHING}${
    report.verdict === 'healthy' ? html`<p class="quiet">The app on the phone cannot be seen from here.</p>` : NOTHING
  }${open.length > 0 ? html`<p class="quiet">Not checked: ${open.map(({ subject, why }) => `${subject} (${why})`).join(', ')}. <a class="go" href="#unchecked">What that leaves open</a></p>` : NOTHING}</div>`;
}

/** Clauses are written to stand inside a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
