/** The makes of recorder that the lab knows: how each leaves the factory, and what it shows to the network. */
import type { Brand } from '../fixture.js';
import { hikvisionProfile } from './hikvision/profiles.js';
import { onvifProfile } from './onvif/profiles.js';
import { RECORDER_KINDS, type OpenFace, type RecorderSettings } from './recorder/index.js';
import { univiewProfile, UNIVIEW_REALM } from './uniview/profiles.js';

export interface Make {
  /** What is set when nobody set anything. */
  readonly settings: RecorderSettings;
  /** Goes into every password proof; undefined: the caller's choice. */
  readonly realm?: string;
  /** Loaded when it is needed, since most homes have none of these; undefined: the recorder's own face, the Dahua family. `passwordOf` as in `OnvifOptions`. */
  readonly face?: (passwordOf: (user: string) => string | undefined) => Promise<OpenFace>;
}

/** `model` picks the profile within the make. */
export function makeOf(brand: Brand, model: string | undefined): Make {
  switch (brand) {
    case 'dahua': {
      const kind = Object.values(RECORDER_KINDS).find((known) => known.model === model);
      return { settings: { ...(model === undefined ? {} : { model }), ...(kind === undefined ? {} : { firmware: kind.firmware }) } };
    }
    case 'hikvision': {
      const profile = hikvisionProfile(model ?? '');
      const own = model ?? profile.model;
      return {
        settings: { model: own, firmware: profile.firmware, serial: `${own}1620240108CCRR000000064WCVU`, name: 'Network Video Recorder', ports: { tcp: 8000 } },
        realm: profile.realm.replace('{model}', own),
        face: async (passwordOf) => {
          const [{ hikvisionFace }, { withOnvif }] = await Promise.all([import('./hikvision/index.js'), import('./onvif/index.js')]);
          return withOnvif(hikvisionFace(), { profile: 'digest', changes: { manufacturer: 'HIKVISION' }, passwordOf });
        },
      };
    }
    case 'onvif': {
      const profile = onvifProfile(model ?? 'lax');
      return {
        settings: { model: model ?? profile.model, firmware: 'V4.02.R11', serial: '8e0ab4c100000064', ports: { tcp: 34567 } },
        realm: 'Streaming Server',
        face: async (passwordOf) => (await import('./onvif/index.js')).onvifFace({ profile: profile.id, passwordOf }),
      };
    }
    case 'uniview': {
      const profile = univiewProfile(model ?? '');
      return {
        settings: { model: model ?? profile.model, firmware: profile.firmware, serial: '210235C3UJ3224000064', ports: { tcp: 6060 } },
        realm: UNIVIEW_REALM,
        face: async (passwordOf) => {
          const [{ univiewFace }, { withOnvif }] = await Promise.all([import('./uniview/index.js'), import('./onvif/index.js')]);
          return withOnvif(univiewFace(), { profile: 'strict', changes: { manufacturer: 'UNIVIEW' }, passwordOf });
        },
      };
    }
  }
}
