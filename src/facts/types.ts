/**
 * The value types a fact can have, as data: the dictionary names one per quantity, and the TypeScript type, the CEL type,
 * the JSON Schema and the validation on entry are all derived from it.
 */

/** A record inside a list fact. Field names are CEL identifiers. */
export type FieldType = 'bool' | 'int' | 'text' | 'ip' | 'mac' | 'port' | readonly string[];

export type ValueType =
  | { readonly kind: 'bool' }
  /** Whole number. Unit and range are stated in the fact's `unit`. */
  | { readonly kind: 'int'; readonly min?: number; readonly max?: number }
  /** Text bounded to `max` characters (default 256), control characters stripped on entry. `form`: `date` is a day such as 2026-11-22. */
  | { readonly kind: 'text'; readonly max?: number; readonly form?: 'date' }
  /** IPv4 or IPv6 address in canonical text form. `own`: one that a device can have for itself on a network. */
  | { readonly kind: 'ip'; readonly own?: true }
  /** Network in CIDR form, host bits zero: `192.168.1.0/24`. */
  | { readonly kind: 'cidr' }
  /** Hardware address, lower case with colons. */
  | { readonly kind: 'mac' }
  /** TCP or UDP port, 1 to 65535. */
  | { readonly kind: 'port' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly of: FieldType | { readonly record: Readonly<Record<string, FieldType>> }; readonly max?: number };

/**
 * How a value is treated in output that leaves the house (DESIGN law 5).
 * `plain` is shown as it is; `personal` is masked in a shared bundle; `secret` never leaves the process.
 */
export type Sensitivity = 'plain' | 'personal' | 'secret';

/** Why a fact is not known. A closed list: every probe failure maps onto one of these. */
export const UNKNOWN_REASONS = [
  'not-run',
  'failed',
  'timed-out',
  'refused',
  'not-permitted',
  'not-supported',
  'stale',
  'malformed',
  'contested',
] as const;
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

/** Everything that can tell the value of a fact. The order of trust is stated per fact in the dictionary. */
export const SOURCES = [
  'user',
  'inferred',
  'host',
  'recorder-settings',
  'recorder-login',
  'recorder-probe',
  'recorder-discovery',
  'lan-ports',
  'igd',
  'nat-pmp',
  'stun',
  'dns',
  'cloud',
  'outside',
  'hairpin',
  'settings-file',
] as const;
export type Source = (typeof SOURCES)[number];

export interface FactDefinition {
  readonly type: ValueType;
  /** Short name for people: "the recorder's address". Fits into a sentence. */
  readonly title: string;
  /** What `null`, `[]` or an empty text means here; absent where the fact has no empty value. */
  readonly empty?: string;
  /** Unit of a number: `s`, `days`, … */
  readonly unit?: string;
  /** True when `null` ("asked, and there is none") is a value. */
  readonly nullable?: boolean;
  /** Sources in order of trust, most trusted first. Two independent sources that differ make the fact contested unless `prefer` is set. */
  readonly sources: readonly Source[];
  /** `first`: the first source wins and the others are only shown (a claim against an observation). Default `agree`: a difference is a contest. */
  readonly merge?: 'agree' | 'first';
  readonly sensitivity?: Sensitivity;
}

/** Declares one fact; keeps the literal types so that the value type can be derived. */
export function fact<const D extends FactDefinition>(definition: D): D {
  return definition;
}
