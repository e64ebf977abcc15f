/** What people want to know of a session beside its id. */
import type { GroupBy, ReportRow } from '../../analysis/report.ts';
import type { FactsOfSessions, SessionFacts } from '../../analysis/session-facts.ts';
import { minuteLabel } from '../../core/time.ts';
import { cell, leftOf, rightOf, type Cell, type Column, type ItemColumn } from '../document.ts';
import { group, NONE } from './cells.ts';

interface SessionColumns {
  readonly columns: readonly Column[];
  of(row: ReportRow): Cell[];
}

/** Without any facts there are no columns. */
export function sessionColumns(facts: FactsOfSessions, by: readonly GroupBy[], zone: string): SessionColumns {
  const all: ItemColumn<SessionFacts>[] = [
    { ...leftOf<SessionFacts>('session_project', 'Project', projectCell, 0.4), cut: 'middle' },
    leftOf('session_start', 'Start', ({ first }) => cell(minuteLabel(first, zone)), 0.2),
    rightOf('session_length', 'Length', lengthCell, 0.3),
  ];
  const columns = facts.size === 0 ? [] : all.slice(by.includes('project') ? 1 : 0);
  return {
    columns: columns.map((column) => ({ ...column, only: 'people' })),
    of({ group: { session } }) {
      const known = facts.get(session ?? '');
      return columns.map(({ of }) => (known === undefined ? NONE : of(known)));
    },
  };
}

function projectCell({ project }: SessionFacts): Cell {
  return group(project === '' ? null : project, 'project');
}

/** "3d 17h", "1h 12m", "7m 19s", "0s". */
function lengthCell({ first, last }: SessionFacts): Cell {
  const seconds = Math.round((last - first) / 1_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  if (hours >= 48) return cell(`${Math.floor(hours / 24)}d ${hours % 24}h`);
  if (hours > 0) return cell(`${hours}h ${minutes}m`);
  return cell(minutes > 0 ? `${minutes}m ${seconds % 60}s` : `${seconds}s`);
}
