/** Rule texts with this home's values. A value that is not known becomes the name of the thing, so that a step still reads well. */
import { definitionOf, isFactPath } from '../facts/dictionary.js';
import type { Facts } from '../facts/merge.js';
import { placeholders, renderTemplate } from '../rules/template.js';

export function fill(template: string, facts: Facts): string {
  let text = template;
  for (const { name } of placeholders(template)) {
    if (isFactPath(name) && facts.get(name).state === 'unknown') text = text.replace(`{${name}}`, definitionOf(name).title);
  }
  return renderTemplate(text, facts);
}
