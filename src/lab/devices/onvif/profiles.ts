/** How ONVIF device services differ, as data: a new habit is a new row. */

export interface OnvifProfile {
  readonly id: string;
  /** What a recorder with this habit and no other make's face calls itself. */
  readonly model: string;
  readonly manufacturer: string;
  /** Who may read: anyone, or who signs in by HTTP digest, by WS-UsernameToken, or by either. */
  readonly auth: 'none' | 'digest' | 'token' | 'either';
  /** Whether even the clock is told only after a sign-in. */
  readonly timeNeedsAuth: boolean;
  /** Status under which a fault comes. */
  readonly faultStatus: 200 | 400 | 401;
  /** `bad-prefix`: the envelope declares one prefix and opens its body with another. `typographic`: the XML declaration has typographic quotes. */
  readonly ugly?: 'bad-prefix' | 'typographic';
  /** Where its discovery says that it is. `old`: an address from before it moved. */
  readonly addresses: 'right' | 'zero' | 'old' | 'two';
  /** Whether GetUsers tells passwords. */
  readonly tellsPasswords: boolean;
  /** Whether the clock is told in UTC only; else the wall clock stands beside it. */
  readonly utcOnly: boolean;
}

const PLAIN: OnvifProfile = {
  id: 'plain',
  model: 'NVR-1016',
  manufacturer: 'General',
  auth: 'either',
  timeNeedsAuth: false,
  faultStatus: 400,
  addresses: 'right',
  tellsPasswords: false,
  utcOnly: false,
};

export const ONVIF_PROFILES: readonly OnvifProfile[] = [
  PLAIN,
  /** Tells everything to everyone, as cheap recorders do. */
  { ...PLAIN, id: 'lax', model: 'NVR-1008P', manufacturer: 'ONVIF', auth: 'none', addresses: 'zero', tellsPasswords: true },
  { ...PLAIN, id: 'strict', model: 'NVR-2016S', auth: 'token', timeNeedsAuth: true, faultStatus: 401 },
  { ...PLAIN, id: 'digest', model: 'NVR-3032D', auth: 'digest', faultStatus: 401, addresses: 'two' },
  { ...PLAIN, id: 'prefix', model: 'XVR-5104', auth: 'none', ugly: 'bad-prefix', faultStatus: 200, addresses: 'two', utcOnly: true },
  { ...PLAIN, id: 'quotes', model: 'AHD-0804', auth: 'none', ugly: 'typographic', faultStatus: 200, addresses: 'old' },
];

/** The row of an id or a model; unknown ones behave like `plain`. */
export function onvifProfile(name: string): OnvifProfile {
  return ONVIF_PROFILES.find((profile) => profile.id === name || profile.model === name) ?? PLAIN;
}
