/** @typedef {'ascending' | 'descending'} Direction */

for (const table of document.querySelectorAll('table[data-sortable]')) {
  const headings = [...table.querySelectorAll('thead th')];
  for (const [column, heading] of headings.entries()) {
    heading.querySelector('button')?.addEventListener('click', () => sortBy(headings, column));
  }
}

/**
 * Sorts the rows of a table by a column; a second time turns the order round.
 *
 * @param {Element[]} headings
 * @param {number} column
 */
function sortBy(headings, column) {
  const heading = headings[column];
  const body = heading?.closest('table')?.tBodies[0];
  if (!heading || !body) return;
  const direction = nextDirection(heading);
  for (const other of headings) other.removeAttribute('aria-sort');
  heading.setAttribute('aria-sort', direction);
  const rows = [...body.rows].sort((one, other) => compare(one, other, column, direction));
  body.append(...rows);
}

/**
 * @param {Element} heading
 * @returns {Direction}
 */
function nextDirection(heading) {
  const now = heading.getAttribute('aria-sort');
  if (now) return now === 'ascending' ? 'descending' : 'ascending';
  const first = heading.querySelector('button')?.dataset['first'];
  return first === 'descending' ? 'descending' : 'ascending';
}

/**
 * A row without a figure comes last, whichever way the others are sorted.
 *
 * @param {HTMLTableRowElement} one
 * @param {HTMLTableRowElement} other
 * @param {number} column
 * @param {Direction} direction
 */
function compare(one, other, column, direction) {
  const left = one.cells[column]?.dataset['sort'];
  const right = other.cells[column]?.dataset['sort'];
  if (!left || !right) return Number(!left) - Number(!right);
  const order = column === 0 ? left.localeCompare(right) : Number(left) - Number(right);
  return direction === 'ascending' ? order : -order;
}
