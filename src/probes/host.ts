/** Where this computer stands: address, network, way out, name servers. Sends nothing. */
import { addressClass } from '../facts/address-class.js';
import { canonicalIp, networkOf } from '../facts/validate.js';
import type { Gateway, InterfaceAddress } from '../network/seam.js';
import { reasonOf } from './failure.js';
import type { Probe } from './probe.js';

export const host: Probe = {
  id: 'host',
  title: 'Looking at this computer',
  source: 'host',
  vantage: 'home',
  provides: ['host.address', 'host.network', 'host.gateway', 'host.dns', 'host.vpn'],
  after: [],
  touches: 'nothing',
  async run({ network, observe, progress }) {
    const [interfaces, gateway, resolvers] = await Promise.all([network.interfaces(), network.defaultGateway(), network.resolvers()]);

    if (gateway.ok) {
      observe.known('host.vpn', gateway.value?.tunnel ?? false);
      const address = gateway.value && canonicalIp(gateway.value.address);
      if (gateway.value === null) observe.known('host.gateway', null);
      else if (address && addressClass(address) !== 'unspecified') observe.known('host.gateway', address);
      // A point-to-point line is a way out without an address.
      else observe.unknown('host.gateway', 'not-supported', 'the default route has no gateway address');
    } else {
      const { detail } = gateway.failure;
      observe.unknown('host.gateway', reasonOf(gateway.failure), detail);
      observe.unknown('host.vpn', reasonOf(gateway.failure), detail);
    }

    if (resolvers.ok) observe.known('host.dns', resolvers.value.flatMap((server) => canonicalIp(server) ?? []));
    else observe.unknown('host.dns', reasonOf(resolvers.failure), resolvers.failure.detail);

    const own = homeAddress(interfaces, gateway.ok ? gateway.value : null);
    observe.known('host.address', own?.address ?? null);
    observe.known('host.network', (own && networkOf(own.address, own.prefix)) ?? null);
    progress(own ? `${own.address} on ${own.interface}` : 'no network');
  },
};

/**
 * The address this computer has in the house: on the interface of the default route, unless that is a tunnel; else the first
 * private address (a computer without a way out, or on a VPN, still stands on the home network).
 */
export function homeAddress(interfaces: readonly InterfaceAddress[], gateway: Gateway | null): InterfaceAddress | undefined {
  const v4 = interfaces.filter((i) => i.family === 4);
  if (gateway && !gateway.tunnel) {
    const here = v4.filter((i) => i.interface === gateway.interface);
    const onLink = here.find((i) => networkOf(i.address, i.prefix) === networkOf(gateway.address, i.prefix));
    if (onLink ?? here[0]) return onLink ?? here[0];
  }
  const outsideTunnel = v4.filter((i) => !gateway?.tunnel || i.interface !== gateway.interface);
  return outsideTunnel.find((i) => addressClass(i.address) === 'private') ?? outsideTunnel[0];
}
