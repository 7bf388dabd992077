import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDescription } from '../../src/probes/igd/description.js';
import { readList } from '../../src/probes/igd/mappings.js';
import { readReply } from '../../src/probes/igd/soap.js';
import { allNamed, child, children, readXml, textOf } from '../../src/network/xml.js';
import { description } from '../probes/evil-router.js';
import { cpuTime } from '../cpu-time.js';

describe('a document', () => {
  it('gives elements without prefixes, text with references decoded, CDATA as it is', () => {
    const root = readXml('\ufeff<?xml version="1.0"?><!-- c --><s:a x="1>2" y=\'/\'><b>1 &lt; 2 &amp;&#65;&#x42; AT&T</b><c><![CDATA[<&>]]></c><d/></s:a>\n');
    expect(root?.name).toBe('a');
    expect(textOf(root, 'b')).toBe('1 < 2 &AB AT&T');
    expect(textOf(root, 'c')).toBe('<&>');
    expect(textOf(root, 'd')).toBe('');
    expect(textOf(root, 'e')).toBeUndefined();
  });

  it.each([
    ['typographic quotes', '<?xml version=\u201c1.0\u201d encoding=\u201cUTF-8\u201d?>'],
    ['no end of its own', '<?xml version="1.0" encoding="UTF-8">'],
    ['a byte order mark before it', '\ufeff<?xml version="1.0"?>'],
    ['a blank line before it', '\r\n<?xml version="1.0"?>'],
    ['nothing at all', ''],
  ])('is read whose declaration has %s', (_name, declaration) => {
    expect(textOf(readXml(`${declaration}<a><b>1</b></a>`), 'b')).toBe('1');
  });

  it('a declaration without its end does not swallow the root up to a later one', () => {
    expect(readXml('<?xml version="1.0"><a><b>1</b><?x y?><c>2</c></a>')).toMatchObject({ name: 'a', children: [{ name: 'b' }, { name: 'c' }] });
    expect(readXml('<?xml version="1.0"<a><b>1</b></a>')).toBeUndefined();
  });

  it('is read by local names, whatever namespace its prefixes are declared for, or none', () => {
    const root = readXml('<x:Envelope xmlns:y="urn:wrong"><z:Body xmlns="http://www.std-cgi.com/ver10/XMLSchema"><A><b>1</b></A><c:A><b>2</b></c:A></z:Body></x:Envelope>');
    expect(textOf(root, 'Body', 'A', 'b')).toBe('1');
    expect(children(child(root, 'Body'), 'A').map((a) => textOf(a, 'b'))).toEqual(['1', '2']);
    expect([child(root, 'Body', 'B', 'b'), children(undefined, 'A')]).toEqual([undefined, []]);
  });

  it('keeps what looks like an entity of its own, and knows the five of XML', () => {
    expect(readXml('<a>&own; A & B &&lt;&gt;&amp;&quot;&apos; &amp;lt;</a>')?.text).toBe('&own; A & B &<>&"\' &lt;');
  });

  it.each([
    ['empty', ''],
    ['text only', 'hello'],
    ['unclosed', '<a><b></b>'],
    ['closed crosswise', '<a><b></a></b>'],
    ['closed too often', '</a>'],
    ['with a DOCTYPE', '<!DOCTYPE a><a/>'],
    ['with a DOCTYPE inside', '<a><!DOCTYPE a></a>'],
    ['with an open comment', '<a><!-- </a>'],
    ['with an open attribute', '<a x="></a>'],
    ['with a tag inside a tag', '<a <b></a>'],
    ['with a name that is none', '<1></1>'],
    ['33 levels deep', `${'<a>'.repeat(33)}${'</a>'.repeat(33)}`],
    ['of ten thousand elements', `<a>${'<b/>'.repeat(10_000)}</a>`],
    ['of more than a mebibyte', `<a>${' '.repeat(1_048_576)}</a>`],
    ['with entities of its own', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ])('that is %s is refused', (_name, source) => {
    expect(readXml(source)).toBeUndefined();
  });

  it('of 32 levels is read', () => {
    expect(readXml(`${'<a>'.repeat(32)}${'</a>'.repeat(32)}`)?.name).toBe('a');
  });

  it('leaves references alone that mean nothing or too much', () => {
    expect(readXml('<a>&nbsp; &#0; &#xD800; &#x110000; &#99999999; &x;</a>')?.text).toBe('&nbsp; &#0; &#xD800; &#x110000; &#99999999; &x;');
  });

  it('with the names of built-in properties is only text', () => {
    const root = readXml('<a><__proto__><polluted>1</polluted></__proto__><constructor>x</constructor></a>');
    expect(root && allNamed(root, 'polluted')).toHaveLength(1);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('of two megabytes of references is read in a blink', () => {
    const ms = cpuTime(() => {
      readXml(`<a>${'&#65;'.repeat(50_000)}</a>`);
      readXml(`<a ${'"'.repeat(200_000)}`);
      readXml(`<a ${'x="y" '.repeat(40_000)}></a>`);
    });
    expect(ms).toBeLessThan(500);
  });
});

it('whatever is cut out of an honest description or put into it, nothing throws and nothing points elsewhere', () => {
  const honest = description({ version: 2 });
  const noise = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('<', '>', '&', '"', '</device>', '<controlURL>http://6.6.6.6/</controlURL>', '<!--', ']]>'));
  fc.assert(
    fc.property(fc.nat(honest.length), fc.nat(60), noise, (at, cut, text) => {
      const result = readDescription(honest.slice(0, at) + text + honest.slice(at + cut), 'http://192.168.1.1:5000/desc.xml', '192.168.1.1');
      if (result.ok) for (const service of result.value.services) expect(new URL(service.controlUrl).hostname).toBe('192.168.1.1');
    }),
    { numRuns: 400 },
  );
});

it('no text whatever breaks the readers of answers and lists', () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom('<a>', '</a>', '<UPnPError>', '<errorCode>718', '</errorCode>', '<PortMappingList>', '<PortMappingEntry>', '</PortMappingEntry>', '</PortMappingList>', '&lt;', '<![CDATA['));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.constantFrom(200, 500, 302, 401), (pieces, status) => {
      const text = pieces.join('');
      readReply(status, text, 'GetStatusInfo');
      readList(text);
    }),
    { numRuns: 400 },
  );
});
