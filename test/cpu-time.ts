/** Milliseconds that `work` keeps this process's processor busy: unlike those of the clock, they are no more on a busy machine. */
export function cpuTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
