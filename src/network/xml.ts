/**
 * The one reader for the XML of devices: UPnP of routers, ISAPI and ONVIF of recorders, SADP and WS-Discovery. Elements, text, CDATA,
 * character references and the five entities of XML; no attributes, no entities of the document's own (a DOCTYPE is refused), bounded
 * length, depth and count. Forgiving where devices err and nothing can be misread: names match without their prefix, whatever
 * namespace it stands for; a bare `&` is a letter; a byte order mark, a declaration with typographic quotes or without its last `?`
 * is passed over. Own code because a general parser costs a fifth of the start of the program and accepts unclosed documents unless
 * told twice.
 */
export interface XmlElement {
  /** Without namespace prefix. */
  readonly name: string;
  /** Own text, references decoded, trimmed; empty where there is none. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** Characters. The largest honest document, a router's full list of mappings, is a quarter of it. */
const MAX_LENGTH = 1_048_576;
const MAX_DEPTH = 32;
const MAX_ELEMENTS = 8192;
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const NAME = /[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?/y;

interface Open {
  readonly name: string;
  readonly qualified: string;
  text: string;
  readonly children: XmlElement[];
}

/** The root element; undefined for anything that is not one closed document within the bounds. Text before and after the root is ignored. */
export function readXml(source: string): XmlElement | undefined {
  if (source.length > MAX_LENGTH) return undefined;
  const stack: Open[] = [];
  let elements = 0;
  let at = 0;
  for (;;) {
    const tag = source.indexOf('<', at);
    if (tag < 0) return undefined;
    const top = stack.at(-1);
    if (top) top.text += decodeReferences(source.slice(at, tag));

    if (source.startsWith('<!--', tag)) {
      at = after(source, '-->', tag + 4);
    } else if (source.startsWith('<?', tag)) {
      // Its own end stands before the next tag; up to a later one that tag would be skipped.
      const next = source.indexOf('<', tag + 2);
      const own = source.slice(tag, next < 0 ? undefined : next);
      const end = after(own, '?>', 2) || after(own, '>', 2);
      at = end === 0 ? 0 : tag + end;
    } else if (source.startsWith('<![CDATA[', tag)) {
      at = after(source, ']]>', tag + 9);
      if (top && at > 0) top.text += source.slice(tag + 9, at - 3);
    } else if (source.startsWith('</', tag)) {
      at = after(source, '>', tag + 2);
      if (!top || at === 0 || source.slice(tag + 2, at - 1).trim() !== top.qualified) return undefined;
      stack.pop();
      const closed = close(top);
      const parent = stack.at(-1);
      if (!parent) return closed;
      parent.children.push(closed);
    } else {
      NAME.lastIndex = tag + 1;
      const qualified = NAME.exec(source)?.[0];
      at = qualified === undefined ? 0 : endOfTag(source, NAME.lastIndex);
      // `<!DOCTYPE` ends here too: it is no name.
      if (qualified === undefined || at === 0 || ++elements > MAX_ELEMENTS || stack.length >= MAX_DEPTH) return undefined;
      const opened: Open = { name: qualified.slice(qualified.indexOf(':') + 1), qualified, text: '', children: [] };
      if (source[at - 2] !== '/') stack.push(opened);
      else if (!top) return close(opened);
      else top.children.push(close(opened));
    }
    if (at === 0) return undefined;
  }
}

/** The first child of that name; with several names, the first child's first child, and so on. */
export function child(element: XmlElement | undefined, ...names: readonly string[]): XmlElement | undefined {
  let at = element;
  for (const name of names) at = at?.children.find((c) => c.name === name);
  return at;
}

/** The text of that descendant, which may be empty; undefined where there is no such element. */
export function textOf(element: XmlElement | undefined, ...names: readonly string[]): string | undefined {
  return child(element, ...names)?.text;
}

/** All children of that name, in document order. */
export function children(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((c) => c.name === name) ?? [];
}

/** The element itself and everything below it of that name, in document order. */
export function allNamed(element: XmlElement, name: string): XmlElement[] {
  return [...(element.name === name ? [element] : []), ...element.children.flatMap((c) => allNamed(c, name))];
}

function close(open: Open): XmlElement {
  return { name: open.name, text: open.text.trim(), children: open.children };
}

/** Position after the next `mark`; 0 where it never comes. */
function after(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found < 0 ? 0 : found + mark.length;
}

/** Position after the `>` that ends a start tag, quotes respected; 0 where it never comes. */
function endOfTag(source: string, from: number): number {
  for (let at = from; at < source.length; at += 1) {
    const c = source[at];
    if (c === '>') return at + 1;
    if (c === '<') return 0;
    if (c === '"' || c === "'") {
      at = source.indexOf(c, at + 1);
      if (at < 0) return 0;
    }
  }
  return 0;
}

/** Unknown references stay as they are: routers write a bare `&` into names. */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal?: string, hex?: string, named?: string) => {
    if (named !== undefined) return NAMED[named] ?? whole;
    const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}
