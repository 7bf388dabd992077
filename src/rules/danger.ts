/** Advice that does more harm than the fault: lint warns when a step says it without a "do not". */

const DANGERS: readonly (readonly [RegExp, string])[] = [
  [/factory[- ]?(reset|default)/i, 'A factory reset deletes users, P2P, DDNS and port settings; some models prepare their disks anew.'],
  [/\b(format|initiali[sz]e)\w* (the |its |a )?(disk|drive|hdd|storage)/i, 'Formatting a disk deletes the recordings.'],
  [/\bDMZ\b/, 'A DMZ opens every port of the recorder to strangers.'],
  [/(switch|turn|shut) off (the |your |its )?(\w+ )?firewall|disable (the |your |its )?(\w+ )?firewall/i, 'Without a firewall the whole home is open.'],
  [/\b(888888|666666|master (code|password)|super password|backdoor)\b/i, 'Default and master passwords are attack signatures; they may lock the account.'],
  [/(generat|guess|calculat)\w* (an? |the )?(unlock|reset) code/i, 'Unlock and reset codes come from the vendor only.'],
  [/(change|set) (the |its )?(recorder'?s? )?(date|clock) (back|forward|to match)/i, 'Moving the clock to suit a code breaks the index of the recordings.'],
  [/(switch|turn) off (the )?(account )?lock(out)?\b|disable (the )?(account )?lock(out)?\b/i, 'Without the account lock, strangers may try passwords without end.'],
  [/downgrade (the )?firmware/i, 'A downgrade opens holes that were closed.'],
];

/** What is dangerous in a step, or undefined. A sentence that warns against the thing is fine. */
export function dangerIn(step: string): string | undefined {
  for (const sentence of step.split(/(?<=[.!?:;])\s+/)) {
    if (/\b(not|never|don't|avoid|instead of|without)\b/i.test(sentence)) continue;
    const found = DANGERS.find(([pattern]) => pattern.test(sentence));
    if (found) return found[1];
  }
  return undefined;
}
