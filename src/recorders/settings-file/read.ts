/** A settings file in either form → observations of source `settings-file`. Pure; never throws. */
import { readFactsFile, type FactsRead } from '../../facts/file/read.js';
import { refuseInSettings, SETTINGS_PATHS } from './allowed.js';
import { isExportedText, readExportedText } from './exported-text.js';

export type SettingsRead = FactsRead & {
  /** `facts`: our own form. `export`: what a recorder prints. */
  readonly form: 'facts' | 'export';
  /** For the person; without secrets. */
  readonly notices: readonly string[];
};

/** @param at milliseconds since 1970: when it was read off the screen, where the file does not say so itself */
export function readSettings(text: string, at: number): SettingsRead {
  if (isExportedText(text)) return { form: 'export', ...readExportedText(text, at) };
  return { form: 'facts', notices: [], ...readFactsFile(text, { source: 'settings-file', at, refuse: refuseInSettings, known: SETTINGS_PATHS }) };
}
