import type { ComponentType } from 'react';
import type { CourseRole, Session } from '../../../core/types.ts';

export interface RecordSectionProps {
  session: Session;
  role: CourseRole;
  /** Whether the reader sees what staff see. */
  staff: boolean;
}

/** What one tool shows of a session that is over. It is there where the record has something of the tool. */
export interface RecordSection {
  /** The tool's, as the server names it. */
  readonly name: string;
  readonly Section: ComponentType<RecordSectionProps>;
}
