/** What every run against a virtual recorder must leave behind: nothing. One place for all makes and firmware. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { HIKVISION_CANARIES } from '../../../src/lab/devices/hikvision/index.js';
import { CANARIES, type RecorderCounters } from '../../../src/lab/devices/recorder/index.js';
import { UNIVIEW_CANARIES } from '../../../src/lab/devices/uniview/index.js';

/** Every secret of the virtual recorders and of the homes in `homes/`. */
export const SECRETS: readonly string[] = [...Object.values(CANARIES), ...Object.values(HIKVISION_CANARIES), ...Object.values(UNIVIEW_CANARIES), 'canary-login-Passw0rd', 'canary-other-Passw0rd', 'canary-wrong-Passw0rd'];

/** `refused`: how many refused sign-ins the run may have cost; never more than one. */
export function expectHarmless(counters: RecorderCounters, refused: 0 | 1 = 0): void {
  expect(counters.refusedLogins, 'refused sign-ins').toBe(refused);
  expect(counters.writes, 'writes').toBe(0);
  expect(counters.bypassBait, 'bypasses tried').toBe(0);
  expect(counters.rpcLogouts, 'sign-outs').toBe(counters.rpcLogins);
}

export function expectNoSecret(what: string, text: string): void {
  const folded = text.toLowerCase();
  for (const secret of SECRETS) if (folded.includes(secret.toLowerCase())) expect.fail(`${what} holds ${secret}: …${text.slice(Math.max(0, folded.indexOf(secret.toLowerCase()) - 80), folded.indexOf(secret.toLowerCase()) + 60)}…`);
}

/** Text for a terminal or a reader: tab and line ends are all the control that it may hold. */
export function expectNoControl(what: string, text: string): void {
  const found = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.exec(text);
  if (found) expect.fail(`${what} holds ${JSON.stringify(found[0])}: …${JSON.stringify(text.slice(Math.max(0, found.index - 60), found.index + 20))}…`);
}

/** Every string in a document, whatever its depth. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsIn(item)]);
}

/** The content of every file below a folder, by its path. */
export function filesBelow(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name);
    if (statSync(file).isFile()) found.set(file, readFileSync(file, 'latin1'));
  }
  return found;
}
