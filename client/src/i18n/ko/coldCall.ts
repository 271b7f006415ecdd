import type en from '../en/coldCall.ts';

const text: typeof en = {
  title: '지명',
  about:
    '지금 있는 사람 가운데 한 명을 뽑아요. 모두 한 번씩 돌아간 뒤에 두 번째를 뽑고, 조용한 사람이 먼저예요. 이름은 먼저 교수님만 봐요.',
  draw: '조용한 사람부터 뽑기',
  onlyYou: '아직 나만 보고 있어요.',
  warn: (seconds) => `${seconds}초 뒤 지명`,
  now: '바로 지명',
  another: '다른 사람',
  letGo: '뽑지 않기',
  takeBack: '거두기',
  done: '마치기',
  left: (time) => `모두에게 알리기까지 ${time}`,
  states: {
    drawn: '뽑혔어요',
    skipped: '건너뜀',
    warned: '본인만 알고 있어요',
    called: '지명했어요',
    spoken: '말로 답함',
    written: '글로 답함',
    passed: '넘어감',
    dropped: '거둠',
  },
  outcome: (name, state) => `지난 지명: ${name} 님, ${state}`,
  soon: '곧 차례가 와요. 말해도, 글로 써도, 넘어가도 괜찮아요. 성적에는 들어가지 않아요.',
  yours: '지명됐어요. 말해도, 글로 써도, 넘어가도 괜찮아요. 성적에는 들어가지 않아요.',
  write: '글로 답하기',
  pass: '넘어가기',
  writeTitle: '글로 답하기',
  answer: '내 답',
  everyoneReads: '수업에 있는 모두가 이름과 함께 봐요.',
  send: '답 보내기',
  calledAloud: (name) => `${name} 님을 지명했어요.`,
  wrote: (name) => `${name} 님이 글로 답했어요.`,
};

export default text;
