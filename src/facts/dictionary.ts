/** The one dictionary of everything nvr-doctor can know. See DESIGN "Facts": types, CEL, schema, plan and redaction derive from it. */
import type { FactDefinition } from './types.js';
import { ACCESS } from './areas/access.js';
import { HOST } from './areas/host.js';
import { LAN } from './areas/lan.js';
import { NAME } from './areas/name.js';
import { OUTSIDE } from './areas/outside.js';
import { RECORDER } from './areas/recorder.js';
import { RECORDER_ACCOUNTS } from './areas/recorder-accounts.js';
import { ROUTER } from './areas/router.js';
import { WAN } from './areas/wan.js';

export const DICTIONARY = {
  ...ACCESS,
  ...HOST,
  ...LAN,
  ...RECORDER,
  ...RECORDER_ACCOUNTS,
  ...ROUTER,
  ...WAN,
  ...NAME,
  ...OUTSIDE,
} as const satisfies Record<string, FactDefinition>;

export type FactPath = keyof typeof DICTIONARY;

/** All paths in dictionary order; the position is the fact's slot in a compiled rule pack. */
export const FACT_PATHS = Object.keys(DICTIONARY) as readonly FactPath[];

export function isFactPath(text: string): text is FactPath {
  return Object.hasOwn(DICTIONARY, text);
}

/** The definition without its literal types, for code that walks the dictionary. */
export function definitionOf(path: FactPath): FactDefinition {
  return DICTIONARY[path];
}
