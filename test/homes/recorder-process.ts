/** The virtual recorder on real sockets, as a program of its own inside a namespace. Settings come as JSON in the first argument. */
import { createAccounts } from '../../src/accounts/index.js';
import { createRecorderState, startRecorder, type RecorderSettings } from '../../src/lab/devices/recorder/index.js';
import { hostNetwork } from '../../src/network/host/index.js';

interface Orders {
  readonly settings: RecorderSettings;
  readonly password: string;
  readonly refresh: boolean;
}

const orders = JSON.parse(process.argv[2] ?? '{}') as Orders;
const state = createRecorderState(orders.settings);
const accounts = { state: createAccounts({ realm: `Login to ${state.serial}`, users: [{ name: 'admin', password: orders.password, group: 'admin', reusable: true }] }) };
const recorder = await startRecorder(hostNetwork(), { state, accounts, address: state.network.address, keepaliveSeconds: 0 });
if (orders.refresh) await recorder.refresh();
process.stdout.write('ready\n');
process.on('SIGUSR1', () => void recorder.refresh());
process.on('SIGTERM', () => {
  process.stdout.write(`${JSON.stringify(recorder.counters)}\n`);
  process.exit(0);
});
