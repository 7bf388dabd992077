/** `nvr-doctor [doctor]`: the main job. */
import type { CommandModule } from 'yargs';
import { ANSWER_OPTIONS, DOCTOR_OPTIONS, GATE_OPTIONS } from '../options.js';

export const doctorCommand: CommandModule = {
  command: ['doctor', '$0'],
  describe: 'Find out why the cameras cannot be seen from outside',
  builder: (yargs) => yargs.options({ ...DOCTOR_OPTIONS, ...GATE_OPTIONS, ...ANSWER_OPTIONS }),
  handler: async (args) => {
    const { runDoctorCommand } = await import('../doctor-run.js');
    await runDoctorCommand(args);
  },
};
