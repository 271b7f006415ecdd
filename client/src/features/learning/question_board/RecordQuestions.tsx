import '../../../ui/css/chat.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, session as signIn } from '../../../core/client.ts';
import { useText } from '../../../i18n/index.ts';
import { Part } from '../../analytics/record/Part.tsx';
import type { RecordSectionProps } from '../../analytics/record/sections.ts';
import { complain } from '../../media/attempt.ts';
import { QuestionList } from './QuestionList.tsx';
import { RemoteBoard } from './remoteBoard.ts';

/** The question board, which goes on after class. */
export default function RecordQuestions({ session, role }: RecordSectionProps) {
  const text = useText('questionBoard');
  const [board] = useState(() => new RemoteBoard(api, session.id, (fault) => void complain(fault)));
  const read = useQuery({ queryKey: ['board', session.id], queryFn: ({ signal }) => board.load(signal) });
  return (
    <Part title={text.title} read={read}>
      {() => (
        <div className="card">
          <QuestionList dated board={board} me={{ id: signIn.user?.id ?? '', role }} />
        </div>
      )}
    </Part>
  );
}
