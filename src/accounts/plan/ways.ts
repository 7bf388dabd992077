/** The ways back to a lost password, in the order in which they are taken: the cheapest and safest first. */
import type { Guide } from '../guide/types.js';
import { HINT_GUIDE, LAST_RESORT_GUIDE, QUESTIONS_GUIDE, SECOND_ADMINISTRATOR_GUIDE, unlockGuide, VENDOR_RESET_GUIDE } from '../guide/index.js';
import type { Situation, SituationKey } from './situation.js';

export const WAYS = ['hint', 'questions', 'second-administrator', 'vendor-reset', 'unlock-code', 'last-resort'] as const;
export type WayId = (typeof WAYS)[number];

export interface Need {
  readonly key: SituationKey;
  readonly wanted: boolean;
  /** What must be true, as the prerequisite is printed. */
  readonly sentence: string;
  /** Otherwise: it can be had (`get`), or the way falls away (`closed`). */
  readonly otherwise: { readonly get: string } | { readonly closed: string };
  /** Not needed where this is so. */
  readonly unless?: { readonly key: SituationKey; readonly is: boolean };
}

export interface Way {
  readonly id: WayId;
  readonly title: string;
  /** Time, money, and what is lost. */
  readonly cost: string;
  readonly needs: readonly Need[];
  readonly guide: (situation: Situation) => Guide;
}

const SCREEN: Need = {
  key: 'monitor',
  wanted: true,
  sentence: 'somebody stands at the recorder with a monitor and a USB mouse',
  otherwise: { get: 'Bring a monitor or TV and a USB mouse to the recorder; it works nowhere else.' },
};

const need = (key: SituationKey, sentence: string, closed: string): Need => ({ key, wanted: true, sentence, otherwise: { closed } });

export const WAY_LIST: readonly Way[] = [
  {
    id: 'hint',
    title: 'The password hint',
    cost: 'A minute; nothing is changed.',
    needs: [SCREEN, need('hint', 'a hint was set', 'No hint was set.'), need('hintHelps', 'the hint brings the password back', 'The hint did not bring the password back, and guessing locks the account.')],
    guide: () => HINT_GUIDE,
  },
  {
    id: 'questions',
    title: 'The security questions',
    cost: 'Five minutes. Every phone and program needs the new password.',
    needs: [
      SCREEN,
      need('questions', 'security questions were set', 'No security questions were set on this recorder.'),
      need('answersKnown', 'the three answers are known, in their letter case', 'The answers are not known; five wrong sets lock admin for five minutes.'),
    ],
    guide: () => QUESTIONS_GUIDE,
  },
  {
    id: 'second-administrator',
    title: 'A second administrator changes the password',
    cost: 'Five minutes. Every phone and program of admin needs the new password.',
    needs: [
      need('secondAdministrator', 'there is a second account of group admin', 'There is no second administrator.'),
      need('secondAdministratorKnown', 'its password is known', 'The password of the second administrator is not known either.'),
      { key: 'oldPasswordAsked', wanted: false, sentence: 'the recorder does not ask for the old password of admin', otherwise: { closed: 'The recorder asks for the old password of admin. An unlock code stands in for it, and the second administrator saves half of the steps then.' } },
    ],
    guide: () => SECOND_ADMINISTRATOR_GUIDE,
  },
  {
    id: 'vendor-reset',
    title: "A code by e-mail or phone, with the vendor's app",
    cost: 'Ten minutes. Every phone and program needs the new password.',
    needs: [
      SCREEN,
      need('resetEnabled', 'the reset with a QR code is switched on', 'The reset with a QR code is switched off, or this recorder has none.'),
      need('contact', 'an e-mail address or phone number is on file', 'No e-mail address or phone number is on file.'),
      need('contactReached', 'it can be read', 'Nobody can read the e-mail or phone that is on file.'),
    ],
    guide: () => VENDOR_RESET_GUIDE,
  },
  {
    id: 'unlock-code',
    title: "The vendor's unlock code",
    cost: 'Hours to days, until the vendor has answered. Every phone and program needs the new password.',
    needs: [
      SCREEN,
      {
        key: 'serialKnown',
        wanted: true,
        sentence: 'the serial number is known (units bought after 2016)',
        otherwise: { get: 'Read the serial number from the label on the recorder.' },
        unless: { key: 'boughtAfter2016', is: false },
      },
      { key: 'vendorRefused', wanted: false, sentence: 'the vendor has not said no', otherwise: { closed: 'The vendor has no code for this recorder.' } },
    ],
    guide: ({ promptAfterCode, secondAdministrator, secondAdministratorKnown }) => unlockGuide(promptAfterCode, secondAdministrator === true && secondAdministratorKnown === true),
  },
  {
    id: 'last-resort',
    title: 'Factory settings by the vendor or a technician',
    cost: 'Days. Users, P2P, DDNS and all settings are lost, perhaps the recordings as well.',
    needs: [{ key: 'footageSaved', wanted: true, sentence: 'the recordings that matter are saved', otherwise: { get: 'Save the recordings that matter first.' } }],
    guide: () => LAST_RESORT_GUIDE,
  },
];
