import { describe, expect, test } from 'vitest';
import { faultOf, newQuizDraft, planOf, quizDraftOf } from '../../src/features/learning/quiz/draft.ts';

const chosen = [{ question: { id: 'q', text: 'Why?' }, points: '2.5' }];

describe('a quiz that is put together', () => {
  test('says what is missing, one thing at a time', () => {
    const ready = { ...newQuizDraft, title: 'Rawls', chosen };
    expect(faultOf(newQuizDraft)).toBe('title');
    expect(faultOf({ ...newQuizDraft, title: 'Rawls' })).toBe('none');
    expect(faultOf({ ...ready, minutes: '601' })).toBe('minutes');
    expect(faultOf({ ...ready, attempts: 'many' })).toBe('attempts');
    expect(faultOf({ ...ready, drawn: '1.5' })).toBe('drawn');
    expect(faultOf({ ...ready, drawn: '2', drawnPoints: '0' })).toBe('points');
    expect(faultOf(ready)).toBeNull();
  });

  test('is the same draft again when it is opened later', () => {
    const draft = { ...newQuizDraft, title: 'Rawls', chosen, drawn: '3', tag: 'week 3', minutes: '10', exam: true };
    expect(quizDraftOf(planOf(draft), () => 'Why?')).toEqual(draft);
  });
});
