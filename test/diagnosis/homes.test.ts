/** What must hold in every home of the fixtures, with all that can be known and with less: tried with the shipped rules. */
import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { diagnose, engineOf } from '../../src/diagnosis/index.js';
import type { Diagnosis } from '../../src/diagnosis/types.js';
import { collectFacts } from '../../src/doctor.js';
import type { FactPath } from '../../src/facts/dictionary.js';
import type { Facts } from '../../src/facts/merge.js';
import type { Json } from '../../src/facts/observation.js';
import { openHome, readFixture } from '../../src/lab/index.js';
import { buildPack } from '../../src/rules/build.js';
import type { Remedy, RulePack } from '../../src/rules/types.js';

const FOLDER = 'fixtures/networks';

interface Known {
  readonly home: string;
  readonly facts: Facts;
}

let pack: RulePack;
const homes: Known[] = [];

beforeAll(async () => {
  pack = await buildPack('rules');
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'))) {
    const fixture = await readFixture(`${FOLDER}/${file}`);
    for (const less of [{}, { login: null }, { outside: false as const }]) {
      const home = await openHome({ ...fixture, person: { ...fixture.person, ...less } });
      const { facts } = await collectFacts({ network: home.network, options: home.options, answers: home.answers, pack });
      home.close();
      homes.push({ home: `${file} ${JSON.stringify(less)}`, facts });
    }
  }
});

const look = (rules: RulePack, facts: Facts): Diagnosis => diagnose({ engine: engineOf(rules), facts, probes: [] });

describe('a remedy, whichever rule it comes from', () => {
  it('is offered only where its predicted effects restore the way', () => {
    // Every cause gets the remedies of all causes, so that useless and harmful ones are tried as well.
    const remedies = pack.rules.flatMap((rule) => rule.remedies.filter((remedy) => Object.keys(remedy.effects).length > 0).map((remedy) => ({ ...remedy, id: `${rule.id}/${remedy.id}` })));
    const mixed: RulePack = { ...pack, rules: pack.rules.map((rule) => ({ ...rule, remedies })) };
    const counts = { offered: 0, refused: 0, single: 0 };
    for (const { home, facts } of homes) {
      const before = look(mixed, facts);
      const known = new Set(before.rules.filter((rule) => rule.verdict === 'problem').map((rule) => rule.id));
      for (const cause of before.causes) {
        counts.refused += remedies.length - cause.remedies.length;
        for (const { id } of cause.remedies) {
          counts.offered += 1;
          const after = look(pack, facts.with(effectsOf(remedies.find((remedy) => remedy.id === id), facts)));
          const told = `${home}: ${id} for ${cause.id}`;
          const way = after.access.method;
          const offItsWay = way !== null && !pack.rules.find((rule) => rule.id === cause.id)?.paths.includes(way);
          expect(after.rules.find((rule) => rule.id === cause.id)?.verdict !== 'problem' || offItsWay, told).toBe(true);
          expect(after.causes.filter((found) => !known.has(found.id)).map((found) => found.id), told).toEqual([]);
          if (before.causes.length > 1 || way === null) continue;
          counts.single += 1;
          // What follows from the cause goes with it, predicted or not.
          const left = after.causes.filter((found) => !cause.explains.includes(found.id)).map((found) => found.id);
          expect(left, told).toEqual([]);
          if (after.causes.length === 0) expect(after.paths.find((path) => path.method === way)?.verdict, told).not.toBe('broken');
        }
      }
    }
    // Both answers must really occur.
    expect(counts.offered).toBeGreaterThan(500);
    expect(counts.single).toBeGreaterThan(500);
    expect(counts.refused).toBeGreaterThan(5000);
    // Homes times causes times remedies: it grows with each of them.
  }, 120_000);
});

function effectsOf(remedy: Remedy | undefined, facts: Facts): Partial<Record<FactPath, Json>> {
  return Object.fromEntries(
    Object.entries(remedy?.effects ?? {}).map(([path, effect]) => {
      const from = typeof effect === 'object' && effect !== null && 'from' in effect ? facts.value(effect.from as FactPath) : undefined;
      return [path, (from ?? effect)];
    }),
  );
}

describe('the diagnosis', () => {
  it('is the same in whatever order the pack lists its rules', () => {
    const orders = [pack.rules.toReversed(), pack.rules.toSorted((a, b) => reversed(a.id).localeCompare(reversed(b.id))), pack.rules.toSorted((a, b) => a.title.localeCompare(b.title))];
    for (const rules of orders) {
      const shuffled = { ...pack, rules };
      for (const { home, facts } of homes) expect(JSON.stringify(look(shuffled, facts)), home).toBe(JSON.stringify(look(pack, facts)));
    }
  });

  it('explains every symptom that a confirmed cause accounts for, and calls no cause latent whose home shows it', () => {
    let explained = 0;
    for (const { home, facts } of homes) {
      const diagnosis = look(pack, facts);
      for (const symptom of diagnosis.symptoms) {
        const reached = diagnosis.causes.some((cause) => cause.explains.includes(symptom.id));
        expect(symptom.explainedBy !== null, `${home}: ${symptom.id}`).toBe(reached);
        if (reached) explained += 1;
      }
      expect(diagnosis.notes.filter((note) => note.aside !== undefined).map((note) => `${home}: ${note.id}`)).toEqual([]);
    }
    expect(explained).toBeGreaterThan(50);
  });
});

function reversed(text: string): string {
  return [...text].toReversed().join('');
}
