/** How Hikvision recorders differ on the wire, as data: a new model is a new row. Shapes are those of published replies of the model. */
import type { GuardStyle } from '../digest-guard.js';

/** A row of the list of admin ports; rows differ by model in number, order and fields. */
export interface AccessRow {
  readonly protocol: 'HTTP' | 'HTTPS' | 'RTSP' | 'DEV_MANAGE' | 'WebSocket' | 'IOT' | 'SDK_OVER_TLS';
  /** Whether the firmware leaves `enabled` out of this row. */
  readonly hidesEnabled?: true;
  /** Port of a service that is not among the recorder's settings, and off. */
  readonly off?: number;
  readonly extra?: Readonly<Record<string, boolean>>;
}

export interface HikvisionProfile {
  readonly model: string;
  readonly firmware: string;
  readonly released: string;
  readonly deviceType: 'NVR' | 'DVR' | 'IPCamera';
  readonly namespace: string;
  readonly version: '1.0' | '2.0';
  /** `{model}` stands for the model. */
  readonly realm: string;
  readonly digest: GuardStyle;
  /** The `Server` header; empty: none. */
  readonly server: string;
  readonly accesses: readonly AccessRow[];
  /** Documents that this model does not have: told as "not found", or as 403 `notSupport`. */
  readonly absent: Readonly<Record<string, 403 | 404>>;
  /** How anything else that is unknown is told. */
  readonly unknown: 403 | 404;
  /** Documents in whose place a `ResponseStatus` comes, under status 200. */
  readonly riskPassword: readonly string[];
  /** Whether `localTime` keeps the winter offset in summer. */
  readonly winterOffset: boolean;
  /** Rule for summer time at the end of the zone. */
  readonly summer: string;
  /** Whether P2P states its registration as a word; else as true or false. */
  readonly registerWord: boolean;
  /** Whether a port mapping names its service beside its protocol. */
  readonly namesService: boolean;
  /** False: `&` stands unescaped in text. */
  readonly escapes: boolean;
  readonly activation: 'Activate' | 'Activated';
  /** Whether the lock is told before a sign-in. */
  readonly tellsLock: boolean;
}

const CHALLENGE = 'Digest qop="auth", realm="{realm}", nonce="{nonce}", stale="{stale}"{algorithm}';
const HIKVISION = 'http://www.hikvision.com/ver20/XMLSchema';
const ISAPI = 'http://www.isapi.org/ver20/XMLSchema';
/** Paths that look as if they had to exist; no recorder has them. */
const NO_SUCH: HikvisionProfile['absent'] = {
  '/ISAPI/System/Network/NAT': 403,
  '/ISAPI/System/Network/serverPort': 403,
  '/ISAPI/System/Network/http': 403,
  '/ISAPI/System/Network/https': 403,
  '/ISAPI/System/Network/RTSP': 403,
};

const DS_7608NXI: HikvisionProfile = {
  model: 'DS-7608NXI-I2',
  firmware: 'V4.83.010',
  released: 'build 231129',
  deviceType: 'NVR',
  namespace: HIKVISION,
  version: '2.0',
  realm: '{model}',
  digest: { algorithms: ['MD5', 'SHA-256'], challenge: CHALLENGE },
  server: 'App-webs/',
  accesses: [
    { protocol: 'HTTP', extra: { redirectToHttps: false } },
    { protocol: 'RTSP' },
    { protocol: 'HTTPS', extra: { TLS1_1Enable: false, TLS1_2Enable: true } },
    { protocol: 'DEV_MANAGE' },
    { protocol: 'WebSocket', off: 7681 },
    { protocol: 'IOT', off: 30999 },
    { protocol: 'SDK_OVER_TLS', off: 8443, extra: { streamOverTls: false } },
  ],
  absent: { ...NO_SUCH, '/ISAPI/System/Network/UPnP/ports/status': 403 },
  unknown: 403,
  riskPassword: [],
  winterOffset: false,
  summer: 'DST01:00:00,M3.5.0/02:00:00,M10.5.0/03:00:00',
  registerWord: false,
  namesService: true,
  escapes: true,
  activation: 'Activate',
  tellsLock: true,
};

const DS_7616NI: HikvisionProfile = {
  ...DS_7608NXI,
  model: 'DS-7616NI-K2',
  firmware: 'V4.74.210',
  released: 'build 240108',
  realm: 'IP Camera(SIM21)',
  digest: { algorithms: ['none'], challenge: CHALLENGE },
  accesses: [
    { protocol: 'HTTP' },
    { protocol: 'RTSP' },
    { protocol: 'HTTPS' },
    { protocol: 'DEV_MANAGE', hidesEnabled: true },
  ],
  absent: { ...NO_SUCH, '/ISAPI/System/Network/Integrate': 404 },
  unknown: 404,
  winterOffset: true,
  registerWord: true,
  escapes: false,
};

const IDS_7204HUHI: HikvisionProfile = {
  ...DS_7608NXI,
  model: 'iDS-7204HUHI-M1',
  firmware: 'V4.30.210',
  released: 'build 210707',
  deviceType: 'DVR',
  namespace: ISAPI,
  version: '1.0',
  digest: { algorithms: ['SHA-256'], challenge: CHALLENGE },
  accesses: [
    { protocol: 'HTTP' },
    { protocol: 'RTSP' },
    { protocol: 'HTTPS' },
    { protocol: 'DEV_MANAGE' },
  ],
  absent: { ...NO_SUCH, '/ISAPI/System/Network/UPnP/ports/status': 404 },
  riskPassword: ['/ISAPI/System/status'],
  namesService: false,
  activation: 'Activated',
};

/** 2014: other numbers for the same rows, most of what came later is missing. */
const DS_2CD2532F: HikvisionProfile = {
  ...DS_7616NI,
  model: 'DS-2CD2532F-IWS',
  firmware: 'V5.2.0',
  released: 'build 140721',
  deviceType: 'IPCamera',
  version: '1.0',
  accesses: [{ protocol: 'HTTP' }, { protocol: 'HTTPS' }, { protocol: 'DEV_MANAGE' }, { protocol: 'RTSP' }],
  absent: { ...NO_SUCH, '/ISAPI/System/Network/EZVIZ': 404, '/ISAPI/System/activateStatus': 404, '/ISAPI/System/Network/UPnP/ports/status': 404, '/ISAPI/System/Network/Integrate': 404 },
  server: 'DNVRS-Webs',
  tellsLock: false,
};

export const HIKVISION_PROFILES: readonly HikvisionProfile[] = [DS_7608NXI, DS_7616NI, IDS_7204HUHI, DS_2CD2532F];

/** The row of a model; unknown models behave like the first. */
export function hikvisionProfile(model: string): HikvisionProfile {
  return HIKVISION_PROFILES.find((profile) => profile.model === model) ?? DS_7608NXI;
}
