/** What a new password may look like, and which clients cannot send it. */
import type { Channel } from '../channel.js';
import type { Fault } from '../refusal.js';

/** Characters. */
export const PASSWORD_LENGTH = { min: 8, max: 32 } as const;
/** Firmware of the family takes none of these. */
export const EXCLUDED_SYMBOLS = `'";:&`;
/** Top row of the keyboard on the recorder's screen, with and without Shift, less what the firmware excludes. */
export const TOP_ROW_SYMBOLS = '`~!@#$%^*()-_=+';

/** Dahua-family rule: 8 to 32 characters, two kinds of small letters, capitals, digits and symbols; at the screen only symbols that its keyboard has in the top row. */
export function passwordFaults(password: string, channel: Channel = 'web', field = 'password'): readonly Fault[] {
  const fault = (code: string, reason: string): Fault => ({ field, code, reason });
  if (password.length < PASSWORD_LENGTH.min) return [fault('too-short', `A password has at least ${PASSWORD_LENGTH.min} characters.`)];
  if (password.length > PASSWORD_LENGTH.max) return [fault('too-long', `A password has at most ${PASSWORD_LENGTH.max} characters.`)];
  const symbols = [...password].filter((sign) => !/[a-zA-Z0-9]/.test(sign));
  if (symbols.some((sign) => !/^[\x21-\x7e]$/.test(sign) || EXCLUDED_SYMBOLS.includes(sign))) {
    return [fault('bad-character', `Use letters, digits and symbols, but no space, no accented letters and none of ${[...EXCLUDED_SYMBOLS].join(' ')}.`)];
  }
  if (channel === 'local-screen' && symbols.some((sign) => !TOP_ROW_SYMBOLS.includes(sign))) {
    return [fault('bad-character', `The keyboard on the screen offers these symbols: ${[...TOP_ROW_SYMBOLS].join(' ')}.`)];
  }
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/].filter((kind) => kind.test(password)).length + (symbols.length > 0 ? 1 : 0);
  return kinds < 2 ? [fault('too-simple', 'Mix letters with digits or symbols, or small letters with capitals.')] : [];
}

/** Rule and confirmation; letter case counts in both. */
export function newPasswordFaults(password: string, confirm: string, channel: Channel): readonly Fault[] {
  const faults = passwordFaults(password, channel);
  if (faults.length > 0 || password === confirm) return faults;
  return [{ field: 'confirm', code: 'not-confirmed', reason: 'The two passwords are not the same; capitals and small letters count.' }];
}

export interface PasswordAdvice {
  readonly clients: string;
  readonly sentence: string;
}

/** Clients that cannot send this password. Nothing is said where it has letters and digits only. */
export function passwordAdvice(password: string): readonly PasswordAdvice[] {
  const symbols = [...password].filter((sign) => !/[a-zA-Z0-9]/.test(sign));
  if (symbols.length === 0) return [];
  return [
    { clients: 'tools that take letters and digits only (ConfigTool on a Mac is one)', sentence: 'Some tools cannot send symbols. Eight or more letters and digits are enough, because the recorder locks the account after a few wrong tries.' },
    ...(symbols.some((sign) => '@/?#%\\'.includes(sign))
      ? [{ clients: 'programs that put the password into an address (RTSP)', sentence: 'In an address the symbols @ / ? # % \\ end the password early.' }]
      : []),
  ];
}
