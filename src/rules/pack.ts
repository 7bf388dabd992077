/** The prebuilt pack: sealed when it is built, checked when it is loaded, and refused with the name of what differs. */
import { dictionaryHash, sha256 } from './dictionary-hash.js';
import { packRefusal } from './refusal.js';
import type { RulePack } from './types.js';

export const PACK_FORMAT = 1;

/** Everything of a pack that its author writes; format and hashes are added by `sealPack`. */
export type PackContent = Omit<RulePack, 'format' | 'dictionary' | 'sha256'>;

export function sealPack(content: PackContent): RulePack {
  const body = { format: PACK_FORMAT, dictionary: dictionaryHash(), ...content } as const;
  return { ...body, sha256: packHash(body) };
}

/** Over everything but the hash itself, in the order in which it is written: a start of the program reads every byte, so no sorting. */
export function packHash(pack: Omit<RulePack, 'sha256'> & { readonly sha256?: string }): string {
  const { sha256: _old, ...body } = pack;
  return sha256(JSON.stringify(body));
}

/**
 * The pack behind parsed JSON.
 * @throws DoctorError (exit code 2) that says what differs: not a pack, another format, other facts, or changed content
 */
export function loadPack(json: unknown): RulePack {
  const pack = json as Partial<RulePack> | null;
  const isPack = typeof pack === 'object' && pack !== null && typeof pack.sha256 === 'string' && [pack.rules, pack.paths, pack.questions].every(Array.isArray);
  if (typeof pack === 'object' && pack !== null && pack.format !== undefined && pack.format !== PACK_FORMAT) {
    throw packRefusal(`its format is ${shown(pack.format)}, and this version reads format ${PACK_FORMAT}`, 'Use the rule pack that came with this version, or update nvr-doctor.');
  }
  if (!isPack || pack.format === undefined) throw packRefusal('it is not a rule pack', 'Build one with "nvr-doctor rules build".');
  const whole = pack as RulePack;
  if (whole.dictionary !== dictionaryHash()) {
    throw packRefusal(
      `it was built for other facts (dictionary ${shown(whole.dictionary)}, this version has ${dictionaryHash().slice(0, 12)})`,
    );
  }
  const actual = hashOrNothing(whole);
  if (actual !== whole.sha256) {
    throw packRefusal(`its content was changed after it was built (sha256 is ${actual?.slice(0, 12) ?? 'not to be had: it is nested too deeply'}, the pack says ${shown(whole.sha256)})`, 'Get the pack again, or build it again from its rules.');
  }
  return whole;
}

function hashOrNothing(pack: RulePack): string | undefined {
  try {
    return packHash(pack);
  } catch {
    return undefined;
  }
}

function shown(value: unknown): string {
  return String(value).replace(/[^\w.-]/g, '?').slice(0, 12);
}
