/** The letter to the internet provider: what was measured, and the one change that is asked for. Only where the provider can do something. */
import { addressClass } from '../../facts/address-class.js';
import type { FactPath } from '../../facts/dictionary.js';
import type { ConfidenceWord } from '../../rules/types.js';
import { redactionOfValues, type Report, type ReportCause, type ReportRemedy } from '../document.js';
import { sentence } from '../text/answer.js';
import { wrap } from '../text/layout.js';
import { factLine, factOf, moment } from './values.js';

/** What a provider's technician can check against their own records; nothing about cameras, accounts or the inside of the house. */
const EVIDENCE: readonly FactPath[] = ['router.wanAddress', 'wan.publicAddress', 'wan.natMapping', 'wan.online', 'outside.address', 'outside.port', 'outside.tcpPort'];

/** No more than the diagnosis is sure of: the provider's technician will look for themselves. */
const WHERE = {
  certain: 'By what was measured the fault is on the line and not in my own equipment.',
  likely: 'By what was measured the fault is probably on the line and not in my own equipment.',
  possible: 'Whether the fault is on the line cannot be told from here.',
} as const satisfies Record<ConfidenceWord, string>;

export interface ProviderRequest {
  readonly cause: ReportCause;
  readonly remedy: ReportRemedy;
}

/** What the provider can be asked for, the likeliest cause first. */
export function providerRequests(report: Report): ProviderRequest[] {
  return report.causes.flatMap((cause) => cause.remedies.filter((remedy) => (remedy.steps['provider'] ?? []).length > 0).map((remedy) => ({ cause, remedy })));
}

export function providerLetter(report: Report, columns: number): string[] {
  const [request] = providerRequests(report);
  if (!request) return nothingToAsk(report, columns);
  const shown = standIns(report);
  const evidence = EVIDENCE.flatMap((path) => (factOf(report, path)?.value === undefined ? [] : (factLine(report, path) ?? [])));
  return [
    `Subject: ${subjectOf(request)}`,
    'Customer number: ______________________',
    '',
    'Dear support team,',
    '',
    // Cause and clauses speak to the person at home; the provider gets what was measured and what is asked for.
    ...wrap(`I cannot reach a device in my house from the internet. ${WHERE[request.cause.confidence.word]}`, columns),
    '',
    `Measured on ${moment(report.startedAt)} from inside the house:`,
    ...evidence.flatMap((line) => wrap(shown(line), columns, '  - ')),
    '',
    'What I ask for:',
    ...(request.remedy.steps['provider'] ?? []).flatMap((step, index) => wrap(shown(step), columns, `  ${index + 1}. `)),
    '',
    'Please confirm when it is done, and tell me the price if there is one.',
    '',
    'Kind regards',
    '______________________',
  ];
}

/** In a bundle that is shared the public addresses are tokens: no letter may state one as the customer's own. Translated, it has the real one. */
function standIns(report: Report): (text: string) => string {
  if (redactionOfValues(report)?.level !== 'share') return (text) => text;
  const tokens = new Set(EVIDENCE.flatMap((path) => {
    const value = factOf(report, path)?.value;
    return typeof value === 'string' && ['public', 'ipv6'].includes(addressClass(value)) ? [value] : [];
  }));
  return (text) => text.replace(/[\da-f.:]*[\da-f]/gi, (word) => (tokens.has(word) ? `[address: ${word}]` : word));
}

/** Without "ask the provider for" in front: the letter is the asking. */
function subjectOf({ remedy }: ProviderRequest): string {
  const text = remedy.title.replace(/^ask (?:the|your) provider (?:(?:for|to) )?/i, '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function nothingToAsk(report: Report, columns: number): string[] {
  const [cause] = report.causes;
  const why = cause ? `What was found lies elsewhere: ${sentence(cause.title)}` : report.verdict === 'healthy' ? 'The way works.' : 'It is not clear yet where the fault is; a letter now would only be a guess.';
  return wrap(`There is nothing to ask your provider for. ${why}`, columns);
}
