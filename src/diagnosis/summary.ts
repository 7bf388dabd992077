/** The first sentence of the answer: what it means for the person's goal, seeing the cameras. */
import type { Facts } from '../facts/merge.js';
import type { Link } from '../rules/types.js';
import { failureReported } from './access.js';

/** Where a link is, in the words of the house. Completes "the way is broken …". */
const WHERE = {
  app: 'in the app on the phone',
  'far-network': 'in the network the phone is in',
  cloud: 'at the camera cloud service',
  name: 'at the internet name of your house',
  'provider-line': 'at your internet line',
  'router-wan': 'at your router',
  'port-rule': 'at a setting in your router',
  lan: 'inside your house',
  'recorder-network': "in the recorder's network settings",
  'recorder-service': 'at the recorder',
  account: "at the recorder's user account",
} as const satisfies Record<Link, string>;

/** `unexplained`: title of something that is broken without a cause; undefined where there is nothing of the kind. */
export function summarize(verdict: 'healthy' | 'problem' | 'inconclusive', facts: Facts, brokenAt: Link | null, unexplained: string | undefined): string {
  switch (verdict) {
    case 'healthy':
      return 'The way from your phone to your cameras works.';
    case 'problem':
      return problem(facts, brokenAt);
    case 'inconclusive':
      if (facts.value('host.address') === null) return 'This computer is not connected to any network, so nothing could be checked.';
      // Without a failure that somebody sees, what was noticed may have to do with this run alone: a wrong password, a recorder elsewhere.
      if (!failureReported(facts)) return unexplained !== undefined ? `Nobody reports a failure, but this is not explained yet: ${unexplained.replace(/^The /, 'the ')}.` : 'Nothing wrong was found, but not everything could be checked.';
      return unexplained !== undefined ? 'Something on the way to your cameras is broken, but the reason is not clear yet.' : 'It is not clear yet why you cannot see your cameras.';
  }
}

function problem(facts: Facts, brokenAt: Link | null): string {
  const home = facts.value('access.worksAtHome');
  const away = facts.value('access.worksAway');
  const where = brokenAt === null ? '' : `: the way is broken ${WHERE[brokenAt]}`;
  if (home === false && away === true) return `Your cameras show away from home, but not at home${where}.`;
  if (home === true && away === false) return `Your cameras show at home, but not from outside${where}.`;
  if (facts.value('access.worksOnOtherDevice') === true && (home === false || away === false)) return `Your cameras show on another device, but not on yours${where}.`;
  if (home === false || away === false) return `You cannot see your cameras${where}.`;
  return brokenAt === null ? 'Something stops you from seeing your cameras.' : `The way to your cameras is broken ${WHERE[brokenAt]}.`;
}
