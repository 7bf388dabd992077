/** Puts a story on the stage of a namespace home (recorder, outside helper, port rule, what happened then) and runs the built program in it. */
import { buildPrograms, CLI, program } from './programs.js';
import { LAN, NamespaceHome, type HomeOptions } from './namespaces.js';

export { whyNoHome } from './namespaces.js';

export const PASSWORD = 'Canary-4711';
export const DDNS_NAME = 'home.ddns.example';

export interface Story {
  readonly home?: HomeOptions;
  /** Port rule made before the trouble. */
  readonly forwarded?: boolean;
  readonly after?: (home: NamespaceHome) => Promise<void>;
  readonly works: 'yes' | 'no';
  readonly changed?: string;
}

export interface Stage {
  readonly home: NamespaceHome;
  /** One run of the program with `--json` in the laptop's namespace; another password than the recorder's may be given. */
  doctor(extra?: readonly string[], password?: string): ReturnType<NamespaceHome['run']>;
  /** The same, with Ctrl-C as soon as its progress says this. */
  interruptedDoctor(when: RegExp): ReturnType<NamespaceHome['run']>;
  /** Ends the recorder and tells what it counted. */
  recorderCounters(): Promise<Record<string, number>>;
}

export async function setStage(story: Story): Promise<Stage> {
  await buildPrograms();
  const home = await NamespaceHome.build(story.home);
  const env = (password: string): NodeJS.ProcessEnv => ({ NVR_DOCTOR_PASSWORD: password, XDG_STATE_HOME: home.scratch() });
  try {
    const at = story.home?.recorder ?? { address: LAN.recorder, prefix: 24, gateway: LAN.router };
    const settings = {
      network: { address: at.address, prefix: at.prefix, gateway: at.gateway ?? '0.0.0.0', dns: [LAN.router], dhcp: false },
      ddns: { enabled: true, hostname: DDNS_NAME },
      p2p: { enabled: false },
    };
    const recorder = await home.program('recorder', program('recorder-process'), [JSON.stringify({ settings, password: PASSWORD, refresh: false })]);
    home.daemon('remote', process.execPath, [CLI, 'outside', 'serve', '--address', '198.51.100.60', '--port', '8787']);
    await home.untilPort('remote', 8787);
    if (story.forwarded) home.forward(37777);
    await story.after?.(home);
    return {
      home,
      doctor: (extra = ['--json'], password = PASSWORD) => home.run('laptop', process.execPath, [CLI, ...extra, ...optionsOf(story)], { env: env(password) }),
      interruptedDoctor: (when) => home.run('laptop', process.execPath, [CLI, '--json', '--verbose', ...optionsOf(story)], { env: env(PASSWORD), interruptWhen: when }),
      recorderCounters: async () => {
        const said = await recorder.stop();
        return JSON.parse(said.slice(said.indexOf('{'))) as Record<string, number>;
      },
    };
  } catch (error) {
    await home.close();
    throw error;
  }
}

function optionsOf(story: Story): string[] {
  return [
    '--no-input', '--method', 'ddns', '--app-host', DDNS_NAME, '--app-port', '37777', '--app-user', 'admin', '--user', 'admin',
    '--works-away', story.works, ...(story.changed ? ['--changed', story.changed] : []),
    '--outside', 'http://198.51.100.60:8787', '--stun', '203.0.113.1:3478', '--stun', '203.0.113.2:3478', '--resolver', '203.0.113.9',
  ];
}
