/** Validation on entry: whatever comes from a probe, a person or a file becomes a well-formed value, or `malformed`. Total: never throws. */
import { isDate } from './date.js';
import type { Json } from './observation.js';
import type { FactDefinition, FieldType, ValueType } from './types.js';

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu;
const DEFAULT_TEXT = 256;
const DEFAULT_LIST = 64;

/** Device text made safe for a terminal and a page: control, direction and zero-width characters become one blank; cut to `max` characters. */
export function cleanText(text: string, max = DEFAULT_TEXT): string {
  const clean = text.slice(0, max * 4).replace(CONTROL, ' ').trim();
  return clean.length > max ? `${clean.slice(0, max - 1)}…` : clean;
}

/** IPv4 without leading zeros, or IPv6 in lower case; undefined where it is neither. */
export function canonicalIp(text: string): string | undefined {
  const trimmed = text.trim();
  const number = ipv4Number(trimmed);
  if (number !== undefined) return ipv4Text(number);
  if (!/^[0-9a-fA-F:.]{2,45}$/.test(trimmed) || !trimmed.includes(':')) return undefined;
  const url = `http://[${trimmed}]/`;
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : undefined;
}

/** IPv4 address as an unsigned 32-bit number; undefined for anything else. Rules call it often, so it reads characters and allocates nothing. */
export function ipv4Number(address: string): number | undefined {
  if (address.length < 7 || address.length > 15) return undefined;
  let number = 0;
  let byte = 0;
  let digits = 0;
  let dots = 0;
  for (let index = 0; index < address.length; index += 1) {
    const code = address.charCodeAt(index);
    if (code === 46) {
      if (digits === 0 || dots === 3) return undefined;
      number = number * 256 + byte;
      byte = digits = 0;
      dots += 1;
    } else {
      byte = byte * 10 + code - 48;
      digits += 1;
      if (code < 48 || code > 57 || digits > 3 || byte > 255) return undefined;
    }
  }
  return dots === 3 && digits > 0 ? number * 256 + byte : undefined;
}

export function ipv4Text(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
}

/** First address of an IPv4 network and its prefix length; undefined where the text is not CIDR. */
export function parseCidr(text: string): { base: number; prefix: number } | undefined {
  const match = /^([\d.]+)\/(\d{1,2})$/.exec(text.trim());
  if (!match?.[1] || !match[2]) return undefined;
  const address = ipv4Number(match[1]);
  const prefix = Number(match[2]);
  if (address === undefined || prefix > 32) return undefined;
  return { base: (address & prefixMask(prefix)) >>> 0, prefix };
}

export function prefixMask(prefix: number): number {
  return prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
}

/** `192.168.1.64` with 24 bits → `192.168.1.0/24`; undefined for a malformed address. */
export function networkOf(address: string, prefix: number): string | undefined {
  const number = ipv4Number(address);
  if (number === undefined || !Number.isInteger(prefix) || prefix < 0 || prefix > 32) return undefined;
  return `${ipv4Text((number & prefixMask(prefix)) >>> 0)}/${prefix}`;
}

/** Dotted mask → bits; undefined where the mask has holes. */
export function maskToPrefix(mask: string): number | undefined {
  const number = ipv4Number(mask);
  if (number === undefined) return undefined;
  const prefix = Math.clz32(~number >>> 0);
  return (prefixMask(prefix) >>> 0) === number ? prefix : undefined;
}

/** The value in canonical form, or undefined where it does not fit the definition. */
export function validate(definition: FactDefinition, value: unknown): Json | undefined {
  if (value === null) return definition.nullable ? null : undefined;
  return validateType(definition.type, value);
}

function validateType(type: ValueType, value: unknown): Json | undefined {
  switch (type.kind) {
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'int':
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) return undefined;
      return value < (type.min ?? -Infinity) || value > (type.max ?? Infinity) ? undefined : value;
    case 'text':
      return typeof value !== 'string' || (type.form === 'date' && !isDate(value.trim())) ? undefined : cleanText(value, type.max);
    case 'ip':
      return typeof value === 'string' ? ipOf(value, type.own) : undefined;
    case 'cidr': {
      const cidr = typeof value === 'string' ? parseCidr(value) : undefined;
      return cidr && `${ipv4Text(cidr.base)}/${cidr.prefix}`;
    }
    case 'mac':
    case 'port':
      return validateField(type.kind, value);
    case 'enum':
      return typeof value === 'string' && type.values.includes(value) ? value : undefined;
    case 'list': {
      if (!Array.isArray(value)) return undefined;
      const items: Json[] = [];
      for (const item of value.slice(0, type.max ?? DEFAULT_LIST)) {
        const valid = typeof type.of === 'object' && 'record' in type.of ? validateRecord(type.of.record, item) : validateField(type.of, item);
        // One damaged item says nothing about the others, but a list with a hole is not the list that was there.
        if (valid === undefined) return undefined;
        items.push(valid);
      }
      return items;
    }
  }
}

function ipOf(text: string, own: boolean | undefined): string | undefined {
  const ip = canonicalIp(text);
  return own && ip !== undefined && !canBeOwn(ip) ? undefined : ip;
}

/** False for what nobody has for itself on a network: unspecified, loopback, multicast, broadcast. */
function canBeOwn(ip: string): boolean {
  const number = ipv4Number(ip);
  if (number === undefined) return !/^(::1?$|ff)/.test(ip);
  const first = number >>> 24;
  return first !== 0 && first !== 127 && (first < 224 || first > 239) && number !== 0xffffffff;
}

function validateRecord(fields: Readonly<Record<string, FieldType>>, item: unknown): Json | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return undefined;
  const record: Record<string, Json> = {};
  for (const [name, type] of Object.entries(fields)) {
    const raw: unknown = Object.hasOwn(item, name) ? (item as Record<string, unknown>)[name] : undefined;
    if (raw === undefined || raw === null) {
      record[name] = null;
      continue;
    }
    const valid = validateField(type, raw);
    if (valid === undefined) return undefined;
    record[name] = valid;
  }
  return record;
}

function validateField(type: FieldType, value: unknown): Json | undefined {
  if (typeof type !== 'string') return typeof value === 'string' && type.includes(value) ? value : undefined;
  switch (type) {
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'int':
      return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
    case 'text':
      return typeof value === 'string' ? cleanText(value) : undefined;
    case 'ip':
      return typeof value === 'string' ? canonicalIp(value) : undefined;
    case 'mac': {
      if (typeof value !== 'string') return undefined;
      const hex = value.toLowerCase().replace(/[:.\-\s]/g, '');
      return /^[0-9a-f]{12}$/.test(hex) ? hex.match(/../g)?.join(':') : undefined;
    }
    case 'port':
      return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65535 ? value : undefined;
  }
}
