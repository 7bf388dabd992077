/** The lab: a fixture network becomes a home that lives in this process. */
import type { NetworkFixture } from './fixture.js';
import { live, playable } from './history.js';
import { LabHome, type Home } from './home.js';
import { LAB_START, VirtualClock } from './sim/clock.js';

export { readFixture } from './fixture-file.js';
export type { Home } from './home.js';
export type { PhoneTrial } from './phone.js';

/** Builds the home in working order and lets its history happen. Nothing leaves the process. Throws DoctorError where the lab cannot play the story. */
export async function openHome(fixture: NetworkFixture): Promise<Home> {
  return openLabHome(fixture);
}

/** The same with everything inside in reach, for tests of the lab itself. */
export async function openLabHome(fixture: NetworkFixture): Promise<LabHome> {
  const home = new LabHome(new VirtualClock(LAB_START), fixture);
  try {
    await playable(home, 'home', home.build());
    await live(home, fixture.history ?? []);
    return home;
  } catch (error) {
    home.close();
    throw error;
  }
}
