/** The set-up of a virtual recorder on a terminal, page by page with Back. After each page the draft is saved, so that Ctrl-C or a crash loses one page at most, and the recorder itself is as before until Save. */
import { randomBytes } from 'node:crypto';
import {
  AT_SCREEN,
  END,
  fillPage,
  finishInitialisation,
  INIT_PAGES,
  keepPage,
  previousPage,
  startInitialisation,
  type FillResult,
  type InitDraft,
  type InitPage,
} from '../../accounts/index.js';
import { DoctorError } from '../../errors.js';
import type { VirtualRecorderFile } from '../../lab/virtual-recorder/index.js';
import { valueOf } from './outcome.js';
import { askPage, PAGE_TITLES } from './init-pages.js';
import { choose, say, sayFaults, sayPage, warn } from './prompts.js';

/** Pages until Save. @returns the session at the screen, for the startup wizard */
export async function initByHand(store: VirtualRecorderFile): Promise<string> {
  let draft = await begin(store);
  for (;;) {
    const { at } = draft;
    if (at === END) {
      const picked = await choose('All pages are filled in', [
        { value: 'save', label: 'Save' },
        { value: 'back', label: 'Back' },
      ]);
      if (picked === 'save') return save(store);
      draft = await keep(store, previousPage);
      continue;
    }
    sayPage(`Device Initialization ${INIT_PAGES.indexOf(at) + 1}/${INIT_PAGES.length}: ${PAGE_TITLES[at]}`);
    const way = await whereTo(draft, at);
    if (way === 'back') draft = await keep(store, previousPage);
    else if (way === 'keep') draft = await keep(store, (one) => drafted(keepPage(one)) ?? one);
    else draft = await fill(store, at, draft);
  }
}

/** A page that was filled before can be left as it is. */
async function whereTo(draft: InitDraft, page: InitPage): Promise<'fill' | 'keep' | 'back'> {
  const filled = draft[page] !== null;
  if (!filled && page === INIT_PAGES[0]) return 'fill';
  return choose('This page', [
    ...(filled ? [{ value: 'keep', label: 'Next: keep what was entered' } as const] : []),
    { value: 'fill', label: filled ? 'Enter it again' : 'Fill it in' } as const,
    ...(page === INIT_PAGES[0] ? [] : [{ value: 'back', label: 'Back' } as const]),
  ]);
}

/** Asks until the page is accepted. */
async function fill(store: VirtualRecorderFile, page: InitPage, draft: InitDraft): Promise<InitDraft> {
  for (;;) {
    const { page: own, input } = await askPage(page, draft, (await store.read()).ahead);
    const filled = await store.update<FillResult<InitDraft>>((recorder, now) => {
      const result = fillPage(recorder.drafts.initialisation ?? draft, own, input, { random: randomBytes, now });
      return { recorder: result.ok ? { ...recorder, drafts: { ...recorder.drafts, initialisation: result.draft } } : recorder, value: result };
    });
    if (filled.ok) {
      for (const { reason } of filled.warnings) warn(reason);
      return filled.draft;
    }
    sayFaults(filled.faults);
  }
}

async function begin(store: VirtualRecorderFile): Promise<InitDraft> {
  const { drafts, accounts } = await store.read();
  if (drafts.initialisation !== null && !accounts.initialized) {
    say('Going on where it was left. Nothing of it counts before Save.');
    return drafts.initialisation;
  }
  return store.update((recorder) => {
    const draft = valueOf(startInitialisation(recorder.accounts, AT_SCREEN));
    return { recorder: { ...recorder, drafts: { initialisation: draft, wizard: null } }, value: draft };
  });
}

function keep(store: VirtualRecorderFile, change: (draft: InitDraft) => InitDraft): Promise<InitDraft> {
  return store.update((recorder) => {
    const { initialisation } = recorder.drafts;
    if (initialisation === null) throw new DoctorError('Somebody else has finished this set-up.', { where: store.file, hint: 'See: nvr-doctor account status --virtual FILE' });
    const draft = change(initialisation);
    return { recorder: { ...recorder, drafts: { ...recorder.drafts, initialisation: draft } }, value: draft };
  });
}

function save(store: VirtualRecorderFile): Promise<string> {
  return store.update((recorder, now) => {
    const { initialisation } = recorder.drafts;
    if (initialisation === null) throw new DoctorError('Somebody else has finished this set-up.', { where: store.file, hint: 'See: nvr-doctor account status --virtual FILE' });
    const finished = finishInitialisation(recorder.accounts, AT_SCREEN, initialisation, now);
    return { recorder: { ...recorder, accounts: finished.state, drafts: { initialisation: null, wizard: null } }, value: valueOf(finished).session };
  });
}

function drafted<Draft>(result: FillResult<Draft>): Draft | undefined {
  return result.ok ? result.draft : undefined;
}
