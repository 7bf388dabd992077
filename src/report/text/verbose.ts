/** Everything, for support: the answer's grounds, every fact with its source, the rule trace and the timings. */
import { isFactPath, type FactPath } from '../../facts/dictionary.js';
import type { Json } from '../../facts/observation.js';
import { formatValue } from '../../rules/template.js';
import type { Report, ReportClause, ReportFact } from '../document.js';
import { padEnd, safe, wrap } from './layout.js';
import { forTerminal, type Style } from './style.js';

export function renderVerbose(report: Report, style: Style): string {
  const sections = [causes(report, style), notes(report, style), paths(report, style), facts(report, style), rules(report, style), probes(report, style), about(report, style)];
  return forTerminal(`${sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`, style);
}

function heading(text: string, style: Style): string[] {
  return wrap(text, style.columns, '', '  ').map(style.paint.strong);
}

function causes(report: Report, style: Style): string[] {
  return report.causes.flatMap((cause, index) => [
    ...heading(`Cause ${index + 1}: ${cause.id} (${cause.confidence.word}, ${cause.confidence.score}; ${cause.severity})`, style),
    ...wrap(cause.sentence, style.columns, '  '),
    ...cause.because.flatMap((reason) => wrap(`${reason.clause} [${reason.facts.join(', ')}]`, style.columns, '  + ')),
    ...cause.confidence.terms.flatMap((term) => wrap(term.text, style.columns, `  ${padEnd(term.weight.toFixed(2), 6)}`)),
    ...(cause.before === undefined ? [] : wrap(`before the next: ${cause.before}`, style.columns, '  ')),
    ...(cause.explains.length > 0 ? wrap(`explains ${cause.explains.join(', ')}`, style.columns, '  ') : []),
    ...cause.remedies.flatMap((remedy) => [
      ...wrap(`${remedy.title} [exposure: ${remedy.exposure}]`, style.columns, `  ${style.signs.bullet} `),
      ...Object.entries(remedy.steps).flatMap(([audience, steps]) => steps.flatMap((step, number) => wrap(step, style.columns, `    ${audience} ${number + 1}. `, '      '))),
      ...remedy.risks.flatMap((risk) => wrap(risk, style.columns, '    mind: ', '      ')),
    ]),
  ]);
}

function notes(report: Report, style: Style): string[] {
  const lines = [
    ...report.notes.flatMap((note) => [...wrap(`${note.id}: ${note.sentence}`, style.columns, '  note '), ...(note.aside === undefined ? [] : wrap(note.aside, style.columns, '    ')), ...note.steps.flatMap((step, index) => wrap(step, style.columns, `    ${index + 1}. `))]),
    ...report.suspects.flatMap((suspect) => wrap(`${suspect.id}: ${suspect.title} (waits for ${suspect.missing.join(', ')})`, style.columns, '  suspected ', '    ')),
    ...report.symptoms.flatMap((symptom) => wrap(`${symptom.id}: ${symptom.title} (${symptom.explainedBy === null ? 'not explained' : `from ${symptom.explainedBy}`})`, style.columns, '  seen broken ', '    ')),
    ...report.next.flatMap((next) => wrap(`${next.id}: ${next.text} (about ${next.seconds} s${next.consent === undefined ? '' : `; ${next.consent}`})`, style.columns, '  next ', '    ')),
  ];
  return lines.length > 0 ? [...heading('Beside the cause', style), ...lines] : [];
}

function paths(report: Report, style: Style): string[] {
  return [
    ...heading('Ways to the cameras', style),
    ...report.paths.flatMap((path) => {
      const links = path.links.map((link) => `${link.link} ${link.state}${link.rules.length > 0 ? ` (${link.rules.join(', ')})` : ''}`);
      const own = path.method === report.access.method ? (report.access.inferred ? ' (yours, as it seems)' : ' (yours)') : '';
      return [...wrap(`${path.method}${own}: ${path.verdict}`, style.columns, '  '), ...wrap(links.join(', '), style.columns, '    ')];
    }),
  ];
}

function facts(report: Report, style: Style): string[] {
  return [
    ...heading('Facts', style),
    ...Object.entries(report.facts).flatMap(([path, fact]) => {
      if (!isFactPath(path)) return [];
      const seen = [fact.source, fact.vantage].filter((part) => part !== undefined).join(', ');
      return [
        ...wrap(`${path} = ${factText(path, fact)}${seen === '' ? '' : ` [${seen}]`}`, style.columns, '  ', '      '),
        ...fact.others.flatMap((other) => wrap(`also = ${factText(path, other)} [${other.source}]`, style.columns, '      ').map(style.paint.quiet)),
      ];
    }),
  ];
}

function factText(path: FactPath, fact: Pick<ReportFact, 'value' | 'unknown'>): string {
  if (fact.value !== undefined) return longText(path, fact.value);
  return `unknown (${fact.unknown?.reason ?? 'not-run'}${fact.unknown?.detail === undefined ? '' : `: ${fact.unknown.detail}`})`;
}

/** Lists of records in full: here nothing is left out. */
function longText(path: FactPath, value: Json): string {
  const records = Array.isArray(value) && typeof value[0] === 'object';
  return records ? (value as readonly Json[]).map((item) => safe(JSON.stringify(item))).join('; ') : formatValue(path, value);
}

const TRACE = { true: '+', false: '-', unknown: '?', error: '!' } as const;

function rules(report: Report, style: Style): string[] {
  const clause = (kind: string) => (item: ReportClause): string[] => wrap(`${item.is}${kind}`, style.columns, `      ${TRACE[`${item.value}`]} `);
  return [
    ...heading('Rules (+ true, - false, ? unknown, ! broken)', style),
    ...report.rules.flatMap((rule) => [
      ...wrap(`${rule.id}${rule.foldedUnder === null ? '' : ` (follows from ${rule.foldedUnder})`}`, style.columns, `  ${padEnd(rule.verdict, 14)} `, '    '),
      ...(rule.verdict === 'not-applicable' ? [] : [...rule.clauses.flatMap(clause('')), ...rule.supports.flatMap(clause(' (supports)'))]),
    ]),
  ];
}

function probes(report: Report, style: Style): string[] {
  if (report.probes.length === 0) return [];
  return [
    ...heading('Probes', style),
    ...report.probes.flatMap((probe) => wrap(`${probe.outcome}${probe.detail === undefined ? '' : `: ${probe.detail}`}`, style.columns, `  ${padEnd(probe.id, 18)}${`${probe.ms}`.padStart(6)} ms  `, '      ')),
  ];
}

function about(report: Report, style: Style): string[] {
  const { tool, source } = report;
  return wrap(
    `${tool.name} ${tool.version}, rules ${tool.rules.version} (${tool.rules.sha256.slice(0, 12)}), ${source.kind}${source.name === undefined ? '' : ` ${safe(source.name)}`}, ${report.startedAt}, ${report.elapsedMs} ms`,
    style.columns,
    '',
    '  ',
  );
}
