/**
 * A plugin of Swagger UI, as the text of a script: a box that finds operations by words of their path, method, summary and
 * tag. Of many operations Swagger UI draws those alone that are in sight, where the search of the browser does not find the
 * others; its own filter knows tags alone, letter by letter.
 */
export const OPERATION_FILTER = `const OperationFilter = ({ React }) => {
  const textOf = (tag, operation) =>
    [tag, operation.get('method'), operation.get('path'), operation.getIn(['operation', 'summary'])]
      .join(' ')
      .toLowerCase();
  const opsFilter = (groups, phrase) => {
    const words = phrase.toLowerCase().split(/\\s+/);
    const isFound = (text) => words.every((word) => text.includes(word));
    return groups
      .map((group, tag) =>
        group.update('operations', (all) => all.filter((each) => isFound(textOf(tag, each)))),
      )
      .filter((group) => group.get('operations').size > 0);
  };
  const FilterContainer = ({ layoutSelectors, layoutActions }) => {
    const typed = layoutSelectors.currentFilter();
    const input = React.createElement('input', {
      className: 'operation-filter-input',
      type: 'search',
      'aria-label': 'Find operations',
      placeholder: 'Find operations: words of the path, the method, the summary or the tag',
      value: typeof typed === 'string' ? typed : '',
      onChange: ({ target }) => layoutActions.updateFilter(target.value),
    });
    return React.createElement('section', { className: 'filter wrapper' }, input);
  };
  return { fn: { opsFilter }, components: { FilterContainer } };
};
`;
