/** What a settings file may say: only what a person can read off the recorder's own screen, as the dictionary states by its sources. */
import { definitionOf, FACT_PATHS, type FactPath } from '../../facts/dictionary.js';
import type { Source } from '../../facts/types.js';

/** Derived facts follow from others by themselves; all that is read off the recorder is its own. */
export const SETTINGS_PATHS: readonly FactPath[] = FACT_PATHS.filter((path) => path.startsWith('recorder.') && definitionOf(path).sources.includes('settings-file'));

const ALLOWED: ReadonlySet<FactPath> = new Set(SETTINGS_PATHS);
const GROUPS = [...new Set(SETTINGS_PATHS.map((path) => path.split('.').slice(0, -1).join('.')))].filter((group) => group !== 'recorder');

export function isSettingsPath(path: FactPath): boolean {
  return ALLOWED.has(path);
}

/** For `ReadOptions.refuse`. */
export function refuseInSettings(path: FactPath, source: Source): { what: string; hint: string } | undefined {
  if (!ALLOWED.has(path)) {
    const hint = path.startsWith('access.') || path === 'recorder.accounts.appUser' ? 'What you see and type in the app is said with options: nvr-doctor --help.' : `A settings file holds only these: ${GROUPS.map((group) => `${group}.*`).join(', ')}.`;
    return { what: `\`${path}\` cannot be read off the recorder's own screen.`, hint };
  }
  if (source !== 'settings-file') return { what: `A settings file cannot speak for another source ("${source}").`, hint: 'Leave out `source`.' };
  return undefined;
}
