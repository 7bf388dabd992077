/** The prompt question can be read by anybody at the screen, so it may not give the password or an answer away. */
import type { Fault } from '../refusal.js';

/** Characters. */
export const MAX_HINT = 64;
/** A shorter piece than this says nothing. */
const TELLING = 4;

export function hintFaults(hint: string, password: string): readonly Fault[] {
  const fault = (code: string, reason: string): Fault[] => [{ field: 'hint', code, reason }];
  if (hint.length > MAX_HINT) return fault('too-long', `A hint has at most ${MAX_HINT} characters.`);
  if (!/^[\x20-\x7e]*$/.test(hint)) return fault('bad-character', 'The hint has a character that the keyboard on the screen does not offer.');
  if (givesAway(hint, password)) return fault('gives-password', 'Anybody at the screen can read the hint, and it says the password or a big part of it.');
  return [];
}

/** Whether the text has half of the password or more in one piece, forwards or backwards, whatever the letter case and the signs between. */
export function givesAway(text: string, password: string): boolean {
  const readable = bare(text);
  const secret = bare(password);
  if (hasPart(readable, secret) || hasPart(readable, [...secret].reverse().join(''))) return true;
  // A password of signs leaves nothing when bared.
  return text.toLowerCase().includes(password.toLowerCase());
}

/** Each is checked with a slow hash against three answers. */
const MAX_PIECES = 12;

/** What of a hint is tested against stored answers: all of it, its words, then neighbouring words in pairs and threes; 12 pieces at most. */
export function hintPieces(hint: string): readonly string[] {
  const words = hint.trim().split(/\s+/);
  const runs = [1, 2, 3].flatMap((length) => words.slice(0, Math.max(0, words.length - length + 1)).map((_, start) => words.slice(start, start + length).join(' ').replace(/^\W+|\W+$/g, '')));
  return [...new Set([hint.trim(), ...runs])].filter((piece) => piece !== '').slice(0, MAX_PIECES);
}

/** Whether a hint says this answer: as part of the text, or as a word where the answer is short. */
export function saysAnswer(hint: string, answer: string): boolean {
  const secret = bare(answer);
  // A short answer as part of another word says nothing.
  return secret.length >= TELLING ? bare(hint).includes(secret) : hintPieces(hint.toLowerCase()).includes(answer.toLowerCase());
}

function hasPart(text: string, secret: string): boolean {
  if (secret === '') return false;
  const size = Math.min(secret.length, Math.max(TELLING, Math.ceil(secret.length / 2)));
  for (let start = 0; start + size <= secret.length; start++) if (text.includes(secret.slice(start, start + size))) return true;
  return false;
}

const bare = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
