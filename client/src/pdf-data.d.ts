/** Where cmaps, standard fonts and decoders of pdf.js are served (`plugins/pdf-data.ts`), with a slash at the end. */
declare module 'virtual:pdf-data' {
  const url: string;
  export default url;
}
