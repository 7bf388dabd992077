/** A simulated host as the programs on it see the world: the network seam. */
import type { Duplex } from 'node:stream';
import { ok } from '../../network/seam.js';
import type { Clock, Gateway, InterfaceAddress, Listener, Neighbour, Outcome, ServerNetwork, TcpOptions, UdpOptions, UdpSocket } from '../../network/seam.js';
import type { Host } from './host.js';
import type { Plug } from './segment.js';
import { connect, listen, type ConnectionHandler } from './tcp.js';
import { openUdp } from './udp.js';

export class HostView implements ServerNetwork {
  /**
   * `clock` decides whether time passes for the sake of this view: the laptop's and the phones' do, a device's keepalive does not.
   * `only` narrows the view to one plug, for a router's services on its home side.
   */
  constructor(
    private readonly host: Host,
    readonly clock: Clock,
    private readonly only?: Plug,
  ) {}

  private plugs(): readonly Plug[] {
    return (this.only ? [this.only] : this.host.plugs).filter((plug) => plug.up && plug.segment);
  }

  async interfaces(): Promise<readonly InterfaceAddress[]> {
    return this.plugs().flatMap((plug) =>
      plug.address === null ? [] : [{ interface: plug.name, mac: plug.mac, address: plug.address, prefix: plug.prefix, family: 4 as const }],
    );
  }

  async defaultGateway(): Promise<Outcome<Gateway | null>> {
    const address = this.host.gateway;
    const plug = address === null ? undefined : this.plugs().find((candidate) => candidate.onLink(address));
    return ok(address === null || !plug ? null : { address, interface: plug.name, tunnel: false });
  }

  async resolvers(): Promise<Outcome<readonly string[]>> {
    return ok(this.host.dns);
  }

  async neighbours(): Promise<Outcome<readonly Neighbour[]>> {
    return ok(this.host.neighbours().map(({ address, mac, plug }) => ({ address, mac, interface: plug.name })));
  }

  tcp(options: TcpOptions): Promise<Outcome<Duplex>> {
    return connect(this.host, options);
  }

  async udp(options: UdpOptions): Promise<Outcome<UdpSocket>> {
    return openUdp(this.host, options);
  }

  async listen(port: number, handler: ConnectionHandler, address?: string): Promise<Outcome<Listener>> {
    return listen(this.host, port, handler, address);
  }
}
