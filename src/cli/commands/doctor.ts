/** `nvr-doctor [doctor]`: the main job. */
import type { CommandModule } from 'yargs';
import { ANSWER_OPTIONS, answering, DOCTOR_OPTIONS, GATE_FORMS, GATE_OPTIONS, NETWORK_OPTION, RULES_OPTIONS, TIMEOUT_OPTION } from '../options.js';

export const doctorCommand: CommandModule = {
  command: ['doctor', '$0'],
  describe: 'Find out why the cameras cannot be seen from outside',
  builder: (yargs) => answering(yargs, ...GATE_FORMS).options({ ...NETWORK_OPTION, ...TIMEOUT_OPTION, ...RULES_OPTIONS, ...DOCTOR_OPTIONS, ...GATE_OPTIONS, ...ANSWER_OPTIONS }),
  handler: async (args) => {
    const { runDoctorCommand } = await import('../doctor-run.js');
    await runDoctorCommand(args);
  },
};
