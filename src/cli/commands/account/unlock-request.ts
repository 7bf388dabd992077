/** `nvr-doctor account unlock-request` */
import type { CommandModule } from 'yargs';
import { handlerOf } from './handler.js';
import { VIRTUAL_OPTIONS } from './options.js';

const YES_NO = ['yes', 'no'] as const;

export const unlockRequestCommand: CommandModule = {
  command: 'unlock-request',
  describe: "Write the request for the vendor's unlock code; nothing is sent",
  builder: (yargs) =>
    yargs.options({
      serial: { type: 'string', describe: 'Serial number of the recorder', requiresArg: true },
      'shown-date': { type: 'string', describe: 'Date that the screen of the recorder shows (YYYY-MM-DD), whatever today is', requiresArg: true },
      contact: { type: 'string', describe: 'Your e-mail address or phone number', requiresArg: true },
      owner: { type: 'string', choices: YES_NO, describe: 'Is the recorder yours, or do you act for its owner?', requiresArg: true },
      monitor: { type: 'string', choices: YES_NO, describe: 'Are monitor and USB mouse connected to the recorder?', requiresArg: true },
      'bought-after-2016': { type: 'string', choices: YES_NO, describe: 'Was it bought after 2016? Then the serial number is needed', requiresArg: true },
      proof: { type: 'string', describe: 'Proof of ownership that you can show, such as an invoice', requiresArg: true },
      settings: { type: 'string', describe: 'Report (JSON) or settings file that tells serial number and date', requiresArg: true },
      ...VIRTUAL_OPTIONS,
    }),
  handler: handlerOf(async () => (await import('../../account/unlock-request.js')).runUnlockRequest),
};
