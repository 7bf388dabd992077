/**
 * The recorder's own menus as people see them on its screen (Dahua family: IC Realtime, Lorex, Amcrest and others), in their order: where
 * each fact stands, what it is called there, and what an empty field looks like. Words differ a little from model to model.
 */
import type { FactPath } from '../../facts/dictionary.js';
import type { Json } from '../../facts/observation.js';

export interface MenuQuestion {
  readonly path: FactPath;
  /** Words on the screen. */
  readonly label: string;
  /** How to read it: one sentence. */
  readonly how: string;
  /** What an empty field looks like; present where "none" is an answer. */
  readonly empty?: string;
  /** What the values of a switch or a choice are called on the screen. */
  readonly words?: Readonly<Record<string, string>>;
  readonly example?: string;
  /** Not asked where an earlier answer makes it pointless; `then` is what follows from that answer. */
  readonly unless?: { readonly path: FactPath; readonly is: Json; readonly then?: Json };
  /** `clock`: date and time, from which the difference to this computer's clock is taken. */
  readonly form?: 'clock';
}

export interface MenuPage {
  readonly menu: string;
  readonly questions: readonly MenuQuestion[];
}

const ON_OFF = { true: 'On (ticked)', false: 'Off (not ticked)' };
const NO_ADDRESS = 'the field is empty or shows 0.0.0.0';
const WITHOUT_DDNS = { path: 'recorder.ddns.enabled', is: false } as const;
const WITHOUT_P2P = { path: 'recorder.p2p.enabled', is: false } as const;

