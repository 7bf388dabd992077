/** How firmware generations differ on the wire, as data. A new generation is a new row. */

export interface FirmwareProfile {
  readonly id: string;
  /** The DHDiscover and CGI class of the device. */
  readonly deviceClass: 'NVR' | 'HCVR';
  /** `deviceType` of getSystemInfo: a bare number on some generations. */
  readonly numericDeviceType: boolean;
  readonly build: string;
  /** How a lock is told over CGI. */
  readonly lockForm: 'json' | 'text';
  /** Form of "Authority:check failure." for unknown configs and missing rights. */
  readonly denialForm: 'json' | 'text';
  /** Status for a digest with a nonce that is no longer good. */
  readonly staleStatus: 401 | 403;
  readonly qop: string;
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
  lockForm: 'text',
  denialForm: 'text',
  staleStatus: 401,
  qop: 'auth',
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
  t2uShape: 'array',
  dnsShape: 'addresses',
};

/** Longest matching head of the version first. */
const BY_VERSION: readonly (readonly [string, FirmwareProfile])[] = [
  ['4.001', XVR_4_001],
  ['4.000', NVR_4_000],
  ['4.', NVR_4_000],
  ['3.', NVR_3_215],
];

/** The profile of a firmware version; also takes a profile id. Unknown versions behave like 4.000. */
export function profileOf(firmware: string): FirmwareProfile {
  const version = firmware.replace(/^[a-z]+/i, '');
  return BY_VERSION.find(([head]) => version.startsWith(head))?.[1] ?? NVR_4_000;
}
