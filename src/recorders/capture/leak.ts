/** Whether a text holds a secret, written out or in one of the codes in which devices repeat what they were sent. */
import { decodeReferences } from '../../network/xml.js';

const JSON_LETTERS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

const DECODERS: readonly ((text: string) => string)[] = [
  (text) => text,
  decodeReferences,
  (text) => text.replace(/\\(?:u([0-9a-f]{4})|(.))/gi, (_, code: string | undefined, letter: string) => (code === undefined ? (JSON_LETTERS[letter] ?? letter) : String.fromCharCode(parseInt(code, 16)))),
  percentDecoded,
  // A form writes a blank as `+`.
  (text) => percentDecoded(text.replaceAll('+', ' ')),
];

export function holdsSecret(text: string, secret: string): boolean {
  return DECODERS.some((decode) => decode(text).includes(secret));
}

function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'));
}
