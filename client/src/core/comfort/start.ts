import type { StartEffect } from '../effects.ts';
import { startBlur } from './blur.ts';
import { startDenoiser } from './denoise.ts';

export const startEffect: StartEffect = (raw, events) =>
  raw.kind === 'video' ? startBlur(raw, events) : startDenoiser(raw, events);
