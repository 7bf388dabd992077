/** How the family introduces itself: `Login to <serial or salt>`, and `Device_CGI` in the years before. */
export function isDahuaRealm(realm: string): boolean {
  return /^Login to \S/i.test(realm) || realm === 'Device_CGI';
}
