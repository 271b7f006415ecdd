import { spliceOf } from '../documents/splice.ts';
import type { NoteDocument } from './document.ts';

/** Of a text field, what this needs. */
export type Field = Pick<
  HTMLTextAreaElement,
  'value' | 'selectionStart' | 'selectionEnd' | 'scrollTop' | 'setRangeText' | 'setSelectionRange'
>;

/**
 * Keeps a text field and a note alike. What others write leaves caret and selection where they are. While letters are being
 * composed (Hangul, Kana) nothing but the person's own keys touches the field: setting its text would break the letter
 * off; what others write comes as soon as it is finished.
 */
export class TextBinding {
  readonly #field: Field;
  readonly #document: NoteDocument;
  readonly #unlisten: () => void;
  /** What the field had when it and the note were last alike. */
  #shown: string;

  constructor(field: Field, document: NoteDocument) {
    this.#field = field;
    this.#document = document;
    this.#shown = document.text;
    field.value = this.#shown;
    this.#unlisten = document.listen((splices, own) => {
      const { scrollTop } = field;
      for (const { at, removed, inserted } of splices) {
        field.setRangeText(inserted, at, at + removed, 'preserve');
        // Whoever takes something back wants to see what.
        if (own) field.setSelectionRange(at + inserted.length, at + inserted.length);
      }
      if (!own) field.scrollTop = scrollTop;
      this.#shown = field.value;
    });
  }

  /** The person has changed the field. */
  typed(): void {
    const { value, selectionEnd } = this.#field;
    const splice = spliceOf(this.#shown, value, selectionEnd);
    this.#shown = value;
    if (splice !== null) this.#document.write(splice);
  }

  compose(): void {
    this.#document.hold();
  }

  composed(): void {
    this.typed();
    this.#document.release();
  }

  close(): void {
    this.#unlisten();
    this.#document.release();
  }
}
