/** Which questions are open, and what the answers so far say: pure, so that prompts, paper and file agree. */
import { definitionOf, type FactPath } from '../../facts/dictionary.js';
import { writeFactsFile } from '../../facts/file/write.js';
import type { Json, Observation } from '../../facts/observation.js';
import { MENU, MENU_ORDER, type MenuQuestion } from './menu.js';

export interface PlacedQuestion extends MenuQuestion {
  readonly menu: string;
}

/** Questions about wanted facts that are not settled, in the order of the menus. */
export function openQuestions(wanted: ReadonlySet<FactPath>, settled: (path: FactPath) => boolean): PlacedQuestion[] {
  return MENU.flatMap(({ menu, questions }) => questions.filter(({ path }) => wanted.has(path) && !settled(path)).map((question) => ({ ...question, menu })));
}

/** The choices of a switch or a closed list, in the screen's words; undefined where the answer is typed. */
export function choicesOf({ path, words = {} }: MenuQuestion): readonly { readonly value: Json; readonly label: string }[] | undefined {
  const { type } = definitionOf(path);
  if (type.kind === 'bool') return [true, false].map((value) => ({ value, label: words[String(value)] ?? (value ? 'Yes' : 'No') }));
  return type.kind === 'enum' ? type.values.map((value) => ({ value, label: words[value] ?? value })) : undefined;
}

/** Answers of one sitting on top of what an earlier file held. Later answers replace earlier ones. */
export class Answers {
  private readonly said = new Map<FactPath, Observation>();

  /** @param at milliseconds since 1970, for the answers of this sitting */
  constructor(
    earlier: readonly Observation[],
    private readonly at: number,
  ) {
    for (const observation of earlier) this.said.set(observation.path, observation);
  }

  /** Known, or said to be unknown in this sitting. */
  isAnswered(path: FactPath): boolean {
    const observation = this.said.get(path);
    return observation !== undefined && (observation.value !== undefined || observation.at === this.at);
  }

  isKnown(path: FactPath): boolean {
    return this.said.get(path)?.value !== undefined;
  }

  set(path: FactPath, value: Json): void {
    this.said.set(path, { path, source: 'settings-file', vantage: 'person', at: this.at, value });
  }

  /** "I do not know, or I cannot see it." */
  setUnknown(path: FactPath): void {
    this.said.set(path, { path, source: 'settings-file', vantage: 'person', at: this.at, unknown: { reason: 'not-run', detail: 'not seen on the screen' } });
  }

  forget(path: FactPath): void {
    this.said.delete(path);
  }

  /** True where an earlier answer makes the question pointless; what follows from it is noted. */
  isPointless({ path, unless }: MenuQuestion): boolean {
    if (unless === undefined || this.said.get(unless.path)?.value !== unless.is) return false;
    if (unless.then !== undefined) this.set(path, unless.then);
    return true;
  }

  observations(): Observation[] {
    return [...this.said.values()];
  }

  /** The file, with the menu above each group and the words of the screen above each value. */
  toText(): string {
    const placed = new Map(MENU.flatMap(({ menu, questions }) => questions.map((question) => [question.path, { menu, label: question.label }] as const)));
    let last = '';
    return writeFactsFile(this.observations(), {
      source: 'settings-file',
      order: MENU_ORDER,
      title: ["Read off the recorder's own screen. Use it with: nvr-doctor --settings FILE", 'It must not hold passwords.'],
      comment: (path) => {
        const at = placed.get(path);
        if (at === undefined) return [];
        const heading = at.menu === last ? [] : [`--- ${at.menu}`];
        last = at.menu;
        return [...heading, at.label];
      },
    });
  }
}
