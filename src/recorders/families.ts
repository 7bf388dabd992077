/** The reader of each family; its code is loaded when a recorder of that family has been recognised. */
import type { Clock } from '../network/seam.js';
import type { Family, ReaderFamily } from './reader.js';

const LOAD: { readonly [F in Family]: () => Promise<ReaderFamily> } = {
  Dahua: async () => (await import('./dahua/reader.js')).DAHUA,
  Hikvision: async () => (await import('./hikvision/reader.js')).HIKVISION,
  Uniview: async () => (await import('./uniview/reader.js')).UNIVIEW,
  ONVIF: async () => (await import('./onvif/reader.js')).ONVIF,
};

export function loadFamily(family: Family, clock: Clock): Promise<ReaderFamily> {
  return clock.pending(LOAD[family]());
}
