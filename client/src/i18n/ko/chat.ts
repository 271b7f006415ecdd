import type en from '../en/chat.ts';

const text: typeof en = {
  title: '채팅',
  messages: '메시지',
  empty: '아직 메시지가 없어요',
  emptyText: '여기에 쓰면 수업에 있는 모두가 봐요.',
  placeholder: '메시지를 입력하세요',
  send: '보내기',
  sending: '보내는 중',
  later: '연결되면 보낼게요',
  failed: '보내지 못했어요. 쓴 글은 그대로 있어요.',
  retry: '다시 보내기',
  discard: '지우기',
  earlier: '이전 메시지 보기',
  earlierFailed: '이전 메시지를 불러오지 못했어요.',
  tryAgain: '다시 시도',
  loading: '이전 메시지를 불러오는 중',
  newMessages: (count) => `새 메시지 ${count}개`,
  toNewest: '최근 메시지로 가기',
  offline: '연결이 끊긴 동안 쓴 글은 이 기기에 있어요.',
  observer: '참관은 읽기만 해요.',
  tooLong: (over) => `${over}자 넘었어요`,
  announced: (name, message) => `${name}: ${message}`,
  linkNew: '새 탭에서 열려요',
};

export default text;
