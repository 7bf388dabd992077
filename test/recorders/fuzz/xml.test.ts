import { describe, expect, it } from 'vitest';
import { allNamed, child, readXml, textOf, type XmlElement } from '../../../src/network/xml.js';
import { clockFields, dnsFields, gatewayFields, identityFields, networkFields, ntpFields, portFields } from '../../../src/recorders/onvif/fields.js';
import { OPERATIONS, readAnswer } from '../../../src/recorders/onvif/soap.js';
import type { Field } from '../../../src/recorders/reader.js';
import { bodiesOf, expectSound } from './seeds.js';
import { fuzz, LONG_RUNS, SLOW_MS } from './support.js';

const READERS: readonly ((answer: XmlElement) => readonly Field[])[] = [(a) => clockFields(a, 0), identityFields, (a) => networkFields(a, '192.0.2.64'), gatewayFields, dnsFields, portFields, ntpFields];

function onvif(text: string): void {
  for (const operation of OPERATIONS) {
    const answer = readAnswer(200, text, operation);
    if (answer.kind === 'answer') for (const read of READERS) expectSound(read(answer.element));
    if (answer.kind === 'fault' && /[\u0000-\u001f]/.test(answer.text)) throw new Error(`a control character in ${JSON.stringify(answer.text)}`);
  }
  const root = readXml(text);
  if (root) for (const read of READERS) expectSound(read(root));
}

/** Elements, texts and levels that a document of this length can have at the most. */
function size(element: XmlElement, depth = 0): number {
  if (depth > 1000) throw new Error('too deep');
  return 1 + element.children.reduce((sum, each) => sum + size(each, depth + 1), 0);
}

describe('XML, bent at random', () => {
  it('is read without an exception and holds no more elements than tags', { timeout: 300_000 }, () => {
    const seeds = [...bodiesOf('isapi', 'onvif', 'sadp', 'ws-discovery'), '<a><![CDATA[x]]><b c="&#x41;&amp;&lt;">t & u</b><!-- no --><c/></a>', '<?xml version=“1.0”?><env:Envelope><SOAP-ENV:Body><a/></SOAP-ENV:Body></env:Envelope>', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'];
    const { count, slowest } = fuzz(seeds, (text) => {
      const root = readXml(text);
      if (!root) return;
      if (size(root) > text.split('<').length) throw new Error('more elements than tags');
      child(root, 'a', 'b');
      textOf(root, 'b');
      allNamed(root, 'Body');
    });
    expect(count).toBe(100_000);
    expect(slowest.ms, slowest.input).toBeLessThan(SLOW_MS);
  });
});

describe('answers of ONVIF, bent at random', () => {
  it('break no reader, and what is read fits the dictionary', { timeout: 300_000 }, () => {
    const { count, slowest } = fuzz(bodiesOf('onvif'), onvif);
    expect(count).toBe(100_000);
    expect(slowest.ms, slowest.input).toBeLessThan(SLOW_MS);
  });

  it('of 100 KiB are done with in a moment', () => {
    for (const text of [...LONG_RUNS, '<a>'.repeat(30_000), `${'<a>'.repeat(15_000)}${'</a>'.repeat(15_000)}`, '<Envelope>'.repeat(10_000), `<a ${'b="c" '.repeat(16_000)}>`, '</a>'.repeat(25_000), '<a></b>'.repeat(14_000)]) {
      const begin = performance.now();
      onvif(text);
      expect(performance.now() - begin, text.slice(0, 40)).toBeLessThan(SLOW_MS);
    }
  });
});
