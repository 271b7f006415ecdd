import type en from '../en/rehearsal.ts';

const minutes = (count: number) => `${count}분`;
const students = (count: number) => `학생 ${count}명`;

const text: typeof en = {
  title: '리허설',
  about:
    '가상 학생이 투표하고, 생각하고, 토론하고, 손을 들고, 늦게 들어오고, 나갔다가 돌아와요. 출석, 성적, 알림, 통계에는 아무것도 남지 않아요.',
  back: '수업안',
  failed: '리허설을 불러오지 못했어요',
  empty: '아직 리허설할 것이 없어요',
  emptyText: '수업안에 단계가 없어요. 단계를 넣은 다음 다시 와 주세요.',
  toPlan: '수업안 열기',
  minutes,
  students,
  speeds: { 1: '1배속', 10: '10배속' },

  form: {
    label: '리허설 시작하기',
    students: '가상 학생 수',
    studentsHelp: (fewest, most) => `${fewest}명부터 ${most}명까지`,
    studentsFault: (fewest, most) => `${fewest}부터 ${most}까지 정수로 쓰세요.`,
    speed: '빠르기',
    lasts: (count) => `${minutes(count)}쯤 걸려요`,
    seed: '학급 번호',
    seedHelp: '번호가 같으면 비슷한 학급이 돼요. 비워 두면 새로 만들어요.',
    seedFault: '정수로 쓰거나 비워 두세요.',
    begin: '시작하기',
    latest: '지난 한 시간',
  },

  live: {
    label: '리허설하는 중',
    preparing: '준비하는 중',
    preparingText: '수업안과 준비한 것을 따로 마련한 자리에 옮기고 있어요.',
    gathering: '학생이 들어오고 있어요',
    step: (place, count) => `${place} / ${count}단계`,
    present: (here, all) => `학생 ${all}명 가운데 ${here}명이 있어요`,
    passed: (behind, planned) => `${behind} / ${minutes(planned)}`,
    left: (count) => (count < 1 ? '곧 끝나요' : `${minutes(count)}쯤 남았어요`),
    nothing: '아직 아무도 무언가 하지 않았어요',
    away: '이 화면을 떠나도 돼요. 리허설은 이어지고, 돌아오면 여기에 있어요.',
    stop: '멈추기',
    lost: '연결이 끊겼어요. 리허설은 이어지고, 다시 불러오고 있어요.',
    announced: (title, place, count) => `${count}단계 가운데 ${place}번째, ${title}`,
    ended: '리허설이 끝났어요. 보고서를 볼 수 있어요.',
  },

  report: {
    label: '보고서',
    states: { preparing: '준비', running: '진행 중', done: '마침', stopped: '멈춤', failed: '실패' },
    kept: (time) => `${time}까지 볼 수 있어요. 그 밖에는 아무것도 남지 않아요.`,
    seed: (seed) => `학급 ${seed}`,
    inAll: (took, planned) => `계획 ${minutes(planned)} · 실제 ${minutes(took)}`,
    again: '다시 리허설하기',
    same: '같은 학급으로',
    mend: '고칠 것',
    nothing: '고칠 것이 없어요',
    nothingText: '준비한 것이 모두 있고, 문제마다 정답이 있고, 글자가 있는 슬라이드는 휴대폰에서도 읽혀요.',
    mendIt: '고치기',
    mendStep: (title) => `‘${title}’ 고치기`,
    question: '문제 열기',
    gone: '이제 수업안에 없는 단계예요.',
    steps: '단계',
    planned: (count) => `계획 ${minutes(count)}`,
    took: (took) => `실제 ${minutes(took)}`,
    longer: (more) => `${minutes(more)} 길어요`,
    notReached: '하지 않았어요',
    took_part: (count, all) => `학생 ${all}명 가운데 ${count}명 참여`,
    refused: (count, what) => `거절 ${count}번: ${what}`,
    notBegun: (what) => `준비한 것을 시작하지 못했어요: ${what}`,
    list: (time, count, speed) => `${time} · ${students(count)} · ${speed}`,
  },

  gone: {
    title: '이제 볼 수 없는 보고서예요',
    text: '보고서는 한 시간 동안만 둬요. 수업안은 그대로예요. 다시 리허설하면 새 보고서가 나와요.',
  },

  faults: {
    invalid: { what: '설정이 이 학급과 맞지 않아요.', rest: '수업안은 그대로예요. 단계를 확인해 주세요.' },
    not_found: { what: '이제 없어요.', rest: '수업안은 그대로예요. 단계를 확인해 주세요.' },
    no_schema: {
      what: '서버의 데이터베이스에 리허설할 자리를 만들 수 없어요.',
      rest: '수업안은 그대로예요. 서버 관리자에게 데이터베이스의 create 권한을 달라고 해 주세요.',
    },
  },

  acts: {
    vote: (count) => `투표 ${count}`,
    think: (count) => `생각 ${count}`,
    answer: (count) => `답 ${count}`,
    submit: (count) => `퀴즈 제출 ${count}`,
    group: (count) => `소그룹에 ${count}명`,
    call: (count) => `지명 대답 ${count}`,
    turn: (count) => `발언 ${count}번`,
    point: (count) => `질의 ${count}번`,
    page: (count) => `${count}쪽 넘김`,
    hand: (count) => `손 ${count}`,
    chat: (count) => `메시지 ${count}`,
    came: (count) => `${count}명 늦게 들어옴`,
    dropped: (count) => `${count}명 나감`,
    returned: (count) => `${count}명 돌아옴`,
  },

  findings: {
    no_steps: () => '수업안에 단계가 없어요.',
    poll_missing: () => '준비한 투표가 이제 없어요.',
    poll_without_question: () => '투표에 질문이 없어요.',
    poll_without_options: () => '투표에 고를 것이 부족해요.',
    question_missing: ({ parts }) => `퀴즈의 ${parts.join()}번 문제는 보관했거나 이제 없어요.`,
    question_without_key: ({ parts }) =>
      `퀴즈의 ${parts.join()}번에 정답이 없는 문제가 있어요. 무엇을 써도 점수를 받지 못해요.`,
    too_few_questions: ({ parts, have, need }) =>
      `퀴즈의 ${parts.join()}번에서 ${need}문제를 뽑는데, 문제 은행에는 ${have}문제뿐이에요.`,
    groups_impossible: ({ have, need }) =>
      `소그룹을 만들 수 없어요. 학생이 ${need}명 있어야 하는데 과목에 ${have}명이 있어요.`,
    group_of_one: ({ have, need }) =>
      `학생 ${have}명이면 혼자 남는 사람이 있어요. ${need}명이 있거나 그룹이 더 적어야 해요.`,
    single_group: ({ have, need }) => `학생 ${have}명이 ${need}명씩 모이면 그룹이 하나뿐이에요.`,
    longer_than_step: ({ have, need }) =>
      `함께 시작하는 것은 ${minutes(need)} 걸리는데, 단계는 ${minutes(have)}이에요.`,
    after_session: ({ have, need }) =>
      `여기부터 수업 시간을 넘겨요. 이 단계는 ${minutes(need)}에 끝나고, 수업은 ${minutes(have)}이에요.`,
    slides_missing: () => '준비한 슬라이드가 이제 없어요.',
    slides_unreadable: ({ parts, have, need }) =>
      `휴대폰에서 글자가 너무 작아요: ${parts.join(', ')}쪽. 글자가 ${have}px인데, ${need}px은 되어야 해요.`,
    slides_unmeasured: () => '슬라이드가 휴대폰에서 읽히는지 알아내지 못했어요.',
    too_few_views: ({ have, need }) => `과목에 학생이 ${have}명 있어요. 토론 투표의 결과는 ${need}명부터 보여요.`,
  },
};

export default text;
