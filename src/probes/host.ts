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
      // Dial-up, or a VPN that took the only default route: what is at its far end is no router of this house.
      else observe.unknown('host.gateway', 'not-supported', 'the way out of this computer names no router of this house');
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
 * The address this computer has in the house: the one beside the router; else, where no tunnel is the way out, one on that interface;
 * else the first private address (a computer without a way out, or on a VPN, still stands on the home network).
 */
export function homeAddress(interfaces: readonly InterfaceAddress[], gateway: Gateway | null): InterfaceAddress | undefined {
  const onWires = interfaces.filter((i) => i.family === 4 && !(gateway?.tunnel && i.interface === gateway.interface));
  if (gateway) {
    const here = gateway.tunnel ? onWires : onWires.filter((i) => i.interface === gateway.interface);
    const besideRouter = here.find((i) => networkOf(i.address, i.prefix) === networkOf(gateway.address, i.prefix));
    const chosen = besideRouter ?? (gateway.tunnel ? undefined : here[0]);
    if (chosen) return chosen;
  }
  return onWires.find((i) => addressClass(i.address) === 'private') ?? onWires[0];
}
