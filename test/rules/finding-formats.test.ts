/** Findings for machines, and for terminals that a hostile file would like to steer. */
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { githubAnnotations, LINT_CODES, sarif } from '../../src/rules/finding-formats.js';
import { loadFiles } from '../../src/rules/front/load.js';
import { renderFinding, type LintFinding } from '../../src/rules/lint.js';

const FINDINGS: LintFinding[] = [
  { file: 'my rules/recorder/one.yaml', line: 3, column: 7, length: 5, code: 'R004', level: 'error', message: 'There is no fact "wan.onlin".', hint: 'Did you mean "wan.online"?', snippet: 'x' },
  { file: 'a/two,b.yaml', line: 1, column: 1, length: 1, code: 'R018', level: 'warning', message: '100% bad:\nreally', snippet: '' },
];

/** The parts of SARIF 2.1.0 that a reader cannot do without (sections 3.13, 3.14, 3.19, 3.27 to 3.30, 3.49). */
const SARIF = {
  type: 'object',
  required: ['version', 'runs'],
  properties: {
    version: { const: '2.1.0' },
    $schema: { type: 'string', format: 'uri' },
    runs: {
      type: 'array',
      items: {
        type: 'object',
        required: ['tool', 'results'],
        properties: {
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
          tool: {
            type: 'object',
            required: ['driver'],
            properties: { driver: { type: 'object', required: ['name'], properties: { rules: { type: 'array', uniqueItems: true, items: { type: 'object', required: ['id', 'shortDescription'] } } } } },
          },
          results: {
            type: 'array',
            items: {
              type: 'object',
              required: ['message', 'ruleId', 'locations'],
              properties: {
                level: { enum: ['none', 'note', 'warning', 'error'] },
                ruleIndex: { type: 'integer', minimum: 0 },
                message: { type: 'object', required: ['text'] },
                locations: {
                  type: 'array',
                  items: {
                    type: 'object',
                    required: ['physicalLocation'],
                    properties: {
                      physicalLocation: {
                        type: 'object',
                        required: ['artifactLocation', 'region'],
                        properties: {
                          artifactLocation: { type: 'object', properties: { uri: { type: 'string', pattern: '^[^ \\\\]+$' } } },
                          region: { type: 'object', properties: { startLine: { type: 'integer', minimum: 1 }, startColumn: { type: 'integer', minimum: 1 }, endColumn: { type: 'integer', minimum: 1 } } },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};

describe('SARIF', () => {
  it('has the form that its readers need', () => {
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(SARIF);
    const log = sarif(FINDINGS, '1.2.3') as { runs: [{ tool: { driver: { rules: { id: string }[] } }; results: { ruleId: string; ruleIndex: number; message: { text: string } }[] }] };
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    const [{ tool, results }] = log.runs;
    expect(results.map((result) => tool.driver.rules[result.ruleIndex]?.id)).toEqual(['R004', 'R018']);
    expect(results[0]?.message.text).toBe('There is no fact "wan.onlin". Did you mean "wan.online"?');
  });

  it('without findings is a run without results', () => {
    expect(sarif([], '1')).toMatchObject({ runs: [{ results: [], tool: { driver: { rules: [] } } }] });
  });
});

it('GitHub annotations stay one line each, whatever the message holds', () => {
  expect(githubAnnotations(FINDINGS).split('\n')).toEqual([
    `::error file=my rules/recorder/one.yaml,line=3,col=7,endColumn=12,title=R004 ${LINT_CODES.R004}::There is no fact "wan.onlin". Did you mean "wan.online"?`,
    `::warning file=a/two%2Cb.yaml,line=1,col=1,endColumn=2,title=R018 ${LINT_CODES.R018}::100%25 bad:%0Areally`,
    '',
  ]);
});

it('a file cannot steer the terminal through its findings, and the caret stays under the place', () => {
  const { findings } = loadFiles([{ name: 'a\u001b[2J/one.yaml', text: 'id: one\n"\u001b[31m\u202ekind": x\nstatus: [\n' }]);
  const shown = findings.map(renderFinding).join('\n');
  expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  const finding: LintFinding = { file: 'a', line: 1, column: 4, length: 1, code: 'R001', level: 'error', message: 'm', snippet: '\u001b\t\u0007x' };
  expect(renderFinding(finding)).toBe('a:1:4 R001 m\n     x\n     ^');
});
