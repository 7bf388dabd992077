/** What was set up on a recorder, and what is at hand: each known or not. Not known is never no. */

/** Null: not known. */
export type Known = boolean | null;

export interface AskedKey {
  /** For the person; answered by yes, no, or "I do not know". */
  readonly question: string;
  /** How to find out. */
  readonly find: string;
}

export const SITUATION = {
  ownership: { question: 'Is the recorder yours, or has its owner asked you to do this?', find: 'Ask whoever bought it, and look for the invoice.' },
  initialised: { question: 'Was a password of admin ever set on this recorder?', find: 'Switch its monitor on: a recorder without one shows the window "Device Initialization".' },
  monitor: { question: 'Can somebody stand in front of the recorder with a monitor or TV and a USB mouse?', find: 'Look for the HDMI or VGA port and a USB port at the back of the recorder.' },
  hint: { question: 'Does the sign-in window show a hint?', find: 'At the sign-in window hold the mouse over the icon beside User Name.' },
  hintHelps: { question: 'Did the hint bring the password back?', find: 'Read the hint at the sign-in window.' },
  questions: { question: 'Were security questions set on this recorder?', find: 'At the sign-in window click the icon Forgot Password (or Forgot Pattern): it shows three questions, or it does not.' },
  answersKnown: { question: 'Are the answers to the security questions known, letter by letter?', find: 'Read the questions at the recorder, then look into the password manager and ask whoever set it up.' },
  secondAdministrator: { question: 'Is there a second account of group admin?', find: 'Ask whoever set the recorder up; phones and PC software show the user name that they sign in with.' },
  secondAdministratorKnown: { question: 'Is the password of that second administrator known?', find: 'Look into the password manager.' },
  oldPasswordAsked: { question: 'Does the recorder ask for the old password when the second administrator changes admin?', find: 'Sign in as the second administrator: Settings > System > Account, click admin, then Modify.' },
  resetEnabled: { question: 'Does the icon Forgot Password show a QR code?', find: 'At the sign-in window click the icon Forgot Password.' },
  contact: { question: 'Is an e-mail address or a phone number on file for a lost password?', find: 'The window with the QR code shows a part of it.' },
  contactReached: { question: 'Can you read the e-mail or the phone that is on file?', find: 'Compare what the screen shows in part with your own addresses.' },
  serialKnown: { question: 'Is the serial number of the recorder known?', find: 'Read it from the label on the recorder, or from Main Menu > Info > Version.' },
  boughtAfter2016: { question: 'Was the recorder bought after 2016?', find: 'Look at the invoice, or at the date on the label.' },
  vendorRefused: { question: 'Has the vendor said that there is no unlock code for this recorder?', find: 'Send the request that "nvr-doctor account unlock-request" writes.' },
  patternKnown: { question: 'Is the unlock pattern known?', find: 'Ask whoever sits at the monitor every day.' },
  footageSaved: { question: 'Are the recordings that matter saved elsewhere, or are there none?', find: 'Export them with an app or program that is still signed in, or let a technician copy the disks.' },
} as const satisfies Record<string, AskedKey>;

export type SituationKey = keyof typeof SITUATION;
export const SITUATION_KEYS = Object.keys(SITUATION) as readonly SituationKey[];

/** `promptAfterCode` is nothing that anybody knows before the code is typed, so it is not asked. */
export type Situation = Readonly<Record<SituationKey, Known>> & { readonly promptAfterCode: Known };

export const NOTHING_KNOWN: Situation = { ...(Object.fromEntries(SITUATION_KEYS.map((key) => [key, null])) as Record<SituationKey, Known>), promptAfterCode: null };
