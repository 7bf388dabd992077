/** The computer that runs nvr-doctor. */
import { fact } from '../types.js';

export const HOST = {
  'host.address': fact({
    type: { kind: 'ip' },
    title: "this computer's address",
    empty: 'null means that no interface has an IPv4 address',
    nullable: true,
    sources: ['host'],
    sensitivity: 'personal',
  }),
  'host.network': fact({ type: { kind: 'cidr' }, title: "this computer's network", empty: 'null means no IPv4 network', nullable: true, sources: ['host'], sensitivity: 'personal' }),
  'host.gateway': fact({
    type: { kind: 'ip' },
    title: "the address of this house's router",
    empty: "null means that there is no default route; the far end of a VPN is no router of the house, and is never taken for one",
    nullable: true,
    sources: ['host'],
    sensitivity: 'personal',
  }),
  'host.dns': fact({
    type: { kind: 'list', of: 'ip', max: 16 },
    title: "this computer's name servers",
    empty: '[] means that none is configured',
    sources: ['host'],
    sensitivity: 'personal',
  }),
  'host.vpn': fact({ type: { kind: 'bool' }, title: "whether this computer's way out is a VPN", sources: ['host'] }),
} as const;
