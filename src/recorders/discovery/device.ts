/** What a device says about itself when it is asked who is there, in the same words for every protocol. */
import { canonicalIp, cleanText, validate } from '../../facts/validate.js';
import type { WireProtocol } from '../exchange.js';
import type { Family } from '../reader.js';

/** Best informed first: a maker's own protocol tells settings, ONVIF only that somebody is there. */
export const DISCOVERY_PROTOCOLS = ['dhdiscover', 'sadp', 'ws-discovery'] as const satisfies readonly WireProtocol[];
export type DiscoveryProtocol = (typeof DISCOVERY_PROTOCOLS)[number];

/** Everything is optional but where it came from: what a reply leaves out, or spells so that it cannot be read, is undefined. */
export interface Introduction {
  readonly protocol: DiscoveryProtocol;
  /** Source of the datagram, the only thing in it that can be believed. */
  readonly address: string;
  /** Identity within one protocol where there is neither hardware address nor serial number (WS-Discovery: the endpoint's URN). */
  readonly endpoint?: string | undefined;
  readonly family?: Family | undefined;
  /** Make as its label says: `Lorex`, `Hikvision`. */
  readonly brand?: string | undefined;
  /** `other`: a camera, a door station, anything that records nothing. */
  readonly kind?: 'recorder' | 'other' | undefined;
  readonly mac?: string | undefined;
  readonly serial?: string | undefined;
  readonly model?: string | undefined;
  readonly firmware?: string | undefined;
  readonly tcpPort?: number | undefined;
  readonly httpPort?: number | undefined;
  readonly httpsPort?: number | undefined;
  readonly rtspPort?: number | undefined;
  readonly onvifPort?: number | undefined;
  readonly dhcp?: boolean | undefined;
  /** Address in its settings; null is 0.0.0.0. */
  readonly configured?: string | null | undefined;
  readonly prefix?: number | undefined;
  readonly gateway?: string | null | undefined;
  /** False: factory state, no password yet. */
  readonly initialized?: boolean | undefined;
}

/** One device, with what all of its replies tell together. */
export interface Discovered extends Omit<Introduction, 'protocol' | 'endpoint'> {
  readonly protocols: ReadonlySet<DiscoveryProtocol>;
}

/** Makes by model: only where the name leaves no doubt. Hikvision: DS-7…9 record, DS-2 are cameras, K, P and D doors, alarms, screens. */
const RECORDERS = /(^|[^a-z])(NVR|DVR|XVR|HVR|HCVR|HTVR|MHDX)|(^|\s)i?DS-[789]\d|recorder|NetworkVideoStorage/i;
const OTHERS = /(^|[^a-z])(IPC|VTO|VTH|VTS|doorbell|camera)|^DHI?-(SD|TPC)|(^|\s)i?DS-(2|K|P|D)/i;

/** What a model name, or any text that names the sort of device, gives away; undefined where it gives away nothing. */
export function kindByName(name: string | undefined): Introduction['kind'] {
  if (name === undefined) return undefined;
  return RECORDERS.test(name) ? 'recorder' : OTHERS.test(name) ? 'other' : undefined;
}

/** Text for people, at most 64 characters; undefined where nothing readable is left. */
export function label(value: unknown): string | undefined {
  const text = typeof value === 'string' ? cleanText(value, 64) : '';
  return text === '' ? undefined : text;
}

/** null: the field is empty or 0.0.0.0. */
export function addressOf(text: string | undefined): string | null | undefined {
  if (text === undefined || text.length > 64) return undefined;
  const trimmed = text.trim();
  return trimmed === '' || trimmed === '0.0.0.0' ? null : canonicalIp(trimmed);
}

/** In canonical form; all zeros and all ones belong to nobody. */
export function macOf(value: unknown): string | undefined {
  const mac = validate({ type: { kind: 'mac' }, title: '', sources: [] }, value);
  return typeof mac === 'string' && !/^(00:){5}00$|^(ff:){5}ff$/.test(mac) ? mac : undefined;
}

export function portOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65535 ? value : undefined;
}
