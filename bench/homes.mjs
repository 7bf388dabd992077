/** Warm diagnoses in one process on one core: homes per second, and whether memory stays flat. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadPack, openHome, readFixture, runDoctor } from '../dist/index.js';

const folder = fileURLToPath(new URL('../fixtures/networks/', import.meta.url));
const HOMES = 1000;

export async function homes() {
  const pack = loadPack(JSON.parse(readFileSync(new URL('../dist/rules.pack.json', import.meta.url), 'utf8')));
  const fixtures = await Promise.all(readdirSync(folder).filter((name) => name.endsWith('.yaml')).map((name) => readFixture(folder + name)));
  const diagnose = async (fixture) => {
    const home = await openHome(fixture);
    try {
      return await runDoctor({ network: home.network, options: home.options, answers: home.answers, pack, source: { kind: 'fixture' } });
    } finally {
      home.close();
    }
  };
  for (let i = 0; i < 100; i++) await diagnose(fixtures[i % fixtures.length]);
  const used = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed / 1e6;
  };
  const before = used();
  const cpu = process.cpuUsage();
  for (let i = 0; i < HOMES; i++) await diagnose(fixtures[i % fixtures.length]);
  const { user, system } = process.cpuUsage(cpu);
  return [
    { what: `homes a second of processor time, ${HOMES} homes, ${fixtures.length} fixtures`, value: HOMES / ((user + system) / 1e6), limit: 50, unit: '/s', atLeast: true },
    { what: `heap grown over ${HOMES} homes${globalThis.gc ? '' : ' (no --expose-gc: garbage included)'}`, value: used() - before, limit: 20, unit: ' MB' },
  ];
}
