/** What stands on a board, as the document has it (docs/protocol.md, “Whiteboard”). Lengths are CSS pixels at 100 %. */

export type Kind = 'pen' | 'marker' | 'rect' | 'ellipse' | 'line' | 'arrow' | 'note' | 'text' | 'image';
export type Template = 'blank' | 'dots' | 'grid' | 'lines' | 'columns' | 'axes';

export const TEMPLATES: readonly Template[] = ['dots', 'blank', 'grid', 'lines', 'columns', 'axes'];

export interface BoardObject {
  readonly id: string;
  readonly kind: Kind;
  /** Who made it. */
  readonly by: string;
  readonly page: string;
  readonly z: number;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly color: string;
  readonly fill: string | null;
  readonly size: number;
  readonly dash: boolean;
  readonly points: Uint8Array;
  readonly text: string;
  readonly start: string | null;
  readonly end: string | null;
  readonly src: string | null;
}

export type Fields = Partial<Omit<BoardObject, 'id' | 'kind' | 'by'>>;

export interface BoardPage {
  readonly id: string;
  readonly order: number;
  readonly template: Template;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly w: number;
  readonly h: number;
}

/** A point of a stroke, with the pressure from 0 to 1. */
export interface StrokePoint extends Point {
  readonly pressure: number;
}

export type Tool =
  'select' | 'pen' | 'marker' | 'eraser' | 'note' | 'rect' | 'ellipse' | 'arrow' | 'text' | 'image' | 'laser';

export const INKS = ['#1a1b1e', '#2c4fc4', '#b9252b', '#1a7344', '#c98a00'] as const;
export const PAPERS = ['#ffe59a', '#d7e6ff', '#cfeedd', '#ffd9d2', '#e7dcf7'] as const;
