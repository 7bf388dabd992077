/** How Uniview recorders differ on the wire, as data: a new model is a new row. */

export const UNIVIEW_REALM = 'NVRDVR';

export interface UniviewProfile {
  readonly model: string;
  readonly firmware: string;
  /** Whether a path in another letter case is another path. */
  readonly caseSensitive: boolean;
  /** Paths that this model does not have: 404, or status 200 with a code of its own inside. */
  readonly absent: Readonly<Record<string, 404 | 200>>;
}

const NVR302: UniviewProfile = { model: 'NVR302-16S2-P8', firmware: 'NVR-B3601.32.50.230512', caseSensitive: true, absent: { '/LAPI/V1.0/NetWork/HttpAuth': 200 } };
export const UNIVIEW_PROFILES: readonly UniviewProfile[] = [
  NVR302,
  /** Before the cloud came; its paths are read in any letter case. */
  { model: 'NVR204-16E', firmware: 'NVR-B3105.17.20.180622', caseSensitive: false, absent: { '/LAPI/V1.0/Network/Cloud': 404, '/LAPI/V1.0/System/DeviceBasicInfo': 200 } },
];

/** The row of a model; unknown models behave like the first. */
export function univiewProfile(model: string): UniviewProfile {
  return UNIVIEW_PROFILES.find((profile) => profile.model === model) ?? NVR302;
}
