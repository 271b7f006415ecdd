import type en from '../en/moods.ts';

const text: typeof en = {
  word: '반응',
  label: '반응: 교수님께 어떤지 알리기',
  agree: '동의해요',
  disagree: '동의하지 않아요',
  slower: '조금 천천히',
  faster: '조금 빠르게',
  gauge: '지금 분위기',
  opinion: (agree, disagree) => `동의 ${agree} · 반대 ${disagree}`,
  pace: (slower, faster) => `천천히 ${slower} · 빠르게 ${faster}`,
  of: (people) => `${people}명 중`,
  clear: '새로 받기',
};

export default text;