export const MENU: readonly MenuPage[] = [
  {
    menu: 'Main Menu > Network > TCP/IP',
    questions: [
      { path: 'recorder.network.dhcp', label: 'DHCP', how: 'Where there are several network cards, look at the one marked as default.', words: ON_OFF },
      { path: 'recorder.network.address', label: 'IP Address', how: 'Four numbers with dots; they show also where they cannot be changed.', empty: NO_ADDRESS, example: '192.168.1.64' },
      { path: 'recorder.network.prefix', label: 'Subnet Mask', how: 'Four numbers with dots, below the address.', example: '255.255.255.0' },
      { path: 'recorder.network.gateway', label: 'Default Gateway', how: 'Four numbers with dots, below the mask.', empty: NO_ADDRESS, example: '192.168.1.1' },
      { path: 'recorder.network.dnsAuto', label: 'DNS: obtain automatically', how: 'A tick or a choice near the DNS fields.', words: { true: 'Automatic', false: 'Typed in by hand' } },
      { path: 'recorder.network.dns', label: 'Preferred DNS, Alternate DNS', how: 'One or two addresses; separate them with a blank.', empty: 'both fields are empty or show 0.0.0.0', example: '192.168.1.1 8.8.8.8' },
      { path: 'recorder.network.mtu', label: 'MTU', how: 'A number, often 1500.', example: '1500' },
      { path: 'recorder.network.defaultInterface', label: 'Default Card (Default Ethernet Port)', how: 'Only on recorders with several network sockets.', empty: 'there is no such field', example: 'eth0' },
      { path: 'recorder.network.link', label: 'State of the cable', how: 'Look at the small light at the network socket on the back, or at the page Main Menu > Info > Network.', words: { up: 'Connected (the light is on)', down: 'Not connected (the light is off)' } },
      { path: 'recorder.network.linkSpeed', label: 'Speed of the cable', how: 'On the page Main Menu > Info > Network, in Mbit/s.', example: '1000' },
    ],
  },
  {
    menu: 'Main Menu > Network > Connection (on some models: Port)',
    questions: [
      { path: 'recorder.ports.tcp', label: 'TCP Port', how: 'The port that the app uses.', example: '37777' },
      { path: 'recorder.ports.udp', label: 'UDP Port', how: 'A number.', example: '37778' },
      { path: 'recorder.ports.http', label: 'HTTP Port', how: 'The port of the web page.', example: '80' },
      { path: 'recorder.ports.httpsEnabled', label: 'HTTPS', how: 'A tick beside the HTTPS port.', words: ON_OFF },
      { path: 'recorder.ports.https', label: 'HTTPS Port', how: 'A number.', example: '443' },
      { path: 'recorder.ports.rtspEnabled', label: 'RTSP', how: 'A tick beside the RTSP port, where there is one.', words: ON_OFF },
      { path: 'recorder.ports.rtsp', label: 'RTSP Port', how: 'A number.', example: '554' },
      { path: 'recorder.ports.maxConnections', label: 'Max Connection', how: 'A number.', example: '128' },
    ],
  },
  {
    menu: 'Main Menu > Network > Switch (only on recorders with camera sockets)',
    questions: [{ path: 'recorder.network.poeSubnet', label: 'IP Address and Subnet Mask', how: 'The address, a slash, and the mask.', empty: 'there is no such page', example: '10.1.1.1/255.255.255.0' }],
  },
  { menu: 'Main Menu > Network > PPPoE', questions: [{ path: 'recorder.network.pppoe', label: 'PPPoE: Enable', how: 'A tick at the top of the page.', words: ON_OFF }] },
  {
    menu: 'Main Menu > Network > P2P',
    questions: [
      { path: 'recorder.p2p.enabled', label: 'P2P: Enable', how: 'A tick at the top of the page.', words: ON_OFF },
      { path: 'recorder.p2p.status', label: 'Status', how: 'The word beside Status, or below the tick.', words: { online: 'Online (Connection succeeded)', offline: 'Offline (Connection failed)' }, unless: WITHOUT_P2P },
    ],
  },
  {
    menu: 'Main Menu > Network > DDNS',
    questions: [
      { path: 'recorder.ddns.enabled', label: 'DDNS: Enable', how: 'A tick at the top of the page.', words: ON_OFF },
      { path: 'recorder.ddns.provider', label: 'Type (DDNS Type)', how: 'The name of the service that is chosen.', empty: 'nothing is chosen', example: 'NO-IP DDNS', unless: { ...WITHOUT_DDNS, then: null } },
      { path: 'recorder.ddns.hostname', label: 'Domain Name (Host Name)', how: 'The name that stands in the app.', empty: 'the field is empty', example: 'myhouse.ddns.net', unless: { ...WITHOUT_DDNS, then: null } },
      { path: 'recorder.ddns.lastResult', label: 'Test', how: 'What the page says about the last update, word for word.', unless: WITHOUT_DDNS },
    ],
  },
  {
    menu: 'Main Menu > Network > UPnP',
    questions: [
      { path: 'recorder.upnp.enabled', label: 'Port Mapping (UPnP): Enable', how: 'A tick at the top of the page.', words: ON_OFF },
      {
        path: 'recorder.upnp.mappings',
        label: 'Port Mapping List',
        how: 'For each line: protocol, internal port, external port, and on or off for its tick; separate lines with a semicolon.',
        empty: 'the list has no line',
        example: 'tcp 37777 37777 on; tcp 80 8080 off',
      },
    ],
  },
  {
    menu: 'Main Menu > Network > Access Filter (IP Filter, Trusted Sites)',
    questions: [
      { path: 'recorder.filter.mode', label: 'Access Filter', how: 'The tick, and the kind of list that is chosen.', words: { off: 'Off', allow: 'On, with a list of allowed addresses (Trusted Sites)', deny: 'On, with a list of blocked addresses' } },
      { path: 'recorder.filter.addresses', label: 'Addresses in the list', how: 'As they stand there; separate them with a blank.', empty: 'the list has no line', example: '192.168.1.20 192.168.1.21', unless: { path: 'recorder.filter.mode', is: 'off' } },
    ],
  },
  {
    menu: 'Main Menu > System > General > Date & Time',
    questions: [
      { path: 'recorder.time.offsetSeconds', label: 'Date and time', how: "The recorder's clock, year first.", example: '2026-11-22 17:05', form: 'clock' },
      { path: 'recorder.time.shownDate', label: 'Date', how: 'Year, month and day, in this order.', example: '2026-11-22' },
      { path: 'recorder.time.zone', label: 'Time Zone', how: 'Word for word.', example: 'GMT-05:00' },
      { path: 'recorder.time.dstEnabled', label: 'DST', how: 'A tick.', words: ON_OFF },
      { path: 'recorder.time.ntpEnabled', label: 'NTP', how: 'A tick.', words: ON_OFF },
      { path: 'recorder.time.ntpServer', label: 'Server (Host IP)', how: 'Below NTP.', empty: 'the field is empty', example: 'pool.ntp.org' },
    ],
  },
  {
    menu: 'Main Menu > System > Account',
    questions: [
      { path: 'recorder.accounts.appUserReusable', label: 'Reusable', how: 'Choose the account that the app uses, press Modify (the pencil) and look at the tick; leave without saving.', words: ON_OFF },
    ],
  },
  {
    menu: 'Main Menu > System > Security > Illegal Login (on some models: Account Lockout)',
    questions: [
      { path: 'recorder.accounts.lockEnabled', label: 'Lock: Enable', how: 'Whether wrong passwords lock an account.', words: ON_OFF },
      { path: 'recorder.accounts.lockTries', label: 'Attempt(s)', how: 'A number.', example: '5' },
      { path: 'recorder.accounts.lockMinutes', label: 'Lock Time', how: 'In minutes.', example: '30' },
      { path: 'recorder.accounts.onvifLogin', label: 'ONVIF: login check', how: 'Whether other programs must sign in.', words: ON_OFF },
    ],
  },
  {
    menu: 'Main Menu > System > Account > Password Reset',
    questions: [
      { path: 'recorder.recovery.enabled', label: 'Password Reset: Enable', how: 'A tick or a green switch.', words: ON_OFF },
      { path: 'recorder.recovery.contact', label: 'Reserved Email', how: 'Only whether one is there; do not write it down.', words: { true: 'An address or number is there', false: 'The field is empty' } },
      { path: 'recorder.recovery.questions', label: 'Security Question', how: 'Only whether questions are set; never write down an answer.', words: { true: 'Questions are set', false: 'None are set' } },
    ],
  },
  {
    menu: 'The sign-in window of the recorder',
    questions: [
      { path: 'recorder.initialized', label: 'The first window', how: 'What shows when nobody is signed in.', words: { true: 'It asks for a password or a pattern', false: 'It asks to choose a country or to make a new password' } },
      { path: 'recorder.recovery.hint', label: 'Password hint', how: 'A small sign beside the password field.', words: { true: 'There is a hint', false: 'There is none' } },
      { path: 'recorder.recovery.pattern', label: 'Unlock pattern', how: 'Nine dots to join.', words: { true: 'It asks for a pattern', false: 'It does not' } },
    ],
  },
  {
    menu: 'Main Menu > Info > System > Version',
    questions: [
      { path: 'recorder.brand', label: 'Make', how: 'The name on the front of the recorder.', example: 'IC Realtime' },
      { path: 'recorder.model', label: 'Device Model', how: 'As it stands there, or on the label below the recorder.', example: 'NVR-7216' },
      { path: 'recorder.serial', label: 'Serial No. (SN)', how: 'As it stands there, or on the label below the recorder.' },
      { path: 'recorder.firmware', label: 'System Version', how: 'As it stands there.', example: '4.001.0000000.14' },
    ],
  },
];

/** In the order in which a person walks through the menus. */
export const MENU_ORDER: readonly FactPath[] = MENU.flatMap((page) => page.questions.map((question) => question.path));
