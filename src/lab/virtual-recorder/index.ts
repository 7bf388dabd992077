/** A virtual recorder that lives in a file: its accounts outlast the process, and several processes may use it. */
import { createHash, randomBytes } from 'node:crypto';
import { createAccounts, type FirmwareTraits, type LockPolicy } from '../../accounts/index.js';
import { RECORDER_SERIAL } from '../addresses.js';
import { createRecorderState, realmOf } from '../devices/recorder/index.js';
import { VIRTUAL_RECORDER, type VirtualRecorder } from './document.js';
import { moveClock } from './clock.js';
import { VirtualRecorderFile } from './store.js';

export { moveClock, timeOf } from './clock.js';
export { VIRTUAL_RECORDER, type VirtualRecorder } from './document.js';
export type { Change, VirtualRecorderFile } from './store.js';

export interface FactoryNew {
  /** Default: the lab's own. */
  readonly serial?: string;
  readonly model?: string;
  readonly policy?: Partial<LockPolicy>;
  readonly firmware?: Partial<FirmwareTraits>;
  /** log2 of scrypt's N for its secrets, default 14. */
  readonly kdfCost?: number;
  /** Hex, 32 bytes; default: random. */
  readonly deskKey?: string;
  /** What its clock shows at the beginning, as for `moveClock`; default: UTC now. */
  readonly at?: string;
}

/** A recorder as it leaves the factory: nobody has set it up. */
export function factoryNew(options: FactoryNew = {}): VirtualRecorder {
  const state = createRecorderState({ serial: options.serial ?? RECORDER_SERIAL, ...(options.model === undefined ? {} : { model: options.model }) });
  const accounts = createAccounts({
    realm: realmOf(state.firmware, state.serial, (text) => createHash('md5').update(text).digest('hex')),
    users: [],
    ...(options.policy === undefined ? {} : { policy: options.policy }),
    ...(options.firmware === undefined ? {} : { firmware: options.firmware }),
    ...(options.kdfCost === undefined ? {} : { kdfCost: options.kdfCost }),
  });
  const fresh: VirtualRecorder = { schema: VIRTUAL_RECORDER, serial: state.serial, model: state.model, firmware: state.firmware, ahead: 0, deskKey: options.deskKey ?? randomBytes(32).toString('hex'), revision: 0, accounts, drafts: { initialisation: null, wizard: null } };
  return options.at === undefined ? fresh : moveClock(fresh, options.at, { mayGoBack: true });
}

/** @throws DoctorError where something of that name is there already, or the folder cannot be written */
export const createVirtualRecorder = (file: string, recorder: VirtualRecorder = factoryNew()): Promise<VirtualRecorderFile> => VirtualRecorderFile.create(file, recorder);

/** @throws DoctorError where there is no such file, it is damaged, or a later version wrote it; the file is left as it is */
export const openVirtualRecorder = (file: string): Promise<VirtualRecorderFile> => VirtualRecorderFile.open(file);
