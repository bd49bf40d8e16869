/// <reference types="vite/client" />

/** Monaco's editor with its contributions and without its languages; it has the types of the whole. */
declare module 'monaco-editor/esm/vs/editor/edcore.main.js' {
  export * from 'monaco-editor';
}
