/** The text of a support ticket: short enough to be read at a glance, complete enough that nobody has to ask back for the basics. */
import type { FactPath } from '../../facts/dictionary.js';
import type { Report } from '../document.js';
import { sentence } from '../text/answer.js';
import { wrap } from '../text/layout.js';
import { factLine, moment } from './values.js';

const ENVIRONMENT: readonly FactPath[] = ['recorder.brand', 'recorder.model', 'recorder.firmware', 'router.igd.model', 'access.method', 'access.changed', 'access.message', 'recorder.login.outcome'];
const MOST_UNKNOWNS = 8;

export function supportTicket(report: Report, columns: number): string[] {
  const way = report.paths.find((path) => path.method === report.access.method);
  return [
    `[nvr-doctor] ${report.verdict}${report.causes[0] ? `: ${report.causes[0].id}` : ''}${way?.brokenAt ? ` at ${way.brokenAt}` : ''}`,
    '',
    ...wrap(report.summary, columns),
    '',
    'What was found',
    ...found(report, columns),
    '',
    'Environment',
    ...ENVIRONMENT.flatMap((path) => factLine(report, path) ?? []).flatMap((line) => wrap(line, columns, '  ', '    ')),
    ...unknown(report, columns),
    ...next(report, columns),
    '',
    ...wrap(`nvr-doctor ${report.tool.version}, rules ${report.tool.rules.version} (${report.tool.rules.sha256.slice(0, 12)}), ${moment(report.startedAt)}, ${(report.elapsedMs / 1000).toFixed(1)} s${report.interrupted ? ', stopped early' : ''}`, columns),
    ...wrap('Attach the file that "nvr-doctor report" writes: it holds every fact with its source, without passwords.', columns),
  ];
}

function found(report: Report, columns: number): string[] {
  const causes = report.causes.flatMap((cause) => [
    ...wrap(`${cause.id} (${cause.confidence.word}, ${cause.confidence.score}): ${sentence(cause.sentence)}`, columns, '  * ', '    '),
    ...cause.because.flatMap((reason) => wrap(`${reason.clause} [${reason.facts.join(', ')}]`, columns, '    + ')),
  ]);
  const notes = report.notes.flatMap((note) => wrap(`note ${note.id}: ${note.sentence}`, columns, '  - ', '    '));
  const lines = [...causes, ...notes];
  return lines.length > 0 ? lines : [report.verdict === 'healthy' ? '  Nothing is wrong on the way.' : '  No cause could be named.'];
}

/** Each missing fact once, with its reason: what support has to get hold of. */
function unknown(report: Report, columns: number): string[] {
  const reasons = new Map(report.unknowns.flatMap(({ missing }) => missing.map(({ fact, reason, detail }) => [fact, detail ?? reason] as const)));
  if (reasons.size === 0) return [];
  const lines = [...reasons].slice(0, MOST_UNKNOWNS).flatMap(([fact, why]) => wrap(`${fact}: ${why}`, columns, '  ? ', '    '));
  const more = reasons.size - MOST_UNKNOWNS;
  return ['', 'Not known', ...lines, ...(more > 0 ? [`  and ${more} more, in the report`] : [])];
}

function next(report: Report, columns: number): string[] {
  if (report.next.length === 0) return [];
  return ['', 'Would tell more', ...report.next.flatMap((step) => wrap(step.text, columns, '  > ', '    '))];
}
