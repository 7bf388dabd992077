/** Several recorders answered and none of them is the one in question yet: their names for people. */
import type { FactValue } from '../../facts/observation.js';
import type { Report } from '../document.js';

export type ListedRecorder = FactValue<'lan.recorders'>[number];

/** Empty where there is nothing to choose. Values of a report were validated when they were merged. */
export function recordersToChoose({ facts }: Report): readonly ListedRecorder[] {
  const recorders = facts['lan.recorders']?.value;
  const settled = typeof facts['lan.address']?.value === 'string';
  return !settled && Array.isArray(recorders) && recorders.length > 1 ? (recorders as readonly ListedRecorder[]) : [];
}

/** `DH-NVR5216 at 192.168.1.64 (serial number …0001)`: enough to tell it by its label; the whole number is nobody else's business. */
export function recorderName({ model, brand, address, serial }: ListedRecorder): string {
  return `${model ?? brand ?? 'a recorder'} at ${address ?? 'an unknown address'}${serial ? ` (serial number …${tail(serial)})` : ''}`;
}

/** The last four that differ: Hikvision's numbers all end in the same letters. */
function tail(serial: string): string {
  const significant = serial.replace(/[A-Za-z]{3,}$/, '');
  return (significant === '' ? serial : significant).slice(-4);
}
