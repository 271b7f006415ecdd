export interface Browser {
  /** As its makers write it. */
  name: string;
  family: 'chromium' | 'firefox' | 'safari' | 'phone';
}

/** Which browser this is, for no other purpose than to say where its permission switch is. */
export function thisBrowser(agent: string = navigator.userAgent): Browser {
  const name = nameOf(agent);
  if (/Android|iPhone|iPad/.test(agent)) return { name, family: 'phone' };
  if (name === 'Firefox') return { name, family: 'firefox' };
  if (name === 'Safari') return { name, family: 'safari' };
  return { name, family: 'chromium' };
}

function nameOf(agent: string): string {
  if (agent.includes('Edg/')) return 'Edge';
  if (agent.includes('Whale/')) return 'Whale';
  if (agent.includes('SamsungBrowser/')) return 'Samsung Internet';
  if (agent.includes('OPR/')) return 'Opera';
  if (/Firefox\/|FxiOS\//.test(agent)) return 'Firefox';
  if (/Chrome\/|CriOS\//.test(agent)) return 'Chrome';
  return 'Safari';
}
