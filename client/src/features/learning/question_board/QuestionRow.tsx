import { useState } from 'react';
import { useStore } from 'zustand';
import type { BoardQuestion } from '../../../core/protocol.gen.ts';
import { useFormats, useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Menu, type MenuItem } from '../../../ui/Menu.tsx';
import { LONGEST_ANSWER, type BoardFace } from './board.ts';
import { answers, authorOf, type Reader } from './state.ts';

interface Props {
  board: BoardFace;
  question: BoardQuestion;
  me: Reader;
  /** Those that it may be made part of. */
  others: readonly BoardQuestion[];
  /** Over days: the time alone says too little. */
  dated: boolean;
}

export function QuestionRow({ board, question, me, others, dated }: Props) {
  const text = useText('questionBoard');
  const format = useFormats();
  const author = useStore(board.store, (state) => authorOf(state, question));
  const voted = useStore(board.store, (state) => state.voted.has(question.id));
  const [open, setOpen] = useState<'answer' | 'merge' | null>(null);
  const own = author?.id === me.id;
  const items = useActions(board, question, me, own, setOpen);
  return (
    <li className="question" data-question={question.id}>
      <button
        type="button"
        className="vote"
        aria-pressed={voted}
        aria-label={text.vote(question.votes)}
        title={own ? text.own : text.vote(question.votes)}
        disabled={own || me.role === 'observer' || me.role === 'guest' || question.state !== 'open'}
        onClick={() => board.vote(question, !voted)}
      >
        <Icon name="arrow-up" size={16} />
        {question.votes}
      </button>
      <div className="col grow">
        <p className="words">{question.text}</p>
        <span className="small faint asked">
          {author === null ? text.anonymously : author.name}
          {question.anonymous && author !== null && <span className="badge">{text.anonymously}</span>}
          {question.queued_at !== null && (
            <span className="badge" data-kind="accent">
              {text.onStrip}
            </span>
          )}
          <time dateTime={question.asked_at}>
            {dated ? format.moment(new Date(question.asked_at)) : format.time(new Date(question.asked_at))}
          </time>
        </span>
        {question.state === 'live' && <p className="small muted">{text.answeredLive(question.answered_by ?? '')}</p>}
        {question.state === 'written' && (
          <div className="answer">
            <b className="small">{question.answered_by}</b>
            <p className="words">{question.answer}</p>
          </div>
        )}
        {open === 'answer' && <Answer board={board} question={question} onClose={() => setOpen(null)} />}
        {open === 'merge' && <Merge board={board} question={question} others={others} onClose={() => setOpen(null)} />}
      </div>
      {items.length > 0 && (
        <Menu label={text.more} className="icon-btn icon-btn-sm" items={items} floating>
          <Icon name="ellipsis" size={16} />
        </Menu>
      )}
    </li>
  );
}

function useActions(
  board: BoardFace,
  question: BoardQuestion,
  me: Reader,
  own: boolean,
  show: (form: 'answer' | 'merge') => void,
): MenuItem[] {
  const text = useText('questionBoard');
  const items: MenuItem[] = [];
  if (answers(me)) {
    if (question.state === 'open') {
      const queued = question.queued_at !== null;
      items.push(
        { label: queued ? text.unqueue : text.queue, icon: 'pin', onSelect: () => board.queue(question, !queued) },
        { label: text.answerLive, icon: 'check', onSelect: () => board.answer(question, 'live') },
        { label: text.answerWritten, icon: 'pencil', onSelect: () => show('answer') },
        { label: text.merge, icon: 'link', onSelect: () => show('merge') },
      );
    } else {
      items.push({ label: text.reopen, icon: 'rotate-ccw', onSelect: () => board.answer(question, 'open') });
    }
  }
  if (own || answers(me)) {
    items.push({ label: text.remove, icon: 'trash-2', danger: true, onSelect: () => board.remove(question) });
  }
  return items;
}

interface FormProps {
  board: BoardFace;
  question: BoardQuestion;
  onClose: () => void;
}

function Answer({ board, question, onClose }: FormProps) {
  const text = useText('questionBoard');
  const [words, setWords] = useState('');
  const empty = words.trim() === '';
  return (
    <div className="composer">
      <div className="box">
        <textarea
          autoFocus
          rows={2}
          value={words}
          maxLength={LONGEST_ANSWER}
          aria-label={text.answerWritten}
          placeholder={text.answerWritten}
          onChange={(event) => setWords(event.target.value)}
        />
      </div>
      <div className="row">
        <Button
          size="sm"
          disabled={empty}
          onClick={() => {
            board.answer(question, 'written', words.trim());
            onClose();
          }}
        >
          {text.answer}
        </Button>
        <Button size="sm" kind="quiet" onClick={onClose}>
          {text.cancel}
        </Button>
      </div>
    </div>
  );
}

function Merge({ board, question, others, onClose }: FormProps & { others: readonly BoardQuestion[] }) {
  const text = useText('questionBoard');
  const found = others.filter(({ id }) => id !== question.id);
  return (
    <div className="col merge" role="group" aria-label={text.mergeInto}>
      <span className="small muted">{found.length === 0 ? text.mergeNone : text.mergeInto}</span>
      {found.map((other) => (
        <button
          key={other.id}
          type="button"
          className="hit"
          onClick={() => {
            board.merge(question, other);
            onClose();
          }}
        >
          <span className="words">{other.text}</span>
        </button>
      ))}
      <Button size="sm" kind="quiet" onClick={onClose}>
        {text.cancel}
      </Button>
    </div>
  );
}
