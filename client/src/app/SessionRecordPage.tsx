import { RecordPage } from '../features/analytics/record/RecordPage.tsx';
import { recordSections } from './recordSections.ts';

/** A session that is over, with what every tool has of it. */
export default function SessionRecordPage() {
  return <RecordPage sections={recordSections} />;
}
