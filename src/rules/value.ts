/** Values of the rule evaluator: JSON, and two marks that no fact can forge. */
import type { Json } from '../facts/observation.js';

/** Not known: a symbol, so that no value from a device can ever look like it. */
export const UNKNOWN = Symbol('unknown');
/** A broken computation (wrong type at run time, overflow). It is never turned into an answer. */
export const ERROR = Symbol('error');

export type Value = Json | typeof UNKNOWN | typeof ERROR;

/** One cell per fact in dictionary order, and one more for the item that a comprehension looks at. */
export type Slots = Value[];
