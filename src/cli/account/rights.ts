/** `--rights live,playback`: what a user or a group may do. */
import { RIGHTS, type Right } from '../../accounts/index.js';
import { DoctorError } from '../../errors.js';
import { texts, type Arguments } from '../options.js';
import { badValue } from '../usage.js';

/** Undefined where nothing was said. @throws DoctorError for a word that is no right */
export function rightsGiven(args: Arguments): readonly Right[] | undefined {
  if (args['rights'] === undefined) return undefined;
  const words = texts(args, 'rights');
  if (words.length === 0) throw new DoctorError('--rights names nothing.', { hint: `It is some of: ${RIGHTS.join(', ')}.` });
  return words.map((word) => {
    const right = RIGHTS.find((one) => one === word);
    if (right === undefined) throw badValue('rights', word, RIGHTS);
    return right;
  });
}
