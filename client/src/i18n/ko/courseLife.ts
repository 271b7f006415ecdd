import type en from '../en/courseLife.ts';

const text: typeof en = {
  copy: '과목 복사하기…',
  archive: '보관하기',
  unarchive: '보관함에서 꺼내기',
  archived: (title) => `‘${title}’ 과목을 보관했어요`,
  unarchived: (title) => `‘${title}’ 과목을 보관함에서 꺼냈어요`,
  isArchived: '보관한 과목이에요. 읽을 수만 있고 바뀌지 않아요.',

  states: { label: '과목 종류', current: '진행', archived: '보관', deleted: '삭제' },
  noneArchived: '보관한 과목이 없어요',
  noneArchivedText: '끝난 과목은 보관해 둘 수 있어요. 안에 있는 것은 그대로 읽을 수 있어요.',
  noneDeleted: '지난 30일 동안 삭제한 과목이 없어요',
  noneDeletedText: '삭제한 과목은 30일 동안 여기에 있고 되돌릴 수 있어요.',
  deletedOn: (when) => `${when} 삭제`,
  until: (when) => `${when}까지 되돌릴 수 있어요`,
  tooLate: (title) => `‘${title}’ 과목은 삭제한 지 30일이 지나 되돌릴 수 없어요.`,
  restore: '되돌리기',

  dialog: {
    title: '과목 복사하기',
    text: '문제 은행, 준비한 투표와 슬라이드, 수업안을 함께 복사해요. 사람과 수업에서 있었던 일은 복사하지 않아요.',
    copyOf: (title) => title,
    sessions: '수업 일정도 복사하기',
    sessionsHelp: '요일과 시각은 그대로, 새 학기의 같은 주로 옮겨요.',
    begins: '새 학기 첫 주',
    beginsHelp: '그 주의 아무 날이나 고르세요.',
    go: '과목 복사하기',
    made: (title) => `‘${title}’ 과목이 준비됐어요`,
  },
};

export default text;
