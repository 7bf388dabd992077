/**
 * The `key=value` reply of Dahua's CGI (recorder-apis §2.2), kept flat: `table.DDNS[3].Enable` is one key of a Map. Nothing a recorder
 * names ever becomes a property of an object, so no key can reach a prototype.
 */

/** Bounds: the largest real reply (Encode of 64 channels) has about 6,000 lines; nothing that is read here comes near. */
export const MAX_KEYS = 8192;
export const MAX_VALUE = 1024;
const KEY = /^[A-Za-z_][\w.[\]-]{0,127}$/;

export class KeyValues {
  constructor(private readonly values: ReadonlyMap<string, string>) {}

  get size(): number {
    return this.values.size;
  }

  text(key: string): string | undefined {
    return this.values.get(key);
  }

  /** `true`/`false` (any case); undefined where the key is absent; `malformed` for anything else. */
  bool(key: string): boolean | 'malformed' | undefined {
    const text = this.values.get(key)?.trim().toLowerCase();
    if (text === undefined) return undefined;
    return text === 'true' ? true : text === 'false' ? false : 'malformed';
  }

  /** Whole number ≥ 0; undefined where the key is absent; `malformed` for anything else. */
  int(key: string): number | 'malformed' | undefined {
    const text = this.values.get(key)?.trim();
    if (text === undefined) return undefined;
    return /^\d{1,9}$/.test(text) ? Number(text) : 'malformed';
  }

  /** This table and another one beside it; where both have a key, this one stands. */
  with(other: KeyValues): KeyValues {
    return new KeyValues(new Map([...other.values, ...this.values]));
  }

  has(prefix: string): boolean {
    for (const key of this.values.keys()) if (key.startsWith(prefix)) return true;
    return false;
  }

  /** The indices of a list that really occur, ascending: lists may be sparse and out of order, so their length says nothing. */
  indices(list: string): number[] {
    const found = new Set<number>();
    const start = `${list}[`;
    for (const key of this.values.keys()) {
      if (!key.startsWith(start)) continue;
      const index = /^(\d{1,4})\]/.exec(key.slice(start.length))?.[1];
      if (index !== undefined) found.add(Number(index));
    }
    return [...found].sort((a, b) => a - b);
  }

  /** The names directly below a prefix, whatever they hold: `eth0`, `DefaultInterface`, `TrustList`, … */
  names(prefix: string): string[] {
    const found = new Set<string>();
    for (const key of this.values.keys()) {
      if (!key.startsWith(`${prefix}.`)) continue;
      const name = /^[\w-]+/.exec(key.slice(prefix.length + 1))?.[0];
      if (name !== undefined) found.add(name);
    }
    return [...found];
  }

  /** The switch of a table that is a list on some firmware: on when any entry is on, off when every entry says so. */
  anyOn(name: string): boolean | 'malformed' | undefined {
    const told = this.entries(name).map((at) => this.bool(`${at}.Enable`));
    if (told.includes(true)) return true;
    return told.every((on) => on === false) ? false : told.find((on) => on !== false);
  }

  /** Where the entries of a table stand that is a list on some firmware and a single object on other: `T2UServer[0]`, …, or `T2UServer`. */
  entries(name: string): string[] {
    const indices = this.indices(name);
    return indices.length > 0 ? indices.map((index) => `${name}[${index}]`) : [name];
  }
}

/** Reads a reply; undefined where it is none (a page, JSON, more keys than any table has). The leading `table.` is dropped. */
export function parseKeyValues(body: string): KeyValues | undefined {
  const text = body.replace(/^\ufeff/, '');
  if (/^\s*[<{]/.test(text)) return undefined;
  const values = new Map<string, string>();
  let last: string | undefined;
  for (const raw of text.split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const equals = line.indexOf('=');
    const key = equals > 0 ? line.slice(0, equals).trim() : '';
    if (KEY.test(key)) {
      const name = key.startsWith('table.') ? key.slice(6) : key;
      // The first one stands: a later line of the same name can only come out of a text with a line feed in it.
      if (!values.has(name)) values.set(name, line.slice(equals + 1, equals + 1 + MAX_VALUE));
      last = name;
      if (values.size > MAX_KEYS) return undefined;
    } else if (last !== undefined && line !== '') {
      const soFar = values.get(last) ?? '';
      if (soFar.length < MAX_VALUE) values.set(last, `${soFar}\n${line}`.slice(0, MAX_VALUE));
    }
  }
  return values.size === 0 ? undefined : new KeyValues(values);
}
