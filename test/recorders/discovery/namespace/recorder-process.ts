/** A virtual recorder of some make on real sockets, inside a namespace. Arguments: `hikvision` or `onvif`, then its settings as JSON. */
import { createAccounts } from '../../../../src/accounts/index.js';
import { hikvisionFace } from '../../../../src/lab/devices/hikvision/index.js';
import { onvifFace, withOnvif } from '../../../../src/lab/devices/onvif/index.js';
import { createRecorderState, startRecorder, type RecorderSettings } from '../../../../src/lab/devices/recorder/index.js';
import { hostNetwork } from '../../../../src/network/host/index.js';

const [make, settings = '{}'] = process.argv.slice(2);
const state = createRecorderState(JSON.parse(settings) as RecorderSettings);
const accounts = { state: createAccounts({ realm: 'DS-7608NXI', users: [{ name: 'admin', password: 'canary-5ecret-1' }] }) };
const face = make === 'onvif' ? onvifFace({ changes: { addresses: 'zero' } }) : withOnvif(hikvisionFace());
const recorder = await startRecorder(hostNetwork(), { state, accounts, face, address: state.network.address, keepaliveSeconds: 0 });
process.stdout.write('ready\n');
process.on('SIGTERM', () => {
  process.stdout.write(`${JSON.stringify(recorder.counters)}\n`);
  process.exit(0);
});
