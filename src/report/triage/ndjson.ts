/** The table as JSON lines, each with its kind: for databases and for `jq`. */
import type { Triage } from './table.js';

export function triageLines({ causes, outliers, missing, ...summary }: Triage): string {
  const lines = [
    { table: 'summary', ...summary },
    ...causes.map((cause) => ({ table: 'cause', ...cause })),
    ...outliers.map((outlier) => ({ table: 'outlier', ...outlier })),
    ...missing.flatMap(({ probe, facts }) => facts.map((fact) => ({ table: 'missing', probe, ...fact }))),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
