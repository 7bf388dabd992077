/** One simulated home: what the phones see, what the diagnosis says, and whether both are as the fixture expects. */
import { runDoctor } from '../doctor.js';
import type { ExpectFixture } from '../lab/fixture.js';
import type { PhoneTrial } from '../lab/index.js';
import type { Report } from '../report/document.js';
import { renderAnswer } from '../report/text/answer.js';
import { wrap } from '../report/text/layout.js';
import type { Style } from '../report/text/style.js';
import { deliver, formatOf, packFor, styleOf } from './common.js';
import { EXIT } from './exit.js';
import { fixtureHome } from './fixture-home.js';
import type { Arguments } from './options.js';

export async function runLab(args: Arguments): Promise<void> {
  const [pack, { home, fixture, file }] = await Promise.all([packFor(args), fixtureHome(String(args['home']))]);
  try {
    // The diagnosis looks first: a phone that tries to sign in may lock an account.
    const report = await runDoctor({ network: home.network, options: home.options, answers: home.answers, pack, source: { kind: 'fixture', name: file } });
    const phones = await home.tryPhones();
    const differences = compare(fixture.expect, report, phones);
    const json = { home: file, title: fixture.title, phones, differences, report };
    await deliver(args, formatOf(args) === 'json' ? `${JSON.stringify(json, null, 2)}\n` : render(fixture, phones, differences, report, await styleOf(args)));
    process.exitCode = differences.length === 0 ? EXIT.fine : EXIT.problem;
  } finally {
    home.close();
  }
}

/** Every way in which the diagnosis differs from the fixture or from the phones; empty is good. */
export function compare(expect: ExpectFixture, report: Report, phones: readonly PhoneTrial[]): string[] {
  const causes = report.causes.map((cause) => cause.id);
  const notes = report.notes.map((note) => note.id);
  const [first] = expect.causes ?? [];
  const paths = Object.entries(expect.paths ?? {});
  const away = phones.filter((trial) => trial.from === 'away' || trial.method === 'lan-ip');
  return [
    ...(report.verdict === expect.verdict ? [] : [`the verdict is ${report.verdict}, expected ${expect.verdict}`]),
    ...(first === undefined || causes[0] === first ? [] : [`the first cause is ${causes[0] ?? 'none'}, expected ${first}`]),
    ...(expect.causes ?? []).filter((id) => !causes.includes(id)).map((id) => `the cause ${id} is missing`),
    ...(expect.notes ?? []).filter((id) => !notes.includes(id)).map((id) => `the note ${id} is missing`),
    ...paths.flatMap(([method, verdict]) => {
      const found = report.paths.find((path) => path.method === method)?.verdict;
      return found === verdict ? [] : [`the way ${method} is ${found ?? 'missing'}, expected ${verdict}`];
    }),
    ...(report.verdict === 'healthy' && away.some((trial) => !trial.sees) ? ['the verdict is healthy while a phone sees nothing'] : []),
    ...(report.causes.length > 0 && phones.length > 0 && phones.every((trial) => trial.sees) ? ['there is a cause while every phone sees the cameras'] : []),
  ];
}

function render(fixture: { title: string; story: string }, phones: readonly PhoneTrial[], differences: readonly string[], report: Report, style: Style): string {
  const { columns, paint, signs } = style;
  const lines = [
    ...wrap(fixture.title, columns).map(paint.strong),
    ...wrap(fixture.story, columns, '  '),
    '',
    paint.strong('What the phones see'),
    ...phones.flatMap((trial) =>
      wrap(`${trial.phone}, ${trial.method}, from ${trial.from}: ${trial.sees ? 'sees the cameras' : `sees nothing (${trial.stage}: ${trial.detail})`}`, columns, `  ${trial.sees ? signs.good : signs.bad} `),
    ),
    '',
    paint.strong('What the diagnosis says'),
    ...renderAnswer(report, style).trimEnd().split('\n'),
    '',
    ...(differences.length === 0 ? [`${signs.good} as expected`] : differences.flatMap((difference) => wrap(difference, columns, `${signs.bad} `))),
  ];
  return `${lines.join('\n')}\n`;
}
