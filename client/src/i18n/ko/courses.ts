import type en from '../en/courses.ts';

const number = (value: number) => value.toLocaleString('ko-KR');

const text: typeof en = {
  people: (count) => `${number(count)}명`,
  sessions: (count) => `${number(count)}회차`,
  roles: {
    admin: '관리자',
    professor: '교수',
    co_professor: '공동 교수',
    ta: '조교',
    student: '학생',
    observer: '참관',
  },
  professor: (name) => `${name} 교수`,

  home: {
    title: '홈',
    today: (count) => (count === 0 ? '오늘은 수업이 없어요' : `오늘 수업이 ${number(count)}개 있어요`),
    live: (count) => `지금 진행 중인 수업이 ${number(count)}개 있어요`,
    nextUp: '다음 수업',
    liveNow: '진행 중인 수업',
    comingUp: '다가오는 수업',
    courses: '과목',
    nothingComing: '그 뒤로 잡힌 수업은 없어요.',
    noSessions: '잡힌 수업이 없어요',
    noSessionsOwner: '과목에 수업을 추가하면 여기 맨 위에 보여요.',
    noSessionsStudent: '교수가 수업을 잡으면 바로 여기에 보여요.',
    welcomeTeacher: '첫 과목을 만들어 보세요',
    welcomeTeacherText: '과목 안에 수업과 명단이 들어가요. 이름만 있으면 되고 나머지는 나중에 채워도 돼요.',
    welcomeStudent: '아직 과목이 없어요',
    welcomeStudentText: '교수에게 받은 참여 코드를 입력하면 과목이 여기에 보여요.',
    failed: '수업을 불러오지 못했어요',
  },

  state: {
    live: '진행 중',
    ended: '끝남',
    cancelled: '취소됨',
    overdue: '시작 전',
  },
  started: (when, until) => `${when} 시작 · ${until}까지`,
  minutes: (count) => `${count}분`,

  actions: {
    join: '들어가기',
    start: '수업 시작하기',
    enter: '들어가기',
    end: '수업 끝내기',
    edit: '고치기',
    cancel: '수업 취소하기',
    reinstate: '되살리기',
    openCourse: '과목 보기',
    options: (title) => `${title} 더 보기`,
  },
  ended: (title) => `‘${title}’ 수업이 모두에게 끝났어요.`,
  cancelled: (title) => `‘${title}’ 수업을 취소했어요`,
  reinstated: (title) => `‘${title}’ 수업을 되살렸어요`,

  list: {
    title: '과목',
    search: '과목 찾기',
    create: '과목 만들기',
    join: '코드로 참여하기',
    none: '아직 과목이 없어요',
    noneTeacher: '과목 안에 수업과 명단이 들어가요. 새로 만들거나 코드로 다른 과목에 들어갈 수 있어요.',
    noneStudent: '교수에게 받은 참여 코드를 입력하면 과목이 여기에 보여요.',
    nothingFound: (search) => `‘${search}’에 맞는 과목이 없어요`,
    nothingFoundText: '제목, 과목 코드, 학기에서 찾아요.',
    failed: '과목을 불러오지 못했어요',
  },

  course: {
    sessions: '수업',
    people: '명단',
    questions: '문제 은행',
    tabs: '과목',
    addSession: '수업 추가',
    edit: '과목 고치기',
    delete: '과목 삭제하기',
    options: '과목 더 보기',
    deleted: (title) => `‘${title}’ 과목을 삭제했어요`,
    restored: (title) => `‘${title}’ 과목을 되돌렸어요`,
    failed: '과목을 불러오지 못했어요',
  },

  form: {
    createTitle: '과목 만들기',
    editTitle: '과목 고치기',
    create: '과목 만들기',
    name: '제목',
    namePlaceholder: '정치철학 세미나',
    code: '과목 코드',
    codePlaceholder: 'PHIL 3021',
    semester: '학기',
    semesterPlaceholder: '2026년 2학기',
    saved: '저장했어요',
    refused: '이대로는 저장할 수 없어요. 줄이거나 다른 글자로 바꿔 주세요.',
  },

  session: {
    addTitle: '수업 추가',
    editTitle: '수업 고치기',
    add: '수업 추가',
    name: '주제',
    namePlaceholder: '정의론과 무지의 베일',
    date: '날짜',
    time: '시작',
    zone: (zone) => `내 시간대는 ${zone}예요. 각자 자기 시간대로 보여요.`,
    duration: '길이',
    durations: (minutes) => {
      const hours = Math.floor(minutes / 60);
      return [hours > 0 && `${hours}시간`, minutes % 60 > 0 && `${minutes % 60}분`].filter(Boolean).join(' ');
    },
    past: '이미 지난 시간이에요.',
    keepsTime: '시작한 수업이라 시간은 그대로예요.',
    added: (when) => `${when} 수업을 추가했어요`,
  },

  sessionsTab: {
    upcoming: '예정',
    past: '지난 수업',
    search: '수업 찾기',
    none: '아직 수업이 없어요',
    noneOwner: '첫 수업을 추가하세요. 학생에게 바로 보여요.',
    noneStudent: '교수가 수업을 잡으면 바로 여기에 보여요.',
    nothingFound: (search) => `‘${search}’에 맞는 수업이 없어요`,
    failed: '수업 목록을 불러오지 못했어요',
  },

  peopleTab: {
    search: (count) => `${number(count)}명 가운데 찾기`,
    add: '사람 추가',
    joinCode: '참여 코드',
    name: '이름',
    role: '역할',
    email: '이메일',
    remove: '과목에서 내보내기',
    leave: '과목에서 나가기',
    removed: (name) => `${name} 님을 내보냈어요`,
    restored: (name) => `${name} 님이 다시 들어왔어요`,
    left: (title) => `‘${title}’ 과목에서 나왔어요`,
    nothingFound: (search) => `‘${search}’에 맞는 사람이 없어요`,
    nothingFoundText: '이름과 이메일에서 찾아요.',
    alone: '아직 혼자예요',
    aloneText: '학생에게 참여 코드를 알려 주거나 이메일로 사람을 추가하세요.',
    failed: '명단을 불러오지 못했어요',
    shown: (count, total) => `${number(total)}명 가운데 ${number(count)}명`,
  },

  addPerson: {
    title: '사람 추가',
    text: '계정의 이메일로 추가해요. 창이 열린 채로 여러 명을 이어서 넣을 수 있어요.',
    email: '이메일',
    emailIncomplete: '주소가 덜 입력된 것 같아요. 예: name@school.example',
    role: '이 과목에서의 역할',
    roleHelp: {
      student: '수업에 참여해요.',
      ta: '수업을 돕고 이메일을 볼 수 있어요.',
      co_professor: '과목 삭제를 빼고 교수와 같은 일을 할 수 있어요.',
      observer: '보고 듣기만 해요.',
    },
    add: '추가',
    done: '마치기',
    added: (name) => `${name} 님이 들어왔어요.`,
  },

  joinCode: {
    title: '참여 코드',
    text: '계정이 있는 사람은 이 코드로 과목에 학생으로 들어올 수 있어요.',
    code: '코드',
    link: '링크로 보내도 돼요',
    copyCode: '코드 복사',
    copyLink: '링크 복사',
  },

  join: {
    title: '코드로 참여하기',
    text: '교수에게 받은 코드를 입력하세요. 대소문자와 줄표는 신경 쓰지 않아도 돼요.',
    code: '참여 코드',
    submit: '과목에 참여하기',
    already: '이미 참여한 과목이에요. 내 과목 목록에 있어요.',
    toCourses: '내 과목으로 가기',
  },
};

export default text;
