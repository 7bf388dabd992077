/** Which of the devices that answered is the recorder in question, and where else to look for it. */
import type { Facts } from '../facts/merge.js';
import { canonicalIp } from '../facts/validate.js';
import { addressClass } from '../network/addresses.js';
import type { ProbeOptions } from '../probes/probe.js';
import type { Discovered } from './discovery/dahua.js';

/** Cameras, door stations and sirens speak the same discovery; they are nobody's recorder unless somebody says so. */
const NOT_RECORDERS = /^(IPC|IPSD|SD|VTO|VTH|VTS|BSC|ASI|ASC|ARC|TPC|ITC|EVS|NVD)/i;

export function isRecorder(device: Discovered): boolean {
  return device.deviceClass === undefined || !NOT_RECORDERS.test(device.deviceClass);
}

/** The address to try besides discovery: the one that was given, else the app's where it is a house address. */
export function candidateAddress(options: ProbeOptions, facts: Facts): string | undefined {
  const given = options.recorder === undefined ? undefined : canonicalIp(options.recorder);
  if (given !== undefined) return given;
  const saved = canonicalIp(facts.value('access.host') ?? '');
  return saved !== undefined && addressClass(saved) === 'private' ? saved : undefined;
}

/** True for the device named by serial number or hardware address. */
export function hasId(device: Discovered, id: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/[:.\-\s]/g, '');
  return (device.serial !== undefined && plain(device.serial) === plain(id)) || (device.mac !== undefined && plain(device.mac) === plain(id));
}

export type Choice = { readonly recorder: Discovered } | { readonly none: string };

/**
 * By id, else by address, else the only one. `addressSilent`: nothing answered at the candidate address, so that the only recorder
 * elsewhere is the one that moved away from it.
 */
export function chooseRecorder(devices: readonly Discovered[], id: string | undefined, address: string | undefined, addressSilent: boolean): Choice {
  const recorders = devices.filter(isRecorder);
  if (id !== undefined) {
    const named = devices.find((d) => hasId(d, id));
    return named ? { recorder: named } : { none: `no recorder with the id that was given answered${listed(recorders)}` };
  }
  const there = address === undefined ? undefined : devices.find((d) => d.address === address || d.configured === address);
  if (there) return { recorder: there };
  if (address !== undefined && !addressSilent) return { none: `what answers at the address does not introduce itself${listed(recorders)}` };
  const [only, second] = recorders;
  if (!only) return { none: 'no recorder answered' };
  return second ? { none: `${recorders.length} recorders answered; choose one by address or serial number${listed(recorders)}` } : { recorder: only };
}

function listed(recorders: readonly Discovered[]): string {
  if (recorders.length === 0) return '';
  const names = recorders.slice(0, 4).map((d) => [d.model, d.address].filter(Boolean).join(' at '));
  return `: ${names.join(', ')}${recorders.length > 4 ? ', …' : ''}`;
}
