-- Posting numbers of the newest booked rows behind a figure: the subject's own rows, and the rows
-- below it within some ranges of posting numbers. EXISTS keeps SQLite from starting with the paths,
-- which are many. The ranges are put in, see evidence.py.
SELECT e.posting_no
FROM ledger_entry e
WHERE e.subject_id = %(subject)s AND e.measure_id = %(measure)s
  AND e.scenario = %(scenario)s AND e.standing = %(standing)s AND e.basis = %(basis)s
  AND e.month BETWEEN %(first)s AND %(last)s AND e.known_on <= %(day)s
  AND e.posting_no <= %(newest)s
UNION
SELECT e.posting_no
FROM {entries}
WHERE e.measure_id = %(measure)s AND {within}
  AND e.scenario = %(scenario)s AND e.standing = %(standing)s AND e.basis = %(basis)s
  AND e.month BETWEEN %(first)s AND %(last)s AND e.known_on <= %(day)s
  AND EXISTS (
    SELECT 1 FROM ledger_subjectpath p
    WHERE p.descendant_id = e.subject_id AND p.ancestor_id = %(subject)s
      AND e.month BETWEEN p.month_from AND p.month_to
      AND e.posting_no > p.posting_from AND e.posting_no <= p.posting_to
  )
ORDER BY posting_no DESC
LIMIT %(page)s
