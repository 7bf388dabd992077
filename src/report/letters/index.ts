/** One diagnosis as four letters: for the person at home, the installer, the provider, and the support desk. All from the same typed values. */
import type { Report } from '../document.js';
import { renderAnswer } from '../text/answer.js';
import { forTerminal, type Style } from '../text/style.js';
import { installerWorksheet } from './installer.js';
import { providerLetter } from './provider.js';
import { supportTicket } from './support.js';

export const AUDIENCES = ['homeowner', 'installer', 'provider', 'support'] as const;
export type LetterAudience = (typeof AUDIENCES)[number];

/** Letters go on paper and into mail: 72 columns at most, so that a quoted reply still fits. */
const LETTER_COLUMNS = 72;

export function renderLetter(report: Report, audience: LetterAudience, style: Style): string {
  if (audience === 'homeowner') return renderAnswer(report, style);
  const columns = Math.min(style.columns, LETTER_COLUMNS);
  const write = { installer: installerWorksheet, provider: providerLetter, support: supportTicket }[audience];
  return forTerminal(`${write(report, columns).map((line) => line.trimEnd()).join('\n')}\n`, style);
}
