/** Runs what may fail, and shows in `problem` why where it does. */
export async function attempt(problem: HTMLElement, act: () => Promise<void>): Promise<void> {
  problem.textContent = '';
  try {
    await act();
  } catch (thrown) {
    problem.textContent = thrown instanceof Error ? thrown.message : String(thrown);
  }
}
