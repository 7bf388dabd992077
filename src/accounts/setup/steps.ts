/** Pages in a fixed order, with Next and Back. A draft holds what was entered; nothing of it counts before the last button. */
import type { Fault } from '../refusal.js';

export const END = 'end';

export type FillResult<Draft> = { readonly ok: true; readonly draft: Draft; readonly warnings: readonly Fault[] } | { readonly ok: false; readonly faults: readonly Fault[] };

export interface Paged<Page extends string> {
  /** The page that is shown now; `end` where only the last button is left. */
  readonly at: Page | typeof END;
}

export function pageAfter<Page extends string>(pages: readonly Page[], page: Page): Page | typeof END {
  return pages[pages.indexOf(page) + 1] ?? END;
}

/** Back; on the first page nothing moves. */
export function back<Page extends string, Draft extends Paged<Page>>(pages: readonly Page[], draft: Draft): Draft {
  const index = draft.at === END ? pages.length : pages.indexOf(draft.at);
  const previous = pages[Math.max(0, index - 1)];
  return previous === undefined ? draft : { ...draft, at: previous };
}

/** Next without a change, on a page that was filled before. */
export function keep<Page extends string, Draft extends Paged<Page>>(pages: readonly Page[], draft: Draft, filled: (page: Page) => boolean): FillResult<Draft> {
  if (draft.at === END) return { ok: true, draft, warnings: [] };
  if (!filled(draft.at)) return { ok: false, faults: [{ field: draft.at, code: 'incomplete', reason: 'This page is not filled in yet.' }] };
  return { ok: true, draft: { ...draft, at: pageAfter(pages, draft.at) }, warnings: [] };
}

/** A page may be filled when it or a later one is shown: Back is allowed, jumping ahead is not. */
export function outOfTurn<Page extends string>(pages: readonly Page[], page: Page, filled: (page: Page) => boolean): readonly Fault[] {
  const missing = pages.slice(0, pages.indexOf(page)).find((earlier) => !filled(earlier));
  return missing === undefined ? [] : [{ field: page, code: 'incomplete', reason: `The page "${missing}" comes first.` }];
}
