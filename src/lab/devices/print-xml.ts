/** XML as devices print it: a tree of plain data becomes text. Keys with `@` are attributes of the element they stand in. */

/** A leaf, an element with children, or several elements of one name. */
export type XmlTree = string | number | boolean | XmlElement | readonly XmlTree[];
export interface XmlElement {
  readonly [name: string]: XmlTree;
}

export interface XmlStyle {
  /** False: `&` stands in text as it is, as some firmware writes it. */
  readonly escapes?: boolean;
  /** In front of the root element; default the usual declaration. */
  readonly declaration?: string;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A document; `tree` has one key, the root. */
export function printXml(tree: XmlElement, { escapes = true, declaration = DECLARATION }: XmlStyle = {}): string {
  const text = (value: string): string => value.replace(/[<>]/g, (c) => (c === '<' ? '&lt;' : '&gt;'));
  const escape = (value: string): string => text(escapes ? value.replaceAll('&', '&amp;') : value);
  const print = (name: string, value: XmlTree): string => {
    if (isList(value)) return value.map((entry) => print(name, entry)).join('');
    if (typeof value !== 'object') return `<${name}>${escape(String(value))}</${name}>\n`;
    const entries = Object.entries(value);
    const attributes = entries.filter(([key]) => key.startsWith('@')).map(([key, given]) => ` ${key.slice(1)}="${escape(leaf(given)).replaceAll('"', '&quot;')}"`);
    const children = entries.filter(([key]) => !key.startsWith('@'));
    const [own] = children;
    // A leaf with attributes carries its text under the empty name.
    if (own !== undefined && own[0] === '') return `<${name}${attributes.join('')}>${escape(leaf(own[1]))}</${name}>\n`;
    return `<${name}${attributes.join('')}>\n${children.map(([key, child]) => print(key, child)).join('')}</${name}>\n`;
  };
  return declaration + Object.entries(tree).map(([name, value]) => print(name, value)).join('');
}

function leaf(value: XmlTree): string {
  return typeof value === 'object' ? '' : String(value);
}

function isList(value: XmlTree): value is readonly XmlTree[] {
  return Array.isArray(value);
}
