/** The router as seen from inside: what it says of itself over UPnP and NAT-PMP. Routers lie; nothing here is believed alone. */
import { fact } from '../types.js';

export const ROUTER = {
  'router.igd.found': fact({
    type: { kind: 'bool' },
    title: 'whether the router answers UPnP',
    empty: 'false means: searched on every interface, and no internet gateway answered within the deadline',
    sources: ['igd'],
  }),
  'router.igd.model': fact({ type: { kind: 'text', max: 96 }, title: "the router's model", sources: ['igd'] }),
  'router.igd.version': fact({ type: { kind: 'int', min: 1, max: 2 }, title: "the router's UPnP version", sources: ['igd'] }),
  'router.igd.address': fact({ type: { kind: 'ip' }, title: 'the address of the router that answered UPnP', sources: ['igd'], sensitivity: 'personal' }),
  'router.igd.isGateway': fact({ type: { kind: 'bool' }, title: "whether the router that answered UPnP is this computer's gateway", sources: ['igd'] }),
  'router.igd.connected': fact({ type: { kind: 'bool' }, title: 'whether the router says that its internet line is up', sources: ['igd'] }),
  'router.igd.uptimeSeconds': fact({ type: { kind: 'int', min: 0 }, unit: 's', title: "how long the router's line has been up", sources: ['igd'] }),
  'router.igd.count': fact({ type: { kind: 'int', min: 0 }, title: 'how many routers answered UPnP', sources: ['igd'] }),

  'router.natpmp.found': fact({
    type: { kind: 'bool' },
    title: 'whether the router answers NAT-PMP',
    empty: 'false means: asked, and the port is closed or nothing came back',
    sources: ['nat-pmp'],
  }),
  'router.natpmp.epochSeconds': fact({ type: { kind: 'int', min: 0 }, unit: 's', title: 'seconds since the router last forgot its port rules', sources: ['nat-pmp'] }),

  'router.wanAddress': fact({
    type: { kind: 'ip' },
    title: "the address on the router's internet side",
    empty: 'null means: the router answered and named none (0.0.0.0 or empty)',
    nullable: true,
    sources: ['igd', 'nat-pmp'],
    sensitivity: 'personal',
  }),
  'router.mappings': fact({
    type: {
      kind: 'list',
      of: { record: { protocol: ['tcp', 'udp'], outside: 'port', host: 'ip', inside: 'port', enabled: 'bool', description: 'text', leaseSeconds: 'int' } },
      max: 256,
    },
    title: 'the port rules that the router lists',
    empty: '[] means: asked, and the list is empty. Many routers list only rules made by UPnP, not those made by hand',
    sources: ['igd'],
    sensitivity: 'personal',
  }),
} as const;
