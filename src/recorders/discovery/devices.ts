/** One list out of many replies: a device answers several times, by several protocols, and once per network card. */
import type { InterfaceAddress } from '../../network/seam.js';
import { DISCOVERY_PROTOCOLS, type Discovered, type Introduction } from './device.js';
import { onLink } from './on-link.js';

/** More replies that differ than any house has; only forgers go beyond. */
const MAX_REPLIES = 256;

/** Replies that speak of one device. */
type Group = Introduction[];

export class DeviceList {
  private readonly replies: Introduction[] = [];

  constructor(private readonly interfaces: readonly InterfaceAddress[]) {}

  /** False where it is a repetition, or one too many. */
  add(reply: Introduction): boolean {
    if (this.replies.length >= MAX_REPLIES || this.replies.some((known) => repeats(known, reply))) return false;
    this.replies.push(reply);
    return true;
  }

  /** Every device once, in the order in which they were first heard. */
  devices(): Discovered[] {
    return grouped(this.replies)
      .map((group) => ({ first: Math.min(...group.map((reply) => this.replies.indexOf(reply))), device: this.merged(group) }))
      .toSorted((a, b) => a.first - b.first)
      .map(({ device }) => device);
  }

  /** The device that this reply is about. */
  deviceOf(reply: Introduction): Discovered {
    return this.merged(grouped(this.replies).find((group) => group.includes(reply)) ?? [reply]);
  }

  /** What the best informed reply says comes first; of two addresses the one that this computer can reach. */
  private merged(group: Group): Discovered {
    const rank = (reply: Introduction): number => (onLink(reply.address, this.interfaces) ? 0 : DISCOVERY_PROTOCOLS.length) + DISCOVERY_PROTOCOLS.indexOf(reply.protocol);
    const sorted = group.toSorted((a, b) => rank(a) - rank(b));
    const first = <K extends keyof Introduction>(key: K): Introduction[K] | undefined => sorted.find((reply) => reply[key] !== undefined)?.[key];
    // Address, mask and gateway of two network cards must not be mixed.
    const network = sorted.find((reply) => reply.configured !== undefined);
    return {
      address: (sorted[0] as Introduction).address,
      protocols: new Set(sorted.map((reply) => reply.protocol)),
      family: first('family'),
      brand: first('brand'),
      kind: first('kind'),
      mac: first('mac'),
      serial: first('serial'),
      model: first('model'),
      firmware: first('firmware'),
      tcpPort: first('tcpPort'),
      httpPort: first('httpPort'),
      httpsPort: first('httpsPort'),
      rtspPort: first('rtspPort'),
      onvifPort: first('onvifPort'),
      dhcp: network?.dhcp,
      configured: network?.configured,
      prefix: network?.prefix,
      gateway: network?.gateway,
      initialized: first('initialized'),
    };
  }
}

function repeats(a: Introduction, b: Introduction): boolean {
  return a.protocol === b.protocol && a.address === b.address && a.mac === b.mac && a.serial === b.serial && a.endpoint === b.endpoint;
}

/**
 * By hardware address, else by serial number; what has neither belongs to the device at its address, or to its own kind by endpoint. Two
 * devices with one address (a conflict, which happens) stay two, and no reply ever joins two devices into one.
 */
function grouped(replies: readonly Introduction[]): Group[] {
  const groups: Group[] = [];
  const join = (reply: Introduction, fits: (member: Introduction) => boolean): boolean => {
    const group = groups.find((candidate) => candidate.some(fits));
    group?.push(reply);
    return group !== undefined;
  };
  const named = (reply: Introduction): boolean => reply.mac !== undefined || reply.serial !== undefined;
  for (const reply of replies.filter(named)) {
    const known =
      (reply.mac !== undefined && join(reply, (member) => member.mac === reply.mac)) ||
      (reply.serial !== undefined && join(reply, (member) => member.serial === reply.serial)) ||
      // ONVIF's hardware address and a serial number from elsewhere: nothing contradicts that they are one.
      join(reply, (member) => member.address === reply.address && member.protocol !== reply.protocol && !(member.mac !== undefined && reply.mac !== undefined) && !(member.serial !== undefined && reply.serial !== undefined));
    if (!known) groups.push([reply]);
  }
  for (const reply of replies.filter((candidate) => !named(candidate))) {
    const known = (reply.endpoint !== undefined && join(reply, (member) => member.endpoint === reply.endpoint)) || join(reply, (member) => member.address === reply.address);
    if (!known) groups.push([reply]);
  }
  return groups;
}
