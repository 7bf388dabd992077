/** The lab's router (IGD and NAT-PMP) on real sockets inside the router's namespace. Arguments: LAN address, WAN address, IGD version. */
import { startIgd } from '../../src/lab/devices/igd.js';
import { MemoryRouter } from '../../src/lab/devices/memory-router.js';
import { startNatPmp } from '../../src/lab/devices/nat-pmp.js';
import { hostNetwork } from '../../src/network/host/index.js';

const [lanAddress = '127.0.0.1', wanAddress = '192.88.98.7', version] = process.argv.slice(2);
const network = hostNetwork();
const router = new MemoryRouter({ clock: network.clock, lanAddress, wanAddress, igdVersion: version === '1' ? 1 : 2 });
await startIgd(network, { router, address: lanAddress });
await startNatPmp(network, { router, address: lanAddress });
process.stdout.write('ready\n');
