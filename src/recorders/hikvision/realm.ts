/** How a Hikvision recorder names itself when it asks for a password. */

/** `IP Camera(SIM21)`, or its model (`DS-7616NI-K2`, `iDS-7204HUHI-M1`), with or without the serial number behind it. */
export function isHikvisionRealm(realm: string): boolean {
  return /^(IP Camera\(|(i|H)?DS-\d)/i.test(realm);
}
