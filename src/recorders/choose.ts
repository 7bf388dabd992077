/** Which of the devices that answered is the recorder in question, and where else to look for it. */
import type { Facts } from '../facts/merge.js';
import { canonicalIp } from '../facts/validate.js';
import { addressClass } from '../network/addresses.js';
import type { ProbeOptions } from '../probes/probe.js';
import type { Discovered } from './discovery/device.js';

/**
 * The devices that may be the recorder: those that are one for certain, and those that do not say what they are only where there is no
 * such. Cameras and door stations answer the same searches; they are nobody's recorder unless somebody names them.
 */
export function recordersAmong(devices: readonly Discovered[]): readonly Discovered[] {
  const certain = devices.filter((device) => device.kind === 'recorder');
  return certain.length > 0 ? certain : devices.filter((device) => device.kind === undefined);
}

/** The address to try besides discovery: the one that was given, else the app's where it is a house address. */
export function candidateAddress(options: ProbeOptions, facts: Facts): string | undefined {
  const given = options.recorder === undefined ? undefined : canonicalIp(options.recorder);
  if (given !== undefined) return given;
  const saved = canonicalIp(facts.value('access.host') ?? '');
  return saved !== undefined && addressClass(saved) === 'private' ? saved : undefined;
}

const plain = (text: string): string => text.toLowerCase().replace(/[:.\-\s]/g, '');

/** True for the device named by its whole serial number or hardware address. */
export function hasId(device: Discovered, id: string): boolean {
  return [device.serial, device.mac].some((own) => own !== undefined && plain(own) === plain(id));
}

/** What labels show is often a part: Hikvision's full number has model and date in front. Shorter parts fit by chance. */
const SHORTEST_PART = 6;

function named(devices: readonly Discovered[], id: string): Discovered | undefined {
  const whole = devices.find((device) => hasId(device, id));
  if (whole || plain(id).length < SHORTEST_PART) return whole;
  const [part, second] = devices.filter((device) => device.serial !== undefined && plain(device.serial).includes(plain(id)));
  return second ? undefined : part;
}

export type Choice = { readonly recorder: Discovered } | { readonly none: string };

/**
 * By id, else by address, else the only one. `addressSilent`: nothing answered at the candidate address, so that the only recorder
 * elsewhere is the one that moved away from it.
 */
export function chooseRecorder(devices: readonly Discovered[], id: string | undefined, address: string | undefined, addressSilent: boolean): Choice {
  const recorders = recordersAmong(devices);
  if (id !== undefined) {
    const chosen = named(devices, id);
    return chosen ? { recorder: chosen } : { none: `no recorder with the id that was given answered${listed(recorders)}` };
  }
  if (address !== undefined) {
    const there = devices.find((d) => d.address === address && d.kind === 'recorder') ?? devices.find((d) => d.address === address) ?? devices.find((d) => d.configured === address);
    if (there) return { recorder: there };
    if (!addressSilent) return { none: `what answers at the address does not introduce itself${listed(recorders)}` };
  }
  const [only, second] = recorders;
  if (!only) return { none: 'no recorder answered' };
  return second ? { none: `${recorders.length} recorders answered; choose one by address or serial number${listed(recorders)}` } : { recorder: only };
}

function listed(recorders: readonly Discovered[]): string {
  if (recorders.length === 0) return '';
  const names = recorders.slice(0, 4).map((d) => [d.model, d.address].filter(Boolean).join(' at '));
  return `: ${names.join(', ')}${recorders.length > 4 ? ', …' : ''}`;
}
