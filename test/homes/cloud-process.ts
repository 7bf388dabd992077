/** The P2P cloud on a real socket, inside the provider's namespace. */
import { startCloud } from '../../src/lab/devices/cloud.js';
import { hostNetwork } from '../../src/network/host/index.js';

await startCloud(hostNetwork(), { address: process.argv[2] ?? '127.0.0.1' });
process.stdout.write('ready\n');
