import type en from '../en/record.ts';

const text: typeof en = {
  title: '수업 기록',
  failed: '수업 기록을 불러오지 못했어요.',
  copyLink: '링크 복사',
  figures: {
    attendance: '출석',
    absent: '오지 않음',
    noPolls: '투표 없음',
  },
  talk: {
    title: '누가 언제 말했나',
    own: '내가 말한 때',
    teachers: '교수진',
    students: '학생',
    course: '진행',
    nothing: '말한 사람이 없어요.',
    ownNothing: '이 수업에서는 말하지 않았어요.',
    others: (count) => `나머지 ${count}명 보기`,
    unheard: (silent, otherwise) =>
      `${silent}명은 말하지 않았어요. 그 가운데 ${otherwise}명은 글, 투표나 보드로 참여했어요.`,
  },
  timeline: {
    title: '수업에서 한 것',
    nothing: '이 수업에서는 도구를 쓰지 않았어요.',
    minutes: (count) => `${count}분`,
  },
  kinds: {
    poll: '투표',
    poll_again: '2차 투표',
    quiz: '퀴즈',
    turn: '발언권',
    board: '보드',
    think_time: '생각 시간',
    breakouts: '소그룹',
  },
  counts: {
    poll: (count) => `${count}명 응답`,
    poll_again: (count) => `${count}명 응답`,
    quiz: (count) => `${count}명 제출`,
    board: (number) => `${number}조`,
    think_time: (count) => `${count}명 응답`,
    breakouts: (count) => `${count}조`,
  },
  attendance: {
    title: '출석',
    search: '이름으로 찾기',
    nobody: '이 과목에는 학생이 없었어요.',
    none: (search) => `‘${search}’ 학생이 없어요.`,
    absent: '오지 않음',
    minutes: (count) => `${count}분`,
  },
  polls: {
    title: '투표 결과',
    notShown: '결과를 공개하지 않았어요.',
  },
  quizzes: {
    title: '퀴즈',
    notTaken: '응시하지 않음',
    attempt: (number) => `${number}번째 응시`,
    nobody: '낸 사람이 없어요',
    mean: (people, mean, points) => `${people}명 제출 · 평균 ${mean} / ${points}`,
    scores: '모두의 점수',
    answers: '답안',
  },
  boards: {
    title: '보드',
    everyones: '전체 보드',
    group: (number) => `${number}조`,
    picture: (name, page) => `${name} ${page}쪽`,
    previous: (name) => `${name} 이전 쪽`,
    next: (name) => `${name} 다음 쪽`,
    pdf: (name) => `${name} 내려받기 (PDF)`,
  },
  chat: { title: '채팅' },
  guests: { title: '게스트', sentOut: '내보냄' },
};

export default text;
