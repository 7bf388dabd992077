/** Wrong usage → one line with the nearest right word. */
import { DoctorError } from '../errors.js';
import { didYouMean } from '../rules/front/suggest.js';
import { cleanText } from '../facts/validate.js';
import { ALL_OPTIONS } from './options.js';

export const COMMANDS = ['doctor', 'rules', 'lab', 'outside', 'completion'] as const;
const SUBCOMMANDS = ['list', 'explain', 'lint', 'test', 'build', 'run', 'serve', 'check'] as const;

/** yargs words its findings over several lines; here each becomes one sentence and a hint. */
export function usageError(message: string): DoctorError {
  const unknown = /^Unknown (?:argument|command|option)s?: (.+)$/m.exec(message)?.[1];
  if (unknown !== undefined) return unknownWord(cleanText((unknown.split(',')[0] ?? unknown).trim(), 80));
  const invalid = /Argument: ([^,]+), Given: (.*), Choices: (.+)$/m.exec(message);
  if (invalid?.[1] && invalid[2] !== undefined && invalid[3]) {
    const choices = [...invalid[3].matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
    return badValue(invalid[1], invalid[2].replace(/^"|"$/g, ''), choices);
  }
  const lacking = /^Not enough arguments following: ([\w-]+)/m.exec(message)?.[1] ?? /^Missing required argument: ([\w-]+)/m.exec(message)?.[1];
  if (lacking !== undefined) return new DoctorError(`--${lacking} needs a value.`, { hint: 'See: nvr-doctor --help' });
  return new DoctorError(sentence(cleanText(message.replaceAll('\n', ' '), 300)), { hint: 'See: nvr-doctor --help' });
}

/** An option that has a closed list of values got another one. */
export function badValue(option: string, given: string, choices: readonly string[]): DoctorError {
  const near = didYouMean(given, choices);
  return new DoctorError(`--${option} cannot be "${cleanText(given, 60)}".`, { hint: near ?? `It is one of: ${choices.join(', ')}.` });
}

function unknownWord(word: string): DoctorError {
  const options = Object.entries(ALL_OPTIONS).flatMap(([name, option]) => [name, ...[option.alias ?? []].flat()]);
  if (options.includes(word)) return new DoctorError(`The option --${word} does not belong to this command.`, { hint: 'See: nvr-doctor --help' });
  const isOption = process.argv.some((argument) => argument.startsWith(`--${word}`) || (word.length === 1 && argument.startsWith(`-${word}`)));
  const near = isOption ? didYouMean(word, options.filter((name) => name.length > 1))?.replace('"', '"--') : didYouMean(word, [...COMMANDS, ...SUBCOMMANDS]);
  return new DoctorError(isOption ? `There is no option "${word.length === 1 ? '-' : '--'}${word}".` : `There is no command "${word}".`, { hint: near ?? 'See: nvr-doctor --help' });
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
