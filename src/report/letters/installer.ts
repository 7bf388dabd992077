/** The installer's worksheet: what was found, what to do with a box to tick, and how to see that it helped. */
import type { FactPath } from '../../facts/dictionary.js';
import type { Report, ReportCause } from '../document.js';
import { sentence } from '../text/answer.js';
import { wrap } from '../text/layout.js';
import { factLine, factOf, moment } from './values.js';

const BLANK = '[ ] ';
const AS_FOUND: readonly (readonly [title: string, paths: readonly FactPath[]])[] = [
  ['Way of the app', ['access.method', 'access.host', 'access.port', 'access.worksAtHome', 'access.worksAway', 'access.changed', 'access.message']],
  ['Recorder', ['recorder.brand', 'recorder.model', 'recorder.firmware', 'recorder.initialized', 'recorder.time.offsetSeconds']],
  ['Recorder network', ['lan.address', 'lan.mac', 'recorder.network.dhcp', 'recorder.network.address', 'recorder.network.prefix', 'recorder.network.gateway', 'recorder.network.dns']],
  ['Ports', ['recorder.ports.tcp', 'recorder.ports.http', 'recorder.ports.https', 'recorder.ports.rtsp', 'lan.openPorts', 'recorder.upnp.enabled']],
  ['Router and line', ['host.gateway', 'router.wanAddress', 'wan.publicAddress', 'wan.natMapping', 'router.mappings', 'outside.tcpPort']],
  ['DDNS and P2P', ['recorder.ddns.enabled', 'recorder.ddns.provider', 'recorder.ddns.hostname', 'recorder.p2p.enabled', 'recorder.p2p.status']],
];

export function installerWorksheet(report: Report, columns: number): string[] {
  return [
    'WORKSHEET: remote access to a camera recorder',
    `Checked ${moment(report.startedAt)} with nvr-doctor ${report.tool.version}, rules ${report.tool.rules.version}`,
    '',
    ...wrap(report.summary, columns),
    ...report.causes.flatMap((cause, index) => causeLines(cause, index, columns)),
    ...asFound(report, columns),
    ...open(report, columns),
    '',
    'Before you leave',
    ...wrap('A phone on mobile data, Wi-Fi off, shows the cameras.', columns, BLANK),
    ...wrap('nvr-doctor run again in the house says that the way works.', columns, BLANK),
    ...wrap('The owner has the admin password, the answers to the security questions and a second administrator.', columns, BLANK),
    'Done by ______________________   Date ______________',
  ];
}

function causeLines(cause: ReportCause, index: number, columns: number): string[] {
  return [
    '',
    ...wrap(`${sentence(cause.title)} (${cause.confidence.word}; rule ${cause.id})`, columns, `${index + 1}. `),
    ...wrap(sentence(cause.sentence), columns, '   '),
    ...cause.because.flatMap((reason) => wrap(reason.clause, columns, '   + ')),
    ...cause.remedies.flatMap((remedy) => [
      ...wrap(remedy.exposure === 'none' ? remedy.title : `${remedy.title} (exposure: ${remedy.exposure})`, columns, `   ${BLANK}`),
      ...[...(remedy.steps['installer'] ?? []), ...(remedy.steps['homeowner'] ?? [])].flatMap((step) => wrap(step, columns, '       - ')),
      ...remedy.risks.flatMap((risk) => wrap(risk, columns, '       Mind: ', '       ')),
    ]),
  ];
}

function asFound(report: Report, columns: number): string[] {
  return AS_FOUND.flatMap(([title, paths]) => {
    // What nobody asked for would only be noise on paper.
    const lines = paths.filter((path) => factOf(report, path)?.unknown?.reason !== 'not-run').flatMap((path) => factLine(report, path) ?? []);
    return lines.length === 0 ? [] : ['', `${title}, as found`, ...lines.flatMap((line) => wrap(line, columns, '  ', '    '))];
  });
}

function open(report: Report, columns: number): string[] {
  if (report.next.length === 0) return [];
  return ['', 'Not clear yet', ...report.next.flatMap((next) => wrap(next.text, columns, `  ${BLANK}`, '      '))];
}
