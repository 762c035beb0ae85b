/** What every page has: the field of the key. */
import { find } from './dom.ts';
import { keepKey, loadKey } from './key.ts';

const details = find('key', HTMLDetailsElement);
const form = details.querySelector('form');
const input = details.querySelector('input');
if (form === null || input === null) throw new Error('Cannot find the field of the key in the page');

input.value = loadKey() ?? '';
form.addEventListener('submit', (event) => {
  event.preventDefault();
  keepKey(input.value.trim());
  location.reload();
});
