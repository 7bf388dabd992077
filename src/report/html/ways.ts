/** The other ways to the cameras: a way that still works helps today. */
import { METHOD_WORDS } from '../../rules/words.js';
import type { Report } from '../document.js';
import { pathToDraw } from '../text/picture.js';
import { html, NOTHING, type Markup } from './markup.js';
import { pathPicture } from './picture.js';
import { section } from './section.js';
import { PATH_WORDS } from './words.js';

export function waysPart(report: Report): Markup {
  const own = pathToDraw(report);
  const rest = report.paths.filter((path) => path !== own);
  const drawn = rest.filter((path) => path.verdict !== 'not-set-up');
  const off = rest.filter((path) => path.verdict === 'not-set-up').map((path) => METHOD_WORDS[path.method]);
  if (rest.length === 0) return NOTHING;
  return section(
    'ways',
    own ? 'Other ways to the cameras' : 'Ways to the cameras',
    html`${drawn.map((path) => html`<h3>The way by ${METHOD_WORDS[path.method]} ${standOf(path)}</h3>${pathPicture(path)}`)}${off.length > 0 ? html`<p class="quiet">Not set up: ${off.join('; ')}.</p>` : NOTHING}`,
  );
}

/** A fault lies on it, but nobody knows whether the app goes this way at all. */
function standOf({ verdict, brokenAt }: Report['paths'][number]): string {
  return verdict === 'unknown' && brokenAt !== null ? 'would be broken, if it is in use' : PATH_WORDS[verdict];
}
