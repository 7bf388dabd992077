/** Real reply shapes to bend: the bodies of all captures. */
import { definitionOf } from '../../../src/facts/dictionary.js';
import { validate } from '../../../src/facts/validate.js';
import { listFolders, readFolder } from '../../../src/recorders/capture/folder.js';
import type { Exchange, WireProtocol } from '../../../src/recorders/exchange.js';
import type { Field } from '../../../src/recorders/reader.js';

const CAPTURES = await Promise.all((await listFolders('fixtures/recorders')).map(readFolder));
const EXCHANGES: readonly Exchange[] = CAPTURES.flatMap((capture) => capture.exchanges.map(({ exchange }) => exchange));

/** Every different body of a protocol. */
export function bodiesOf(...protocols: readonly WireProtocol[]): string[] {
  return [...new Set(EXCHANGES.filter(({ protocol, body }) => protocols.includes(protocol) && body !== '').map(({ body }) => body))];
}

export function challengeHeaders(): string[] {
  return [...new Set(EXCHANGES.flatMap(({ rawHeaders }) => rawHeaders.filter((_, index) => index % 2 === 1 && /^www-authenticate$/i.test(rawHeaders[index - 1] ?? ''))))];
}

/** Whatever a reader says is known fits the dictionary: nothing becomes malformed behind its back. */
export function expectSound(fields: readonly Field[]): void {
  for (const f of fields) {
    if ('value' in f && validate(definitionOf(f.path), f.value) === undefined) throw new Error(`${f.path} = ${JSON.stringify(f.value)?.slice(0, 200)}`);
  }
}
