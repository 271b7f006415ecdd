/** Resolves to whether the text is on the clipboard. On a plain-HTTP address the older way is the only one. */
export async function copyText(text: string): Promise<boolean> {
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard) {
    try {
      await clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  }
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way outside of secure contexts
  const done = document.execCommand('copy');
  field.remove();
  return done;
}
