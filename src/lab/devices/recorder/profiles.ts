/** How firmware generations differ on the wire, as data (recorder-side facts by generation). A new generation is a new row. */

export const DIGEST_ALGORITHMS = ['MD5', 'MD5-sess', 'SHA-256', 'SHA-256-sess'] as const;
export type DigestAlgorithm = (typeof DIGEST_ALGORITHMS)[number];

export interface FirmwareProfile {
  readonly id: string;
  /** The DHDiscover and CGI class of the device. */
  readonly deviceClass: 'NVR' | 'HCVR' | 'IPC';
  /** `deviceType` of getSystemInfo: a bare number on some generations. */
  readonly numericDeviceType: boolean;
  readonly build: string;
  /** What follows "Login to" in the realm. `salt`: 32 hex digits that change with the password. */
  readonly realm: 'serial' | 'salt';
  /** `digest`, or `basic`: the password in clear under the realm `Device_CGI`. */
  readonly scheme: 'digest' | 'basic';
  /** Named in the challenge; undefined: none is named, which means MD5. */
  readonly algorithm: DigestAlgorithm | undefined;
  readonly qop: string;
  /** CGI says 401 to the right password as well: the account may sign in by the maker's own protocols only. */
  readonly cgiClosed: boolean;
  /** `action` must be the first parameter of a CGI query. */
  readonly actionFirst: boolean;
  /** How a lock is told over CGI. */
  readonly lockForm: 'json' | 'text';
  /** Form of "Authority:check failure." for unknown configs and missing rights. */
  readonly denialForm: 'json' | 'text';
  /** Status for a digest with a nonce that is no longer good. */
  readonly staleStatus: 401 | 403;
  /** JSON calls at `/RPC2_Login` and `/RPC2`. `cookie`: the session of the second step is another one, and only good with its cookie. */
  readonly rpc: 'none' | 'session' | 'cookie';
  /** `result` of a success that gives a handle or nothing: the bare `true`, or a number. */
  readonly rpcResult: 'bool' | 'number';
  /** `netApp` methods want an object from `netApp.factory.instance`. */
  readonly netAppObject: boolean;
  /** Calls inside `system.multicall` are done; else each comes back false. */
  readonly multicall: boolean;
  readonly t2uShape: 'array' | 'object';
  readonly dnsShape: 'list' | 'addresses';
  readonly linkKey: 'Status' | 'ConnStatus';
  readonly userIdKey: 'Id' | 'ID';
  /** Configs that exist but are not told. */
  readonly refusedConfigs: readonly string[];
  /** `/OutsideCmd` exists. */
  readonly outsideCmd: boolean;
}

const NVR_3_215: FirmwareProfile = {
  id: 'nvr3.215',
  deviceClass: 'NVR',
  numericDeviceType: true,
  build: '2018-03-15',
  realm: 'serial',
  scheme: 'digest',
  algorithm: undefined,
  qop: 'auth',
  cgiClosed: false,
  actionFirst: false,
  lockForm: 'text',
  denialForm: 'text',
  staleStatus: 401,
  rpc: 'session',
  rpcResult: 'bool',
  netAppObject: true,
  multicall: true,
  t2uShape: 'array',
  dnsShape: 'list',
  linkKey: 'ConnStatus',
  userIdKey: 'ID',
  refusedConfigs: ['Https'],
  outsideCmd: false,
};

const NVR_4_000: FirmwareProfile = {
  ...NVR_3_215,
  id: 'nvr4.000',
  build: '2020-06-05',
  lockForm: 'json',
  denialForm: 'json',
  staleStatus: 403,
  rpcResult: 'number',
  netAppObject: false,
  t2uShape: 'object',
  linkKey: 'Status',
  userIdKey: 'Id',
  refusedConfigs: [],
  outsideCmd: true,
};

const XVR_4_001: FirmwareProfile = {
  ...NVR_4_000,
  id: 'xvr4.001',
  deviceClass: 'HCVR',
  build: '2021-03-06 10:32:02',
  denialForm: 'text',
  staleStatus: 401,
  qop: 'auth,auth-int',
  rpcResult: 'bool',
  t2uShape: 'array',
  dnsShape: 'addresses',
};

const NVR_5_001: FirmwareProfile = {
  ...NVR_4_000,
  id: 'nvr5.001',
  build: '2026-03-11',
  realm: 'salt',
  algorithm: 'MD5',
  qop: 'auth, auth-int',
  actionFirst: true,
  rpc: 'cookie',
  rpcResult: 'bool',
  multicall: false,
  t2uShape: 'array',
};

/** A camera of 2014: the password in clear, and no JSON calls yet. */
const IPC_2_420: FirmwareProfile = {
  ...NVR_3_215,
  id: 'ipc2.420',
  deviceClass: 'IPC',
  numericDeviceType: false,
  build: '2014-06-19',
  scheme: 'basic',
  rpc: 'none',
  t2uShape: 'object',
  refusedConfigs: ['Https', 'T2UServer', 'PwdReset'],
};

/** A camera of 2022 in "private protocol" mode: CGI refuses everybody, the JSON calls work. */
const IPC_2_800: FirmwareProfile = {
  ...NVR_4_000,
  id: 'ipc2.800',
  deviceClass: 'IPC',
  numericDeviceType: false,
  build: '2022-04-28',
  realm: 'salt',
  cgiClosed: true,
  rpcResult: 'bool',
  t2uShape: 'object',
};

/** Longest matching head of the version first. */
const BY_VERSION: readonly (readonly [string, FirmwareProfile])[] = [
  ['2.420', IPC_2_420],
  ['2.800', IPC_2_800],
  ['4.001', XVR_4_001],
  ['4.000', NVR_4_000],
  ['2.', IPC_2_420],
  ['3.', NVR_3_215],
  ['4.', NVR_4_000],
  ['5.', NVR_5_001],
];

/** The profile of a firmware version; also takes a profile id. Unknown versions behave like 4.000. */
export function profileOf(firmware: string): FirmwareProfile {
  const version = firmware.replace(/^[a-z]+/i, '');
  return BY_VERSION.find(([head]) => version.startsWith(head))?.[1] ?? NVR_4_000;
}

/** One recorder of each kind that the lab can show: what to write into its settings. */
export const RECORDER_KINDS: Readonly<Record<string, { readonly firmware: string; readonly model: string; readonly initialized: boolean }>> = {
  'nvr3.215': { firmware: '3.215.0000000.1', model: 'DH-NVR4108', initialized: true },
  'nvr4.000': { firmware: '4.000.0000000.6.R', model: 'DH-NVR608H-128-4KS3/I', initialized: true },
  'xvr4.001': { firmware: '4.001.0000000.14', model: 'DH-XVR1B16-I', initialized: true },
  'nvr5.001': { firmware: '5.001.0000000.2.R', model: 'DHI-NVR5232-EI', initialized: true },
  'ipc2.420': { firmware: '2.420.0000.0.R', model: 'IPC-HFW4300S-V2', initialized: true },
  'ipc2.800': { firmware: '2.800.00IB003.0.T', model: 'VIP-1230-D-G3', initialized: true },
  uninitialised: { firmware: '4.001.0000000.14', model: 'DH-XVR1B16-I', initialized: false },
};

/** The realm of a recorder's challenges. `times`: how often the password has been changed. */
export function realmOf(firmware: string, serial: string, saltOf: (text: string) => string, times = 0): string {
  return `Login to ${profileOf(firmware).realm === 'salt' ? saltOf(`${serial}:${times}`) : serial}`;
}
