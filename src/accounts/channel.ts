/** Where somebody asks from. Part of every operation, because most of the ways back into a recorder exist at its own screen only. */

export const CHANNELS = ['local-screen', 'web', 'app', 'sdk'] as const;
/** `local-screen`: monitor and mouse on the recorder itself. `web`: its pages in a browser. `app`: phone app. `sdk`: PC software and other programs. */
export type Channel = (typeof CHANNELS)[number];

/** Who asks: channel, address and the session where one is open. */
export interface Actor {
  readonly channel: Channel;
  /** Address of the client; `Local` at the recorder's own screen and nowhere else. */
  readonly address: string;
  readonly session: string | null;
}

export const LOCAL_ADDRESS = 'Local';
/** Somebody at the screen who is not signed in. */
export const AT_SCREEN: Actor = { channel: 'local-screen', address: LOCAL_ADDRESS, session: null };

/** What can be done with monitor and mouse alone. */
export type ScreenDeed = 'initialise' | 'hint' | 'pattern' | 'questions' | 'unlock-code' | 'wizard' | 'protection';

const SCREEN_REASONS: Readonly<Record<ScreenDeed, string>> = {
  initialise: 'The recorder is set up with a monitor or TV on its HDMI or VGA port and a USB mouse, not over the network.',
  hint: 'The password hint is shown in the sign-in window on the monitor of the recorder.',
  pattern: 'The unlock pattern stands in for name and password on the monitor of the recorder only.',
  questions: 'The security questions are asked on the monitor of the recorder, with its mouse.',
  'unlock-code': 'Unlock codes do not work in the web pages or in other software: the code must be entered on a monitor at the recorder, with its mouse.',
  wizard: 'The startup wizard runs on the monitor of the recorder.',
  protection: 'Hint, unlock pattern and security questions are set on the monitor of the recorder.',
};

/** Undefined where the deed may be done from here; else why not. */
export function screenFault(actor: Actor, deed: ScreenDeed): string | undefined {
  return isAtScreen(actor) ? undefined : SCREEN_REASONS[deed];
}

export function isAtScreen(actor: Actor): boolean {
  return actor.channel === 'local-screen' && actor.address === LOCAL_ADDRESS;
}

/** Nobody on the network is at the screen, and the screen has no network address. */
export function isPossible(actor: Actor): boolean {
  return (actor.channel === 'local-screen') === (actor.address === LOCAL_ADDRESS);
}
