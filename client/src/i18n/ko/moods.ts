import type en from '../en/moods.ts';

const text: typeof en = {
  agree: '동의해요',
  disagree: '다르게 생각해요',
  slower: '조금 빨라요',
  faster: '조금 느려요',
  gauge: '지금 분위기',
  opinion: (agree, disagree) => `동의 ${agree}명 · 다른 생각 ${disagree}명`,
  opinionOf: (agree, disagree, people) => `${people}명 중 동의 ${agree}명, 다른 생각 ${disagree}명`,
  pace: (fast, slow) => (fast >= slow ? `속도 · 빠름 ${fast}명` : `속도 · 느림 ${slow}명`),
  paceOf: (fast, slow, people) => `${people}명 중 빠름 ${fast}명, 느림 ${slow}명`,
  clear: '새로 받기',
};

export default text;
