import 'monaco-editor/esm/vs/basic-languages/yaml/yaml.contribution.js';
import * as monaco from 'monaco-editor/esm/vs/editor/edcore.main.js';
import EditorWorker from 'monaco-editor/esm/vs/editor/editor.worker.js?worker';
import { configureMonacoYaml } from 'monaco-yaml';
import { onThemeChange, themeColours } from '../theme/colours.ts';
import { loadSchemas } from './schema.ts';
import YamlWorker from './yaml.worker.ts?worker';

/* Monaco and its YAML language, loaded on demand: about 1.2 MB gz with its workers. */

export interface CodeEditor {
  /** Shows a file; keeps its cursor and undo history when it is shown again. */
  show(path: string, text: string, label: string): void;
  dispose(): void;
}

self.MonacoEnvironment = {
  getWorker: (_id, label) => (label === 'yaml' ? new YamlWorker() : new EditorWorker()),
};

const yamlOptions = { enableSchemaRequest: false, isKubernetes: true, format: { enable: false } };
const yaml = configureMonacoYaml(monaco, { ...yamlOptions, schemas: [] });
void loadSchemas().then((schemas) => yaml.update({ ...yamlOptions, schemas }));

defineThemes();
onThemeChange(defineThemes);

/** @param onEdit called with the path and text of a file that the person changed. */
export function createCodeEditor(host: HTMLElement, onEdit: (path: string, text: string) => void): CodeEditor {
  const editor = monaco.editor.create(host, {
    automaticLayout: true,
    minimap: { enabled: false },
    fontFamily: "'JetBrains Mono Variable', ui-monospace, Menlo, monospace",
    fontLigatures: false,
    fontSize: 12.5,
    lineHeight: 19.5,
    lineNumbersMinChars: 4,
    // Dimmed, the number of an empty last line would be too pale to read.
    renderFinalNewline: 'on',
    lineDecorationsWidth: 10,
    glyphMargin: false,
    folding: false,
    scrollBeyondLastLine: false,
    renderLineHighlight: 'none',
    overviewRulerLanes: 0,
    padding: { top: 8, bottom: 8 },
    scrollbar: { verticalScrollbarSize: 8, horizontalScrollbarSize: 8, useShadows: false },
    tabSize: 2,
    insertSpaces: true,
    // A word that is typed out already leaves Enter to end its line.
    // Enter ends a line, as it does everywhere; Tab, or a choice by the arrows, takes a suggestion.
    suggest: { selectionMode: 'never' },
    // The panel is low: rows that stick would take a third of it.
    stickyScroll: { enabled: false },
    quickSuggestions: { other: true, strings: true, comments: false },
    fixedOverflowWidgets: true,
    accessibilitySupport: 'auto',
    model: null,
    theme: 'podarium',
  });
  editor.addCommand(
    monaco.KeyCode.Tab,
    () => {
      for (const command of ['selectNextSuggestion', 'acceptSelectedSuggestion']) editor.trigger('tab', command, {});
    },
    'suggestWidgetVisible && !suggestWidgetHasFocusedSuggestion',
  );
  const states = new Map<string, monaco.editor.ICodeEditorViewState | null>();
  let shown: string | undefined;
  let fromOutside = false;
  editor.onDidChangeModelContent(() => {
    if (!fromOutside && shown !== undefined) onEdit(shown, editor.getValue());
  });
  return {
    show(path, text, label) {
      const uri = monaco.Uri.file(path);
      const language = /\.ya?ml$/.test(path) ? 'yaml' : 'plaintext';
      const model = monaco.editor.getModel(uri) ?? monaco.editor.createModel(text, language, uri);
      if (shown !== path) {
        if (shown !== undefined) states.set(shown, editor.saveViewState());
        shown = path;
        editor.setModel(model);
        editor.restoreViewState(states.get(path) ?? null);
      }
      if (model.getValue() !== text) {
        fromOutside = true;
        model.setValue(text);
        fromOutside = false;
      }
      editor.updateOptions({ ariaLabel: label });
    },
    dispose: () => editor.dispose(),
  };
}

function defineThemes(): void {
  const { dark, ink, sheet, soft, accent, running, unknown, line, hair, code } = themeColours();
  const bare = (colour: string): string => colour.slice(1, 7);
  monaco.editor.defineTheme('podarium', {
    base: dark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: '', foreground: bare(ink) },
      { token: 'type', foreground: bare(accent) },
      { token: 'string', foreground: bare(running) },
      { token: 'string.yaml', foreground: bare(running) },
      { token: 'number', foreground: bare(unknown) },
      { token: 'number.yaml', foreground: bare(unknown) },
      { token: 'keyword', foreground: bare(unknown) },
      { token: 'comment', foreground: bare(soft) },
      { token: 'operators', foreground: bare(soft) },
    ],
    colors: {
      'editor.background': sheet,
      'editor.foreground': ink,
      'editorLineNumber.foreground': soft,
      'editorLineNumber.activeForeground': ink,
      'editorCursor.foreground': accent,
      'editor.selectionBackground': `${accent}40`,
      'editorIndentGuide.background1': hair,
      'editorIndentGuide.activeBackground1': line,
      'editorWidget.background': sheet,
      'editorWidget.border': line,
      'editorHoverWidget.background': sheet,
      'editorHoverWidget.border': line,
      'editorSuggestWidget.background': sheet,
      'editorSuggestWidget.border': line,
      'editorSuggestWidget.selectedBackground': code,
      'editorSuggestWidget.selectedForeground': ink,
      'editorSuggestWidget.highlightForeground': accent,
      'editorSuggestWidget.focusHighlightForeground': accent,
      focusBorder: accent,
    },
  });
  monaco.editor.setTheme('podarium');
}
