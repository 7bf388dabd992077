/** Setting up a real recorder at its monitor: nvr-doctor never writes to one, so a person does it, page by page. */
import { MIN_DOTS, PASSWORD_LENGTH, TOP_ROW_SYMBOLS, WIZARD_NOTES } from '../../accounts/index.js';
import type { Guide } from './guide.js';

export const INIT_GUIDE: Guide = {
  id: 'account-init',
  title: 'Setting up a recorder at its own monitor',
  before: [
    'A monitor or TV is connected to the HDMI or VGA port of the recorder itself, and a USB mouse to the recorder.',
    'A password manager (KeePass is one) is open on another device: everything that is chosen here goes into it at once. Nobody else stores it, and the vendor cannot read it out later.',
    'The window "Device Initialization" is on the screen. A recorder that shows pictures or asks for a password was set up before: see "nvr-doctor account reset".',
  ],
  steps: [
    {
      id: 'location',
      title: 'Device Initialization: location',
      steps: ['Location: choose the country that the recorder stands in.', 'Language: choose the language of the menus.', 'Video Standard: choose NTSC in the United States; PAL where television has 50 Hz.', 'Compare all three again, then click Next.'],
      note: 'The video standard matters most on this page: cameras with the other one show no picture, or one that flickers.',
    },
    {
      id: 'time',
      title: 'Device Initialization: time',
      steps: ['Time Zone: choose the zone that the recorder stands in.', 'Time: enter date and time by hand, to the minute.', 'Click Next.'],
      note: 'Unlock codes follow the date that the recorder shows, and recordings are found by its time.',
    },
    {
      id: 'password',
      title: 'Device Initialization: password of admin',
      steps: [
        `Password: ${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters, at least two kinds of small letters, capitals, digits and symbols.`,
        `Symbols: only those in the top row of the keyboard on the screen: ${[...TOP_ROW_SYMBOLS].join(' ')}`,
        'Confirm Password: the same again; capitals and small letters count.',
        'Prompt Question: words that remind you, and only you, of the password.',
        'Write the password into the password manager now, then click Next.',
      ],
      note: 'Some programs (ConfigTool on a Mac is one) take letters and digits only. Eight or more of both are enough, because wrong tries lock the account. Anybody at the screen can read the prompt question.',
    },
    {
      id: 'pattern',
      title: 'Device Initialization: unlock pattern',
      steps: [
        `Hold the left mouse button and draw a line through at least ${MIN_DOTS} of the 9 dots, or click Skip.`,
        'Draw the same line again. The window goes on by itself.',
      ],
      note: 'The pattern stands in for user name and password at this monitor only.',
    },
    {
      id: 'questions',
      title: 'Device Initialization: password protection. THE MOST IMPORTANT STEP',
      steps: [
        'Security Questions: leave the green button beside them switched on.',
        'Click into each of the three question fields and choose a question.',
        'Answer all three. Capitals and small letters count later; the same answer three times is allowed.',
        'Write questions and answers into the password manager, letter by letter.',
        'Click Save.',
      ],
      note: 'With the questions you can set a new password alone, in a minute. Without them a lost password means waiting for an unlock code from the vendor.',
    },
    {
      id: 'auto-update',
      title: 'Startup Wizard: auto-update',
      steps: ['Choose what you like, then click Next.'],
      note: WIZARD_NOTES['auto-update'] ?? '',
    },
    { id: 'general', title: 'Startup Wizard: general', steps: ['Give the recorder a name that tells the place, then click Next.'] },
    {
      id: 'ntp-dst',
      title: 'Startup Wizard: NTP and DST',
      steps: ['NTP: switch it on, so that the clock stays right.', 'DST: switch it on where clocks change in summer, and compare both dates.', 'Click Next.'],
    },
    {
      id: 'network',
      title: 'Startup Wizard: network',
      steps: ['DHCP: switch it on. The recorder then takes an address that fits the router.', 'Click Next.'],
      note: 'A fixed address stops working with the next router. Where ports are forwarded, reserve the address in the router instead.',
    },
    {
      id: 'p2p',
      title: 'Startup Wizard: P2P',
      steps: ['P2P: switch it on if the phone app shall find the recorder by its serial number.', 'Write the serial number down, then click Next.'],
    },
    { id: 'basic', title: 'Startup Wizard: basic', steps: ['HDD Full: choose Overwrite, or recording stops when the disk is full.', 'Click Next.'] },
    { id: 'encode', title: 'Startup Wizard: encode', steps: ['Keep what is there unless a camera needs something else, then click Next.'] },
    { id: 'schedule', title: 'Startup Wizard: schedule', steps: ['Choose when to record, then click OK.', '"Thank you for purchasing our product": click OK.'] },
  ],
  checks: [
    'Main Menu asks for a password, and admin can sign in with the new one.',
    'Date and time on the screen are right to the minute.',
    'Network > P2P: Status is Online.',
    'System > Account > Add User: a second administrator (group admin) is there as a backup, with a password of its own in the password manager.',
    'System > Account > Add User: everybody who only watches has an account of their own in group user.',
    'Serial number, passwords, questions and answers are in the password manager.',
    '"nvr-doctor account status" finds nothing.',
  ],
};
