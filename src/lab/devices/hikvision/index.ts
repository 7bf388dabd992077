/** The virtual Hikvision recorder: ISAPI and SADP in front of the lab's recorder. Its model picks the profile. */
import type { OpenFace } from '../recorder/face.js';
import { Isapi } from './isapi.js';
import { hikvisionProfile, type HikvisionProfile } from './profiles.js';
import { startSadp } from './sadp.js';

export { HIKVISION_CANARIES } from './documents.js';
export { HIKVISION_PROFILES, type HikvisionProfile } from './profiles.js';

/** `changes` sets one recorder apart from its model. */
export function hikvisionFace(changes: Partial<HikvisionProfile> = {}): OpenFace {
  return ({ network, context }) => {
    const profile = { ...hikvisionProfile(context.state.model), ...changes };
    const isapi = new Isapi(context, profile);
    return { answer: (exchange) => isapi.answer(exchange), discover: (where) => startSadp(network, { context, profile }, where) };
  };
}
