import { element } from './dom.ts';

export interface ActionButton {
  readonly text: string;
  /** Says more where the pointer rests. */
  readonly title: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A button that can be pressed again when what it did is done. */
export function actionButton(
  { text, title, attributes }: ActionButton,
  act: () => Promise<void>,
): HTMLButtonElement {
  const button = element('button', { title, ...attributes }, text);
  button.addEventListener('click', () => {
    button.disabled = true;
    void act().finally(() => (button.disabled = false));
  });
  return button;
}
