import type en from '../en/notes.ts';

const text: typeof en = {
  note: '함께 쓰는 노트',
  empty: '여기에 함께 써요 …',
  which: '노트',
  classNote: '전체',
  groupNote: (number, name) => (name !== '' ? name : number === 0 ? '소그룹' : `소그룹 ${number}`),
  whoWrites: '누가 쓰나요',
  writing: { everyone: '모두 쓰기', staff: '운영진만 쓰기' },
  undo: '실행 취소',
  redo: '다시 실행',
  save: '노트 저장하기',
  saveText: '텍스트로 (.txt)',
  saveMarkdown: '마크다운으로 (.md)',
  saved: (name) => `${name} 파일로 저장했어요`,
  file: '노트',
  writers: (names, more) => `${names.join(', ')} 님${more > 0 ? ` 외 ${more}명` : ''}이 쓰는 중`,
  readOnly: '이 노트는 읽을 수만 있어요. 운영진이 써요.',
  offline: '연결이 끊겼어요. 쓴 것은 간직했다가 나중에 보내요.',
  opening: '노트를 여는 중이에요 …',
  someone: '누군가',
};

export default text;
