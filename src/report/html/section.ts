import { html, type Filling, type Markup } from './markup.js';

/** A part of the page with a heading that names it for people who listen to the page. */
export function section(id: string, title: string, body: Filling): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`;
}
