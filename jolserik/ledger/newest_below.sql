-- Posting numbers of the newest booked rows behind a figure: all rows of the subject and of what
-- lies below it are looked through, subject by subject. CROSS JOIN keeps SQLite to that order.
SELECT e.posting_no
FROM ledger_entry e
WHERE e.subject_id = %(subject)s AND e.measure_id = %(measure)s
  AND e.scenario = %(scenario)s AND e.standing = %(standing)s AND e.basis = %(basis)s
  AND e.month BETWEEN %(first)s AND %(last)s AND e.known_on <= %(day)s
  AND e.posting_no <= %(newest)s
UNION ALL
SELECT e.posting_no
FROM ledger_subjectpath p CROSS JOIN ledger_entry e
WHERE p.ancestor_id = %(subject)s AND e.subject_id = p.descendant_id
  AND e.measure_id = %(measure)s
  AND e.scenario = %(scenario)s AND e.standing = %(standing)s AND e.basis = %(basis)s
  AND e.month BETWEEN %(first)s AND %(last)s AND e.known_on <= %(day)s
  AND e.posting_no <= %(newest)s
  AND e.month BETWEEN p.month_from AND p.month_to
  AND e.posting_no > p.posting_from AND e.posting_no <= p.posting_to
ORDER BY posting_no DESC
LIMIT %(page)s
